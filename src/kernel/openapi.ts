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
