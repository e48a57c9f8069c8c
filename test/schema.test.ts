import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '../src/api.ts'
import { capabilities } from '../src/server.ts'
import { expectations, type Expectation } from './access.expectations.ts'
import { fixture, type Actor, type Fixture } from './fixture.ts'

/**
 * What each table is, which decides its key (docs/architecture.md, Data): a reference table is small and read
 * everywhere; a record is keyed (area, id); a part leads with its record's area and has a key of its own; a local
 * table stays on the coordinator. A new table has to be entered here.
 */
const tables: Record<string, 'reference' | 'record' | 'part' | 'local'> = {
  org: 'reference',
  org_name: 'reference',
  org_change: 'reference',
  area: 'reference',
  holiday: 'reference',
  holiday_year: 'reference',
  concern_class: 'reference',
  concern_limit: 'reference',
  event: 'record',
  receipt: 'record',
  person: 'record',
  person_view: 'record',
  task: 'record',
  common_issue: 'record',
  concern: 'record',
  concern_callback: 'record',
  concern_extension: 'record',
  concern_message: 'record',
  concern_pair: 'record',
  concern_press: 'record',
  identity_opening: 'record',
  activity: 'record',
  commitment: 'record',
  intake_page: 'record',
  event_seal: 'part',
  file_link: 'part',
  concern_number: 'part',
  concern_raiser: 'part',
  activity_item: 'part',
  activity_org: 'part',
  commitment_concern: 'part',
  proposed_phone: 'part',
  intake_record: 'part',
  setting: 'local',
  migration: 'local',
  account: 'local',
  appointment: 'local',
  session: 'local',
  phone_code: 'local',
  person_claim: 'local',
  unknown_login: 'local',
  stored_file: 'local',
  feedback: 'local',
}
/** Rows from which on reading a whole table is no longer the quick way. */
const large = 2_000
/** Areas nobody in the test stands in: what is there must not be read on the way. */
const elsewhere = 12
const rowsEach = 2_000

let f: Fixture
beforeAll(async () => {
  f = await fixture()
})
const ask = async <Row extends pg.QueryResultRow>(text: string) => (await f.pool.query<Row>(text)).rows

describe('tables', () => {
  it('are all of a declared kind', async () => {
    const there = await ask<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
    expect(there.map((row) => row.name)).toEqual(Object.keys(tables).sort())
  })

  it('are keyed as their kind asks', async () => {
    const keys = await ask<{ name: string; key: string[] }>(`
      select c.relname as name, array_agg(a.attname::text order by k.n) as key from pg_constraint p
      join pg_class c on c.oid = p.conrelid join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'public'
      cross join unnest(p.conkey) with ordinality k(num, n) join pg_attribute a on a.attrelid = c.oid and a.attnum = k.num
      where p.contype = 'p' group by c.relname`)
    const keyOf = new Map(keys.map((row) => [row.name, row.key.join()]))
    const wrong = Object.entries(tables).filter(([name, kind]) => {
      const key = keyOf.get(name)
      if (kind === 'record') return key !== 'area,id'
      return kind === 'part' ? !key?.startsWith('area,') : key === undefined
    })
    expect(wrong.map(([name, kind]) => `${name} (${kind}): ${keyOf.get(name)}`)).toEqual([])
  })

  it('have an index led by the columns of every foreign key', async () => {
    const bare = await ask<{ name: string }>(`
      select p.conrelid::regclass || ' ' || pg_get_constraintdef(p.oid) as name from pg_constraint p
      join pg_class c on c.oid = p.conrelid join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'public'
      where p.contype = 'f' and not exists (
        select 1 from pg_index i where i.indrelid = p.conrelid and i.indisvalid
          and (select array_agg(k order by k) from unnest((i.indkey::int2[])[0:cardinality(p.conkey) - 1]) k)
            = (select array_agg(k order by k) from unnest(p.conkey) k)
          -- Of partial ones only those that leave out nothing but null, which no key refers to.
          and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\([a-z_]+ IS NOT NULL\\)$'))`)
    expect(bare.map((row) => row.name)).toEqual([])
  })

  it('refer across areas to reference and local tables only', async () => {
    const keys = await ask<{ at: string; from: string; to: string; columns: string[] }>(`
      select p.conname as at, p.conrelid::regclass::text as "from", p.confrelid::regclass::text as "to",
        (select array_agg(a.attname::text) from unnest(p.conkey) k join pg_attribute a on a.attrelid = p.conrelid and a.attnum = k) as columns
      from pg_constraint p join pg_class c on c.oid = p.conrelid join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'public'
      where p.contype = 'f'`)
    const across = keys.filter(
      (key) => ['record', 'part'].includes(tables[key.to]!) && !key.columns.includes('area'),
    )
    expect(across.map((key) => `${key.from}: ${key.at}`)).toEqual([])
  })
})

