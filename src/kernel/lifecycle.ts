import { sql } from './db.ts'
import type { Ctx, WriteCtx } from './context.ts'
import type { Shown } from './event.ts'
import { problem } from './problem.ts'

type ByStatus<Status extends string> = { [From in Status]?: Status | readonly Status[] }

/**
 * The life of a kind of record, written down once: which step leads from where to where, who may take it,
 * and the event it leaves. Both apps draw their buttons from `can`; the diagrams in the docs are drawn from here.
 */
export type StepRule<Status extends string, Party extends string> = {
  from: readonly Status[]
  /**
   * The status after the step; several where the outcome decides; absent when the step leaves it as it is. By the
   * status before, where that decides: what is not named stays.
   */
  to?: Status | readonly Status[] | ByStatus<Status>
  by: readonly Party[]
  event: string
  shown: Shown
}

export type Lifecycle<Status extends string, Step extends string, Party extends string> = {
  /** Also the table's name. */
  noun: string
  initial: NoInfer<Status>
  statuses: Record<Status, string>
  steps: Record<Step, StepRule<NoInfer<Status>, Party>>
}

/** Declares a lifecycle; the literal types of statuses, steps and parties survive. */
export function lifecycle<const Status extends string, const Step extends string, const Party extends string>(
  definition: Lifecycle<Status, Step, Party>,
): Lifecycle<Status, Step, Party> {
  return definition
}

/** The steps open to someone who is each of `parties` to a record in `status`. */
export function can<Status extends string, Step extends string, Party extends string>(
  life: Lifecycle<Status, Step, Party>,
  status: Status,
  parties: ReadonlySet<Party>,
): Step[] {
  return (Object.keys(life.steps) as Step[]).filter((step) => {
    const rule = life.steps[step]
    return rule.from.includes(status) && rule.by.some((party) => parties.has(party))
  })
}

export type Living<Status extends string> = {
  area: number
  id: string
  status: Status
  version: number
  /** The last event its reader knows of, where the record is shown as it stood then. */
  known?: { seq: number } | undefined
}

/**
 * Takes one step: locks the row, asks who the actor is to it, checks the step, writes status and `change`
 * and appends the event, all in the caller's transaction.
 *
 * `load` reads the row `for update` and is null when it does not exist or may not be seen (404).
 * `needs` may refuse with a problem of its own; `change` gives the columns that change with the step.
 * @throws not-found, not-now (another status; carries who did what last), not-yours (another's turn)
 */
export async function transition<
  Status extends string,
  Step extends string,
  Party extends string,
  Row extends Living<Status>,
>(
  c: WriteCtx,
  life: Lifecycle<Status, Step, Party>,
  step: Step,
  take: {
    load: () => Promise<Row | null>
    parties: (row: Row) => Promise<ReadonlySet<Party>>
    needs?: (row: Row) => void | Promise<void>
    change?: (row: Row) => Record<string, unknown> | Promise<Record<string, unknown>>
    /** Chooses where the rule's `to` names several. */
    to?: (row: Row) => Status
    text: (row: Row) => string
    note?: string | undefined
    data?: Record<string, unknown>
    orgId?: (row: Row) => number | null
  },
): Promise<{ before: Row; row: Row; parties: ReadonlySet<Party> }> {
  const before = await take.load()
  if (!before) throw problem('not-found')
  const rule = life.steps[step]
  const parties = await take.parties(before)
  // First the status: whoever came second has often lost their part in the matter with it.
  if (!rule.from.includes(before.status)) throw await tooLate(c, life, before)
  if (!rule.by.some((party) => parties.has(party))) throw problem('not-yours')
  await take.needs?.(before)
  const outcomes = targets(rule, before.status)
  const status = take.to?.(before) ?? outcomes[0]!
  if (!outcomes.includes(status)) throw new Error(`${life.noun}: ${step} does not lead to ${status}`)
  const change: Record<string, unknown> = {
    ...(await take.change?.(before)),
    status,
    version: before.version + 1,
  }
  const columns = Object.entries(change).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  await sql`update ${sql.table(life.noun)} set ${sql.join(columns)} where area = ${before.area} and id = ${before.id}`.execute(
    c.db,
  )
  await c.append({
    area: before.area,
    noun: life.noun,
    subject: before.id,
    type: rule.event,
    text: take.text(before),
    note: take.note ?? null,
    shown: rule.shown,
    data: { ...take.data, from: before.status, to: status },
    ...(take.orgId ? { orgId: take.orgId(before) } : {}),
  })
  return { before, row: { ...before, ...change } as Row, parties }
}

/** Where a step may lead from a status. */
const targets = <Status extends string>(rule: StepRule<Status, string>, from: Status): readonly Status[] => {
  const to = isByStatus(rule.to) ? rule.to[from] : rule.to
  return to === undefined ? [from] : typeof to === 'string' ? [to as Status] : to
}

const isByStatus = <Status extends string>(to: StepRule<Status, string>['to']): to is ByStatus<Status> =>
  typeof to === 'object' && !Array.isArray(to)

/** The problem for the one who came second: what happened meanwhile, by whom, and the status now. */
export async function tooLate<Status extends string>(
  c: Ctx,
  life: Lifecycle<Status, string, string>,
  row: Living<Status>,
) {
  const last = await c.db
    .selectFrom('event')
    .select(['text', 'by_name'])
    .where('area', '=', row.area)
    .where('subject', '=', row.id)
    .where('shown', 'in', ['public', 'parties'])
    .$if(row.known !== undefined, (query) => query.where('seq', '<=', row.known!.seq))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const status = life.statuses[row.status]
  return problem('not-now', {
    hint: last ? `最近一步：${last.by_name}，${last.text}。现在是“${status}”。` : `现在是“${status}”。`,
    current: { status: row.status, text: status },
  })
}

/** The lifecycle as a Mermaid state diagram, for the docs. */
export function diagram(life: Lifecycle<string, string, string>): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${life.initial.replaceAll('-', '_')}`]
  for (const [status, name] of Object.entries(life.statuses))
    lines.push(`  ${status.replaceAll('-', '_')}: ${name}`)
  for (const [step, rule] of Object.entries(life.steps)) {
    for (const from of rule.from)
      for (const to of targets(rule, from))
        lines.push(
          `  ${from.replaceAll('-', '_')} --> ${to.replaceAll('-', '_')}: ${step} (${rule.by.join(', ')})`,
        )
  }
  return lines.join('\n')
}
