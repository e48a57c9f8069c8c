import { lookupHash, type Keyring } from '../kernel/cipher.ts'
import type { Services } from '../kernel/context.ts'
import { sql, type Db } from '../kernel/db.ts'
import type { Job } from '../kernel/job.ts'

/**
 * Sealing makes the trail tamper-evident: each area's events are covered, in the order of their ids, by a chain of
 * digests that only the master key can make. Who can write to the database but does not hold that key cannot change
 * a sealed event unseen. The last minutes, and cutting off the newest seals together with their events, are not
 * covered; each new digest is therefore also written to the server's log.
 */

/**
 * Events are sealed a while after they happened: ids are made when a write begins, and a slow one may commit behind
 * faster ones that began later. Milliseconds.
 */
const settled = 5 * 60_000
/** What a write that is still open began before it: a request is given its time shortly before its transaction. */
const ahead = 60_000
/** Events in one link of the chain, so that a break is found to within so many. */
const most = 1_000

/** The digest of a stretch of events over the digest before it; every column takes part, a null unlike any text. */
const digestOf = (before: Buffer | null) => sql<Buffer>`
  sha256(${before ?? Buffer.alloc(0)}::bytea || convert_to(string_agg(format('%L|%L|%L|%L|%L|%L|%L|%L|%L|%L|%L|%L|%L|%L',
    e.id, e.noun, e.subject, e.type, extract(epoch from e.at), e.account_id, e.person_id, e.by_name, e.org_id, e.shown, e.text, e.note,
    e.data::text, host(e.address)), E'\n' order by e.id), 'UTF8'))`

type Stretch = { digest: Buffer; events: number; from_id: string; to_id: string }

/** The digest as it is kept: made with the master key's help, and not for another place in the chain. */
const keyed = (ring: Keyring, area: number, seq: number, one: Stretch): Buffer =>
  lookupHash(
    ring,
    'event-seal',
    [area, seq, one.from_id, one.to_id, one.events, one.digest.toString('hex')].join('|'),
  )

/** How long ago the oldest write still open began, in milliseconds; its event may yet appear behind others. */
async function oldestOpen(db: Db): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    select extract(epoch from clock_timestamp() - min(xact_start)) * 1000 as age from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(
    db,
  )
  return Number(rows[0]?.age ?? 0)
}

/** Seals one area's settled events after its last seal; returns how many. */
async function sealArea(
  { writes, keyring }: Services,
  area: number,
  until: Date,
  now: Date,
): Promise<{ events: number; link?: string }> {
  return writes.transaction().execute(async (tx) => {
    // One chain, one hand: two programs on one database take turns.
    await sql`select pg_advisory_xact_lock(${0x5ea1}, ${area})`.execute(tx)
    const last = await tx
      .selectFrom('event_seal')
      .select(['seq', 'to_id', 'digest'])
      .where('area', '=', area)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    const { rows } = await sql<Stretch>`
      select ${digestOf(last?.digest ?? null)} as digest, count(*) as events, (array_agg(e.id order by e.id))[1] as from_id, (array_agg(e.id order by e.id desc))[1] as to_id
      from (select * from event where area = ${area} and at < ${until} ${last ? sql`and id > ${last.to_id}` : sql``} order by id limit ${sql.lit(most)}) e`.execute(
      tx,
    )
    const stretch = rows[0]
    if (!stretch?.events) return { events: 0 }
    const seq = (last?.seq ?? 0) + 1
    const digest = keyed(keyring, area, seq, stretch)
    await tx
      .insertInto('event_seal')
      .values({ area, seq, ...stretch, digest, sealed_at: now })
      .execute()
    return { events: stretch.events, link: `${area}-${seq}:${digest.toString('hex').slice(0, 16)}` }
  })
}

/** Every minute: seals what has settled since. */
export const seal: Job = {
  name: 'event.seal',
  every: '* * * * *',
  // Area 0: what accounts without a post did.
  async run({ services, now }) {
    const until = new Date(now.getTime() - Math.max(settled, (await oldestOpen(services.db)) + ahead))
    const { rows } = await sql<{ area: number }>`
      select a.area from (select code as area from area union all select 0) a
      where exists (select 1 from event e where e.area = a.area)`.execute(services.db)
    const links: string[] = []
    for (const { area } of rows) {
      for (let full = true; full;) {
        const { events, link } = await sealArea(services, area, until, now)
        if (link) links.push(link)
        full = events === most
      }
    }
    if (links.length) services.log(`操作记录已封存 ${links.length} 段 ${links.join(' ')}`)
  },
}

/** Recomputes the chains of the areas and says where the first one breaks. */
export async function checkSeals(db: Db, ring: Keyring, areas: number[]) {
  let sealed = 0
  const broken: Date[] = []
  for (const area of areas) {
    const seals = await db
      .selectFrom('event_seal')
      .selectAll()
      .where('area', '=', area)
      .orderBy('seq')
      .execute()
    const digests = [null, ...seals.map((one) => one.digest)]
    for (const [n, one] of seals.entries()) {
      const { rows } = await sql<Stretch>`
        select ${digestOf(digests[n]!)} as digest, count(*) as events, ${one.from_id} as from_id, ${one.to_id} as to_id from event e where area = ${area} and id >= ${one.from_id} and id <= ${one.to_id}`.execute(
        db,
      )
      const found = rows[0]
      if (!found?.digest || one.seq !== n + 1 || !keyed(ring, area, one.seq, found).equals(one.digest)) {
        broken.push(one.sealed_at)
        break
      }
      sealed += one.events
    }
    // Nothing may lie between two stretches either: an event slipped in later belongs to no seal.
    if (seals.length) {
      const { rows } = await sql<{ at: Date }>`
        select e.at from event e where e.area = ${area} and e.id <= ${seals.at(-1)!.to_id}
          and not exists (select 1 from event_seal s where s.area = e.area and e.id between s.from_id and s.to_id) limit 1`.execute(
        db,
      )
      broken.push(...rows.map((row) => row.at))
    }
  }
  const { rows } = await sql<{ unsealed: number }>`
    select count(*) as unsealed from event e left join (select area, max(seq) as seq from event_seal group by area) l on l.area = e.area
      left join event_seal s on s.area = l.area and s.seq = l.seq
    where e.area = any(${areas}::int[]) and (s.to_id is null or e.id > s.to_id)`.execute(db)
  return {
    intact: broken.length === 0,
    sealed,
    unsealed: rows[0]?.unsealed ?? 0,
    brokenAt: broken.length ? new Date(Math.min(...broken.map(Number))) : null,
  }
}