/** Lists and counts: what is asked all day and must stay quick however many records there are. */
const lists = capabilities
  .flatMap((room) => Object.values(room.contract))
  .filter((route) => route.method === 'GET' && !route.path.includes('{') && !route.path.endsWith('.xlsx'))
  .map((route) => `${route.method} ${route.path}` as keyof Api)
  .filter((key) => {
    const { endless, answer } = (expectations[key] ?? {}) as { endless?: boolean; answer?: string }
    return !endless && !answer
  })

/** The filters of a list, each by itself: they are other queries. */
const filtered: Partial<Record<keyof Api, object[]>> = {
  'GET /api/concerns': [
    { status: ['received'] },
    { group: 'open' },
    { group: 'open', order: 'soonest' },
    { classCode: ['access'] },
    { urgency: 'urgent' },
    { source: 'worker' },
    { card: 'red' },
    { card: 'yellow' },
    { q: '南门' },
    { q: '100040' },
    { from: '2026-11-01', to: '2026-11-05' },
    { rate: 'resolution', part: 'missed', from: '2026-11-01', to: '2026-11-23' },
    { rate: 'response', part: 'counted', from: '2026-11-01', to: '2026-11-23' },
  ],
  'GET /api/tasks': [{ tone: 'red' }, { kind: 'accept' }, { mine: true }],
  'GET /api/common-issues': [{ status: 'open' }],
  'GET /api/commitments': [{ status: 'open' }, { overdue: true }],
  'GET /api/activities': [{ kind: 'symposium' }, { q: '某会' }],
  'GET /api/persons': [{ q: '某人100' }],
  'GET /api/events': [{ type: 'concern.raised' }, { from: '2026-11-01', to: '2026-11-05' }],
}

