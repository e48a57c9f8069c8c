// Holds the trail in the database against the heads signed of it, wherever they are remembered.
import type { Services } from '../kernel/context.ts'
import { sql, type Db } from '../kernel/db.ts'
import type { Job } from '../kernel/job.ts'
import { isSignedBy, originOf, readCheckpoint, verifierKey, type Checkpoint } from './checkpoint.ts'
import { entryColumns, entryOf, type EventRow } from './leaf.ts'
import { remembered } from './seal.ts'
import { Verifier, wordsOf, type Finding, type FoundLeaf, type Notice } from './verify.ts'

/** Leaves read with one statement. */
const chunk = 2_000
/** What is committed is in its tree within minutes. Milliseconds. */
const lateAfter = 3_600_000

type LeafRow = { leaf: number; hash: Buffer } & (EventRow | { seq: null })

/** An area's leaves in order with their events, in pieces. */
export async function* leavesIn(db: Db, area: number): AsyncGenerator<FoundLeaf & { orgId: number | null }> {
  for (let at = -1; ;) {
    const { rows } = await sql<LeafRow>`
      select l.leaf, l.hash, ${entryColumns} from event_leaf l left join event e on e.area = l.area and e.id = l.event_id
      where l.area = ${area} and l.leaf > ${at} order by l.leaf limit ${sql.lit(chunk)}`.execute(db)
    for (const row of rows)
      yield row.seq === null
        ? { leaf: row.leaf, hash: row.hash, entry: 'missing', orgId: null }
        : { leaf: row.leaf, hash: row.hash, entry: entryOf(row), orgId: row.org_id }
    if (rows.length < chunk) return
    at = rows.at(-1)!.leaf
  }
}

/** Every head known of an area, with where it is from; those our key did not sign apart. */
export async function headsOf(services: Services, area: number) {
  const { signing } = services.keyring
  const origin = originOf(signing, area)
  const key = verifierKey(origin, signing)
  const rows = await services.db
    .selectFrom('event_checkpoint')
    .select('note')
    .where('area', '=', area)
    .orderBy('size')
    .execute()
  const memory = await remembered(services, area)
  const told = [
    ...rows.map(({ note }) => ({ checkpoint: readCheckpoint(note), heard: '数据库里' })),
    ...(memory ? [{ checkpoint: memory, heard: '本机留存' }] : []),
  ]
  const isOurs = (checkpoint: Checkpoint | null) =>
    checkpoint !== null && checkpoint.origin === origin && isSignedBy(checkpoint, key)
  return {
    heads: told.filter((one): one is { checkpoint: Checkpoint; heard: string } => isOurs(one.checkpoint)),
    forged: told.filter(({ checkpoint }) => !isOurs(checkpoint)).length,
  }
}

export type Checked = {
  area: number
  /** Events in the tree, and those waiting to come into it. */
  sealed: number
  unsealed: number
  findings: Finding[]
  notices: Notice[]
}

/** Checks one area's trail from its first event to its last. */
export async function checkArea(services: Services, area: number, now: Date): Promise<Checked> {
  // First the heads: the tree may grow on while it is read, and never shrinks.
  const { heads, forged } = await headsOf(services, area)
  const verifier = new Verifier(heads)
  for await (const one of leavesIn(services.db, area)) verifier.add(one)
  const { size, findings, notices } = verifier.end()
  if (forged)
    findings.push({
      what: 'signature',
      from: null,
      to: null,
      text: `有${forged}个签署头不是用本系统的密钥签的`,
    })
  const { rows } = await sql<{ waiting: number; late: number }>`
    select count(*) as waiting, count(*) filter (where e.at < ${new Date(now.getTime() - lateAfter)}) as late from event e
    where e.area = ${area} and not exists (select 1 from event_leaf l where l.area = e.area and l.event_id = e.id)`.execute(
    services.db,
  )
  const { waiting, late } = rows[0]!
  // What was written into the tree once must not wait for it again: only a tree that was cut leaves old events outside.
  if (late && size > 0)
    notices.push({ leaf: size, text: `有${late}条写着一小时以前的记录还没有签署：可能是后来补的` })
  return { area, sealed: size, unsealed: waiting, findings, notices }
}

const key = 'event-check'
export type LastCheck = { at: string; areas: { area: number; findings: string[]; notices: string[] }[] }

/** What the last nightly check found. */
export async function lastCheck(db: Db): Promise<LastCheck | null> {
  const { rows } = await sql<{ value: LastCheck }>`select value from setting where key = ${key}`.execute(db)
  return rows[0]?.value ?? null
}

/** Every night: all areas, from the first event on. */
export const check: Job = {
  name: 'event.check',
  every: '10 2 * * *',
  async run({ services, now }) {
    const { rows } = await sql<{ area: number }>`
      select code as area from area union select area from event_tree union select 0 order by 1`.execute(
      services.db,
    )
    const found: LastCheck = { at: now.toISOString(), areas: [] }
    for (const { area } of rows) {
      const { sealed, unsealed, findings, notices } = await checkArea(services, area, now)
      const words = findings.map(wordsOf)
      if (words.length) services.log(`！！操作记录（${area}）核对不上：${words.slice(0, 5).join('；')}`)
      if (sealed + unsealed + findings.length === 0) continue
      found.areas.push({
        area,
        findings: words.slice(0, 20),
        notices: notices.map(({ text }) => text).slice(0, 20),
      })
    }
    await sql`
      insert into setting (key, value) values (${key}, ${JSON.stringify(found)}::jsonb)
      on conflict (key) do update set value = excluded.value, updated_at = now()`.execute(services.db)
  },
}
