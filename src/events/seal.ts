// Puts events into their area's tree and signs its head. What is in the tree in which place is decided here once: an
// event that a slow write commits late comes behind those before it, and none is ever put between two.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Services } from '../kernel/context.ts'
import { sql, type Tx } from '../kernel/db.ts'
import type { Job } from '../kernel/job.ts'
import { originOf, readCheckpoint, signCheckpoint, type Checkpoint } from './checkpoint.ts'
import { entryColumns, entryOf, hashOf, leavesOf, type EventRow } from './leaf.ts'
import { Tree } from './merkle.ts'
import { handOut } from './witness.ts'

/** Leaves put into a tree with one statement. */
const chunk = 1_000
/** Heads older than this are thinned out to the last of each day. Milliseconds. */
const thinnedAfter = 7 * 86_400_000

/**
 * How far the order of events is settled. `settled`: every event up to it was committed or never will be, and is in
 * its tree. `seen` was the last number given out at some run; `before` the transaction that began no earlier than all
 * who could hold one up to it: once those have ended, `seen` is settled.
 */
type Progress = { settled: number; seen: number | null; before: string | null }

/** The last head this program signed, kept beside the database: who has that alone cannot take it back. */
const memoryOf = (services: Services, area: number) =>
  path.join(services.config.dataDir, 'checkpoints', `${area}.txt`)

/** The last head signed for an area as remembered outside of the database; null where there was none. */
export async function remembered(services: Services, area: number): Promise<Checkpoint | null> {
  try {
    return readCheckpoint(await readFile(memoryOf(services, area), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function remember(services: Services, area: number, note: string) {
  const file = memoryOf(services, area)
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(`${file}.new`, note, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
}

/** Does the tree in the database still begin with the one whose head is remembered? */
async function goesOn(services: Services, area: number, tree: Tree): Promise<boolean> {
  const last = await remembered(services, area)
  if (!last) return true
  if (last.origin !== originOf(services.keyring.signing, area) || last.size > tree.size) return false
  if (last.size === tree.size) return last.root.equals(tree.root())
  const before = new Tree()
  for await (const hash of leavesOf(services, area)(0, last.size)) before.append(hash)
  return before.root().equals(last.root)
}

/** Puts the committed events of an area behind `settled` that have no leaf yet into its tree, in their order. */
async function grow(tx: Tx, area: number, tree: Tree, settled: number): Promise<number> {
  let added = 0
  for (let full = true; full;) {
    const { rows } = await sql<EventRow>`
      select ${entryColumns} from event e where e.area = ${area} and e.seq > ${settled}
        and not exists (select 1 from event_leaf l where l.area = e.area and l.event_id = e.id)
      order by e.seq limit ${sql.lit(chunk)}`.execute(tx)
    if (!rows.length) break
    const leaves = rows.map((row) => {
      const hash = hashOf(entryOf(row))
      const leaf = tree.size
      tree.append(hash)
      return { area, leaf, event_id: row.id, hash }
    })
    await tx.insertInto('event_leaf').values(leaves).execute()
    added += rows.length
    full = rows.length === chunk
  }
  return added
}

/** Seals one area; returns how many events came into its tree, null where the tree is not the one signed before. */
async function sealArea(
  services: Services,
  area: number,
  settled: number,
  now: Date,
): Promise<number | null> {
  const { keyring } = services
  const done = await services.writes.transaction().execute(async (tx) => {
    // One tree, one hand: two programs on one database take turns.
    await sql`select pg_advisory_xact_lock(${0x5ea1}, ${area})`.execute(tx)
    const kept = await tx.selectFrom('event_tree').selectAll().where('area', '=', area).executeTakeFirst()
    const tree = new Tree(kept?.size, kept?.roots)
    if (!(await goesOn(services, area, tree))) return null
    const added = await grow(tx, area, tree, settled)
    if (!added) return { added, note: null }
    const state = { size: tree.size, roots: [...tree.roots] }
    await tx
      .insertInto('event_tree')
      .values({ area, ...state })
      .onConflict((one) => one.column('area').doUpdateSet(state))
      .execute()
    const origin = originOf(keyring.signing, area)
    const note = signCheckpoint(keyring.signing, { origin, size: tree.size, root: tree.root() })
    await tx.insertInto('event_checkpoint').values({ area, size: tree.size, note, at: now }).execute()
    return { added, note }
  })
  if (done?.note) await remember(services, area, done.note)
  return done && done.added
}

const key = 'event-seal'

async function progressOf({ db }: Services): Promise<Progress> {
  const { rows } = await sql<{ value: Progress }>`select value from setting where key = ${key}`.execute(db)
  return rows[0]?.value ?? { settled: 0, seen: null, before: null }
}

/** Whether `seen` is settled by now, and from when on it will be. Asked before the events are read. */
async function look({ db }: Services, progress: Progress) {
  const { rows } = await sql<{ given: number; next: string; over: boolean; elsewhere: boolean }>`
    select coalesce((select last_value from pg_sequences where schemaname = 'public' and sequencename = 'event_seq_seq'), 0) as given,
      pg_snapshot_xmax(pg_current_snapshot())::text as next,
      pg_snapshot_xmin(pg_current_snapshot()) >= coalesce(${progress.before}, '0')::xid8 as over,
      pg_snapshot_xmax(pg_current_snapshot()) < coalesce(${progress.before}, '0')::xid8 as elsewhere`.execute(
    db,
  )
  return rows[0]!
}

/** Every minute: what was committed since comes into the trees, their heads are signed and handed out. */
export const seal: Job = {
  name: 'event.seal',
  every: '* * * * *',
  async run({ services, now }) {
    const progress = await progressOf(services)
    const { given, next, over, elsewhere } = await look(services, progress)
    // Area 0: what accounts without a post did.
    const { rows } = await sql<{ area: number }>`
      select a.area from (select code as area from area union all select 0) a
      where exists (select 1 from event e where e.area = a.area and e.seq > ${progress.settled})`.execute(
      services.db,
    )
    for (const { area } of rows)
      if ((await sealArea(services, area, progress.settled, now)) === null)
        services.log(
          `！！操作记录（${area}）与本机留存的签署头对不上：记录可能被改过或删过，不再签署。请立即核对（工作台“操作记录”，或 npm run verify）`,
        )
    const after: Progress =
      progress.seen === null || elsewhere
        ? // Nobody waits here who began before this number was given out, except within a statement just now.
          { settled: progress.settled, seen: given, before: null }
        : progress.before === null
          ? { ...progress, before: next }
          : over
            ? { settled: Math.max(progress.settled, progress.seen), seen: given, before: null }
            : progress
    await sql`
      insert into setting (key, value) values (${key}, ${JSON.stringify(after)}::jsonb)
      on conflict (key) do update set value = excluded.value, updated_at = now()`.execute(services.db)
    await handOut(services, now)
  },
}

/** Every night: of the heads older than a week the last of each day is enough. */
export const thinCheckpoints: Job = {
  name: 'event.thin-checkpoints',
  every: '20 4 * * *',
  async run({ services, now }) {
    await sql`
      delete from event_checkpoint c where c.at < ${new Date(now.getTime() - thinnedAfter)} and exists (
        select 1 from event_checkpoint l where l.area = c.area and l.size > c.size
          and (l.at at time zone 'Asia/Shanghai')::date = (c.at at time zone 'Asia/Shanghai')::date)`.execute(
      services.db,
    )
  },
}
