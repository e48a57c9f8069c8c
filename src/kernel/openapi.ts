import type { ProblemEntry, Route } from './contract.ts'
import type { Capability } from './route.ts'

type Described = {
  openapi: string
  info: object
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: object
}
type Operation = {
  summary: string
  tags: string[]
  description: string
  parameters: object[]
  requestBody?: object
  responses: Record<string, object>
}

/** The contracts of all capabilities as one OpenAPI 3.1 document; the schemas are JSON Schema already. */
export function openApi(capabilities: Capability[], problems: Record<string, ProblemEntry>): Described {
  const paths: Described['paths'] = {}
  for (const room of capabilities) {
    for (const [name, route] of Object.entries(room.contract)) {
      const place = (paths[route.path] ??= {})
      place[route.method.toLowerCase()] = operation(room.name, name, route, problems)
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Unionhall 职工之家',
      version: '0.1.0',
      description:
        '写操作带 `x-csrf` 头（见 GET /api/me）。出错一律是 application/problem+json（RFC 9457）。',
    },
    tags: capabilities.map((room) => ({ name: room.name })),
    paths,
    components: {
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'code', 'status', 'title', 'hint'],
          properties: {
            type: { type: 'string' },
            code: { type: 'string', enum: Object.keys(problems) },
            status: { type: 'integer' },
            title: { type: 'string' },
            hint: { type: 'string' },
            fields: {
              type: 'array',
              items: {
                type: 'object',
                properties: { path: { type: 'string' }, message: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  }
}

function operation(
  tag: string,
  name: string,
  route: Route,
  problems: Record<string, ProblemEntry>,
): Operation {
  const parameters = [...fields(route.params, 'path'), ...fields(route.query, 'query')]
  const named = (route.problems ?? []).map(
    (code) => `- \`${code}\` ${problems[code]?.status ?? ''} ${problems[code]?.title ?? ''}`,
  )
  const body = route.upload
    ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
    : { 'application/json': { schema: route.body } }
  return {
    summary: route.summary,
    tags: [tag],
    description: [`\`${name}\` · ${route.access}`, ...named].join('\n'),
    parameters,
    ...(route.body || route.upload ? { requestBody: { required: true, content: body } } : {}),
    responses: {
      '200': {
        description: '成功',
        ...(route.raw ? {} : { content: { 'application/json': { schema: route.response } } }),
      },
      default: {
        description: '出错',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function fields(schema: Route['params'], place: 'path' | 'query'): object[] {
  if (!schema) return []
  const required = new Set((schema as { required?: string[] }).required ?? [])
  return Object.entries(schema.properties).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || required.has(name),
    schema: one,
  }))
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A plain page to read the contract on: no script, one section for each route. */
export function referencePage(described: Described): string {
  const groups = described.tags.map(({ name }) => {
    const rows = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, one]) => one.tags.includes(name))
        .map(([method, one]) => {
          const schema = JSON.stringify(
            { parameters: one.parameters, body: one.requestBody, answer: one.responses['200'] },
            null,
            2,
          )
          return `<details><summary><code>${method.toUpperCase()} ${escape(path)}</code> ${escape(one.summary)}</summary><pre>${escape(one.description)}\n\n${escape(schema)}</pre></details>`
        }),
    )
    return `<section><h2 id="${escape(name)}">${escape(name)}</h2>${rows.join('\n')}</section>`
  })
  const nav = described.tags.map(({ name }) => `<a href="#${escape(name)}">${escape(name)}</a>`).join(' · ')
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>接口说明 · Unionhall 职工之家</title>
<style>body{max-width:960px;margin:24px auto;padding:0 16px;font:16px/1.6 system-ui,sans-serif;color:#1f1b18}pre{overflow:auto;background:#faf7f3;padding:12px}summary{cursor:pointer;padding:4px 0}a{color:#8c1d18}</style>
<h1>接口说明</h1><p>机器可读：<a href="/api/openapi.json">openapi.json</a>（OpenAPI 3.1）</p><nav>${nav}</nav>${groups.join('\n')}</html>`
}
