import { verbs, type Verb } from './access.ts'
import type { ProblemEntry, Route } from './contract.ts'
import type { Capability } from './route.ts'

/** A JSON Schema as far as the contracts use it. */
type Schema = {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  maxItems?: number
  default?: unknown
}

const plain = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const accessWords = (access: Route['access']): string => {
  switch (access) {
    case 'public':
      return '任何人，不用登录'
    case 'signed-in':
      return '登录的人'
    case 'worker':
      return '登录的职工'
    default:
      return `有“${verbs[access as Verb]}”权限的职务（${access}）`
  }
}

const typeNames: Record<string, string> = {
  string: '文字',
  integer: '整数',
  number: '数',
  boolean: '是否',
  null: '空',
  object: '对象',
}
const formatNames: Record<string, string> = { date: '日期', 'date-time': '时刻' }

/** What may stand in a field, in a few words. */
function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(' 或 ')
  if (schema.type === 'array')
    return `${schema.items ? kindOf(schema.items) : ''}的列表${schema.maxItems ? `，最多${schema.maxItems}项` : ''}`
  const range = (from: number | undefined, to: number | undefined, unit: string) =>
    from === undefined && to === undefined ? '' : `，${from ?? ''}–${to ?? ''}${unit}`
  return [
    schema.format ? (formatNames[schema.format] ?? schema.format) : (typeNames[schema.type ?? ''] ?? '任意'),
    range(schema.minLength, schema.maxLength, '字'),
    range(schema.minimum, schema.maximum, ''),
    schema.pattern ? `，形如 ${schema.pattern}` : '',
    schema.default === undefined ? '' : `，默认 ${JSON.stringify(schema.default)}`,
  ].join('')
}

/** One line for each field, inner fields below the field they belong to: `items[].org.name`. */
function fields(schema: Schema, at = '', required = true): string[] {
  const line = at
    ? `<tr><td><code>${plain(at)}</code></td><td>${required ? '必填' : ''}</td><td>${plain(kindOf(schema))}</td></tr>`
    : ''
  const inner = (one: Schema, path: string): string[] =>
    Object.entries(one.properties ?? {}).flatMap(([name, field]) =>
      fields(field, path ? `${path}.${name}` : name, one.required?.includes(name) ?? false),
    )
  const within = (one: Schema, path: string): string[] =>
    one.type === 'array' && one.items
      ? within(one.items, `${path}[]`)
      : one.anyOf
        ? one.anyOf.flatMap((each) => within(each, path))
        : inner(one, path)
  return [...(line ? [line] : []), ...within(schema, at)]
}

const table = (title: string, schema: object | undefined): string => {
  const rows = schema ? fields(schema as Schema) : []
  return rows.length
    ? `<h4>${title}</h4><table><tr><th>名称</th><th></th><th>内容</th></tr>${rows.join('')}</table>`
    : ''
}

function section(name: string, route: Route, problems: Record<string, ProblemEntry>): string {
  const named = (route.problems ?? []).map((code) => {
    const one = problems[code]
    return `<tr><td><code>${plain(code)}</code></td><td>${one?.status ?? ''}</td><td>${plain(one?.title ?? '')}。${plain(one?.hint ?? '')}</td></tr>`
  })
  const limits = [
    route.perMinute ? `每个地址每分钟最多${route.perMinute}次。` : '',
    route.upload ? '请求体是一个文件（application/octet-stream）。' : '',
    route.raw ? '回答不是 JSON（文件、网页、跳转或事件流）。' : '',
  ].join('')
  return `<details id="${plain(name)}"><summary><code>${route.method} ${plain(route.path)}</code> ${plain(route.summary)}</summary>
<p>谁可以用：${plain(accessWords(route.access))}。${limits}</p>
${table('地址里的参数', route.params)}${table('查询参数', route.query)}${table('请求体', route.body)}${route.raw ? '' : table('回答', route.response)}
${named.length ? `<h4>可能的问题</h4><table><tr><th>代码</th><th>状态</th><th>说明</th></tr>${named.join('')}</table>` : ''}</details>`
}

/** The contract as a page to read: no script, nothing from elsewhere, one section for each capability. */
export function referencePage(capabilities: Capability[], problems: Record<string, ProblemEntry>): string {
  const groups = capabilities.map(
    (room) =>
      `<section><h2 id="${plain(room.name)}">${plain(room.name)}</h2>${Object.entries(room.contract)
        .map(([name, route]) => section(name, route, problems))
        .join('\n')}</section>`,
  )
  const nav = capabilities.map(({ name }) => `<a href="#${plain(name)}">${plain(name)}</a>`).join(' · ')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>接口说明 · Unionhall 职工之家</title>
<style>body{max-width:960px;margin:24px auto;padding:0 16px;font:16px/1.6 system-ui,sans-serif;color:#1f1b18;overflow-wrap:anywhere}
summary{cursor:pointer;padding:4px 0}details>p,details>h4,details>table{margin-left:16px}h4{margin-bottom:4px}
table{border-collapse:collapse;font-size:14px}td,th{border:1px solid #e5ddd5;padding:2px 8px;text-align:left;vertical-align:top}a{color:#8c1d18}</style></head><body>
<h1>接口说明</h1><p>机器可读：<a href="/api/openapi.json">openapi.json</a>（OpenAPI 3.1）。写操作带 <code>x-csrf</code> 头，值来自 <code>GET /api/me</code>。
出错一律是 application/problem+json（RFC 9457），带代码、说明和下一步。</p><nav>${nav}</nav>
${groups.join('\n')}
<section><h2 id="problems">任何接口都可能回答的问题</h2><table><tr><th>代码</th><th>状态</th><th>说明</th></tr>${[
    ...new Set(Object.keys(problems)),
  ]
    .filter((code) => !capabilities.some((room) => room.problems && code in room.problems))
    .map(
      (code) =>
        `<tr><td><code>${plain(code)}</code></td><td>${problems[code]!.status}</td><td>${plain(problems[code]!.title)}。${plain(problems[code]!.hint)}</td></tr>`,
    )
    .join('')}</table></section></body></html>
`
}
