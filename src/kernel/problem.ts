import type { ProblemEntry } from './contract.ts'

/**
 * The problems any route may answer. Capabilities add theirs in their contracts; all together are one
 * table, so a code means one thing everywhere (RFC 9457: `type` is `/problems/<code>`).
 */
export const kernelProblems = {
  'bad-input': { status: 422, title: '填写的内容有误', hint: '请按提示修改后再提交，已填的内容不会丢。' },
  'bad-json': { status: 400, title: '请求的格式不对', hint: '请刷新页面后重试。' },
  'control-characters': {
    status: 422,
    title: '文字里有看不见的控制字符',
    hint: '请删掉从别处粘贴来的特殊字符后再提交。',
  },
  'body-too-large': { status: 413, title: '内容太长', hint: '请缩短后再提交。' },
  'sign-in-needed': { status: 401, title: '请先登录', hint: '登录后会回到这里，填写的内容还在。' },
  'not-allowed': { status: 403, title: '你的职务没有这项权限', hint: '需要时请联系本单位的系统管理员。' },
  'totp-needed': { status: 403, title: '管理员要先设置动态码', hint: '请在“设置”里启用动态码后再操作。' },
  'password-change-needed': {
    status: 403,
    title: '先换成只有自己知道的密码',
    hint: '现在的密码是别人设的。请刷新页面，按提示修改后再操作。',
  },
  csrf: { status: 403, title: '页面已过期', hint: '请刷新页面后再提交。' },
  'not-found': { status: 404, title: '没有找到', hint: '可能已被移走，或不在你能查看的范围。' },
  'not-now': { status: 409, title: '现在不能这样做', hint: '它刚被别人办过，请看最新的状态。' },
  'not-yours': { status: 403, title: '这一步不由你来办', hint: '请看“现在由谁办”。' },
  'id-taken': {
    status: 409,
    title: '同一个编号已经提交过不同的内容',
    hint: '原来的内容还在；请刷新后另行提交。',
  },
  conflict: { status: 409, title: '和已有的记录冲突', hint: '请刷新后核对。' },
  'gone-reference': { status: 422, title: '引用的记录已经不在', hint: '请刷新后重新选择。' },
  'ledger-too-large': {
    status: 422,
    title: '要导出的内容太多',
    hint: '请缩小条件（如按月份、按单位）分几次导出。',
  },
  'too-many': { status: 429, title: '操作太频繁', hint: '请稍等一分钟再试。' },
  busy: { status: 503, title: '系统正忙', hint: '请稍后重试，填写的内容还在。' },
  loading: { status: 503, title: '示范数据还在载入', hint: '装好以前看不到任何数据，请稍等。' },
  stopping: {
    status: 503,
    title: '系统正在重新启动',
    hint: '请稍等片刻再试，填写的内容还在。',
  },
  'database-away': {
    status: 503,
    title: '数据库暂时连不上',
    hint: '填写的内容还在，请稍后重试；刚才提交的可能已经办成，重试前先看一眼最新的状态。',
  },
  broken: { status: 500, title: '系统出错了', hint: '已经记下，请稍后重试；急事请直接联系工会。' },
} as const satisfies Record<string, ProblemEntry>

export type FieldProblem = { path: string; message: string }

/** Thrown by a story when a request cannot be done; the kernel answers it as problem+json. */
export class ProblemError extends Error {
  code: string
  fields: FieldProblem[]
  /** Replaces the table's hint where the case has something better to say. */
  hint: string | undefined
  /** The record's present state, so that the one who lost a race sees what happened. */
  current: { status: string; text: string } | undefined
  constructor(
    code: string,
    more: { fields?: FieldProblem[]; hint?: string; current?: { status: string; text: string } } = {},
  ) {
    super(code)
    this.code = code
    this.fields = more.fields ?? []
    this.hint = more.hint
    this.current = more.current
  }
}

/** `throw problem('not-found')`. The code must be in the table; a test opens every one. */
export function problem(code: string, more?: ConstructorParameters<typeof ProblemError>[1]): ProblemError {
  return new ProblemError(code, more)
}

/**
 * An unexpected error for the log: its kind and where it was thrown. Not the message of a database error, which quotes
 * the values it stumbled over.
 */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const { name, message, stack = '' } = error
  const { code, routine } = error as { code?: string; routine?: string }
  const what = routine ? `PostgreSQL ${code} ${routine}` : `${name} ${message}`
  return [what, ...stack.split('\n').filter((line) => /^\s+at /.test(line))].join('\n')
}

/** The wire form of a problem. */
export function problemBody(table: Record<string, ProblemEntry>, error: ProblemError) {
  const entry = table[error.code] ?? table['broken']!
  return {
    type: `/problems/${error.code}`,
    code: error.code,
    status: entry.status,
    title: entry.title,
    hint: error.hint ?? entry.hint,
    ...(error.fields.length ? { fields: error.fields } : {}),
    ...(error.current ? { current: error.current } : {}),
  }
}

/** A problem as a page of its own, for an address opened in a browser. */
export function problemPage(body: { title: string; hint: string }): string {
  const plain = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${plain(body.title)} · 职工之家</title>
<style>body{max-width:480px;margin:15vh auto;padding:0 16px;font:16px/1.6 system-ui,sans-serif;color:#1f1b18;overflow-wrap:anywhere}a{color:#8c1d18}</style>
<h1>${plain(body.title)}</h1><p>${plain(body.hint)}</p><p><a href="/console/">工作台</a> · <a href="/">职工端</a></p></html>
`
}

type AjvError = { instancePath: string; keyword: string; params: Record<string, unknown> }

/** Ajv's findings in words a person can act on. */
export function fieldProblems(errors: AjvError[]): FieldProblem[] {
  const words = ({ keyword, params }: AjvError): string => {
    switch (keyword) {
      case 'required':
        return '必须填写'
      case 'minLength':
        return Number(params['limit']) <= 1 ? '必须填写' : `至少 ${String(params['limit'])} 个字`
      case 'maxLength':
        return `最多 ${String(params['limit'])} 个字`
      case 'minItems':
        return `至少选 ${String(params['limit'])} 项`
      case 'maxItems':
        return `最多 ${String(params['limit'])} 项`
      case 'minimum':
        return `不能小于 ${String(params['limit'])}`
      case 'maximum':
        return `不能大于 ${String(params['limit'])}`
      case 'enum':
      case 'const':
        return '请从列出的选项里选'
      case 'format':
        return params['format'] === 'date' ? '请填日期，如 2026-11-23' : '格式不对'
      case 'additionalProperties':
        return `不认识的内容：${String(params['additionalProperty']).slice(0, 40)}`
      default:
        return '格式不对'
    }
  }
  const seen = new Map<string, FieldProblem>()
  for (const error of errors) {
    const missing = error.keyword === 'required' ? `/${String(error.params['missingProperty'])}` : ''
    const path = `${error.instancePath}${missing}`.slice(1).replaceAll('/', '.')
    if (!seen.has(path)) seen.set(path, { path, message: words(error) })
  }
  return [...seen.values()].slice(0, 20)
}