describe('queries', () => {
  beforeAll(async () => {
    const orgs = { near: f.org('own'), far: f.org('third') }
    // A thousandth near, the rest spread over other areas; shapes as the stories write them.
    await f.pool.query(`
      create temporary table spread as
        select uuidv7() as id, n, case when n % 40 = 0 then ${f.area} else 110300 + n % ${elsewhere} end as area,
          case when n % 40 = 0 then ${orgs.near} else ${orgs.far} end as org,
          timestamptz '2026-11-20 08:00+08' - n * interval '7 minutes' as at
        from generate_series(1, ${elsewhere * rowsEach}) n;
      insert into concern (area, id, year, running, class_code, urgency, status, source, title, text, owner_org, anchor_org, fingerprint, raised_at, accepted_at, contact_due, due_at, called_back_at, answered_at, outcome, satisfaction)
        select area, id, 2026, 100000 + n, (array['access', 'meals', 'parking', 'rest'])[n % 4 + 1], 'general', (array['received', 'accepted', 'in-progress', 'closed'])[n % 4 + 1], 'worker', '某事' || n, '某事的经过' || n, org, org, array[n, n + 1, n + 2], at, at, at, at, case when n % 4 = 3 then at end, case when n % 4 = 3 then at end, 'solved', 'satisfied' from spread;
      insert into concern_callback (area, id, concern_id, round, outcome, satisfaction, by, at)
        select area, uuidv7(), id, 1, 'solved', 'satisfied', 'worker', at from spread where n % 4 = 3;
      insert into concern_raiser (area, concern_id, data_key, phone_hash) select area, id, '\\x00', sha256(n::text::bytea) from spread;
      insert into task (area, id, org_id, kind, about_noun, about_area, about_id, title, detail, due_at, opened_at)
        select area, uuidv7(), org, 'accept', 'concern', area, id, '某事', '通行', at, at from spread;
      insert into event (area, id, noun, subject, type, at, by_name, org_id, shown, text)
        select area, uuidv7(), 'concern', id, 'concern.raised', at, '职工', org, 'public', '职工反映了这件事' from spread;
      insert into common_issue (area, id, owner_org, anchor_org, title, cause, status, created_at) select area, id, org, org, '某事', '某因', 'open', at from spread;
      insert into person (area, id, org_id, name, created_at) select area, id, org, '某人' || n, at from spread;
      insert into person_view (area, id, person_id, account_id, by_name, org_id, what, at) select area, uuidv7(), id, id, '某人', org, 'phone', at from spread;
      insert into activity (area, id, host_org, anchor_org, kinds, title, held_on, created_at) select area, id, org, org, array['symposium'], '某会' || n, at::date, at from spread;
      insert into commitment (area, id, promiser_org, owner_org, anchor_org, text, made_to, source, due_on, status, created_at) select area, id, org, org, org, '某诺' || n, '职工', 'officer', at::date, 'open', at from spread;
      insert into commitment_concern (area, commitment_id, concern_area, concern_id) select area, id, area, id from spread;
      insert into intake_page (area, id, org_id, anchor_org, digest, text, title, accepted_at, accepted_by) select area, id, org, org, n::text, '某文', '某题', at, '某人' from spread;
      analyze`)
  }, 120_000)

  it.each(lists)('of %s read no large table from end to end', async (key) => {
    const expectation = expectations[key] as Expectation<keyof Api> | undefined
    if (!expectation) return
    const may = f.actors.filter(
      (one) =>
        expectation.may === 'everyone' ||
        (one.role !== 'signed out' && (expectation.may[one.role] ?? []).includes(one.at)),
    )
    // One of each role, at the street's union and at its district's, which stands for an area.
    const asking = may.filter(
      (one) =>
        ['own', 'ancestor'].includes(one.at) && (expectation.may !== 'everyone' || one.role === 'officer'),
    )
    const model = asking[0] ?? may[0]!
    const asked = await (expectation.ask as (f: Fixture, actor: Actor) => Promise<object>)(f, model)
    const wrong = new Set<string>()
    const ways = [asked, ...(filtered[key] ?? []).map((query) => ({ ...asked, query }))]
    for (const [actor, way] of asking.flatMap((one) => ways.map((way) => [one, way] as const))) {
      const said = await listening(() => actor.person.send(key, way))
      expect(said.answer.statusCode, said.answer.body.slice(0, 200)).toBe(200)
      for (const { text, values } of said.queries) {
        if (!/^\s*(\(|select|with)/i.test(text) || /for (update|share)/i.test(text)) continue
        const { rows } = await f.pool.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
          `explain (format json) ${text}`,
          values as never[],
        )
        for (const found of scans(rows[0]!['QUERY PLAN'][0]!.Plan))
          wrong.add(
            `${actor.role} at ${actor.at} reads all of ${found}: ${text.replace(/\s+/g, ' ').slice(0, 300)}`,
          )
      }
    }
    const sizes = new Map(
      (
        await ask<{ name: string; n: number }>(
          `select relname as name, reltuples::int as n from pg_class where relkind = 'r'`,
        )
      ).map((row) => [row.name, row.n]),
    )
    const long = [...wrong].filter((line) => (sizes.get(/reads all of (\w+):/.exec(line)![1]!) ?? 0) > large)
    expect(long).toEqual([])
  })
})

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] }
/** Tables a plan reads from end to end: by themselves, or through an index with nothing to look up in it. */
function scans(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name']!] : []
  return [...own, ...(plan.Plans ?? []).flatMap(scans)]
}

/** What is asked of the database while `act` runs. */
async function listening<T>(act: () => PromiseLike<T>) {
  const queries: { text: string; values: unknown[] }[] = []
  // Every connection of every pool passes here; nothing of ours offers a view of it.
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first, second] = given as [string | { text: string; values?: unknown[] }, unknown[] | undefined]
    if (typeof first === 'string') queries.push({ text: first, values: Array.isArray(second) ? second : [] })
    else if (first && typeof first.text === 'string')
      queries.push({ text: first.text, values: first.values ?? [] })
    return (query as (...all: unknown[]) => unknown).apply(this, given)
  } as typeof query
  try {
    return { answer: await act(), queries }
  } finally {
    pg.Client.prototype.query = query
  }
}
