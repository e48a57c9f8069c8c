import type pg from 'pg'
import { idToLabel } from '../src/kernel/scope.ts'

/**
 * Fills a planted database to size. NOT by the program's routes: rows are made by the server itself (insert … select
 * from generate_series), because a million concerns by routes would take hours. They are shaped as the routes leave
 * them; the two GIN indexes are dropped and built again afterwards. Ends with `vacuum analyze`.
 */
export async function fill(
  pool: pg.Pool,
  size: { orgs: number; concerns: number },
  log: (line: string) => void,
): Promise<void> {
  const began = Date.now()
  const said = (what: string) => log(`  ${what}，${((Date.now() - began) / 1000).toFixed(0)} 秒`)
  await grow(pool, size.orgs)
  said(`${size.orgs} 个组织`)

  const { rows: built } = await pool.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes where tablename in ('concern', 'event') and indexname not like '%pkey'`,
  )
  for (const { indexname } of built) await pool.query(`drop index ${indexname}`)
  // Half stay with the area's root, where workers' own concerns arrive; the rest lie with streets and basic unions,
  // few of them with many (the square), as in life.
  await pool.query(
    `create table bench_owner as select row_number() over (order by o.id) as n, o.id, o.area, case when a.org_id = o.id then o.id
       else coalesce((select s.id from org s where s.parent_id = a.org_id and (o.path = s.path or o.path like s.path || '.%')), o.id) end as anchor, a.org_id = o.id as root
     from org o join area a on a.code = o.area where o.kind in ('federation', 'grassroots') and o.area <> 110100`,
  )
  await pool.query(`create index on bench_owner (root, n)`)
  await pool.query(
    `create table bench_pick as select row_number() over (partition by root order by id) as k, * from bench_owner`,
  )
  await pool.query(`create unique index on bench_pick (root, k)`)
  await pool.query(
    `with total as (select count(*) filter (where root) as roots, count(*) filter (where not root) as others from bench_owner),
     drawn as materialized (
       select g as n, random() < 0.5 as root, random() as r, random() as s, random() as t, random() as u, now() - random() * interval '365 days' as raised from generate_series(1, $1::int) g)
     insert into concern (area, id, year, running, class_code, urgency, status, source, title, text, place, owner_org, anchor_org, lead_org, fingerprint,
       raised_at, accepted_at, assigned_at, handed_at, first_dispatch_due, first_contact_due, contacted_at, answered_at, called_back_at, ended_at, dispatch_due, contact_due, answer_due, due_at, outcome, satisfaction)
     select p.area, uuidv7(d.raised - now()), extract(year from d.raised)::int, d.n,
       (array['access','parking','meals','rest','charging','algorithm','orders','pay','contract','other'])[1 + floor(d.s * 10)::int], 'general',
       case when d.t < 0.9 then 'closed' when d.t < 0.96 then 'in-progress' else 'received' end, 'worker',
       '地点' || d.n % 9973 || (array['送餐不让进楼','没有停车位','充电桩坏了','驿站关门早','超时判错'])[1 + d.n % 5],
       '每天中午在地点' || d.n % 9973 || '都要等上十几分钟，找过负责的人，说知道了，之后没有下文，希望工会帮着问一问。', '地点' || d.n % 9973,
       p.id, p.anchor, case when d.t < 0.96 then (select id from org where name = '恒联物业服务有限公司') end,
       array(select (k << 28) | (hashint4(d.n % 40000 * 16 + k) & 268435455) from generate_series(0, 15) k),
       d.raised, case when d.t < 0.96 then d.raised + interval '2 hours' end, case when d.t < 0.96 then d.raised + interval '4 hours' end,
       case when d.t < 0.96 then d.raised + interval '4 hours' end, d.raised + interval '1 day', d.raised + interval '2 days',
       case when d.t < 0.96 then d.raised + interval '1 day' end, case when d.t < 0.9 then d.raised + interval '4 days' end,
       case when d.t < 0.9 then d.raised + interval '5 days' end, case when d.t < 0.9 then d.raised + interval '5 days' end,
       d.raised + interval '1 day', d.raised + interval '2 days', d.raised + interval '9 days',
       case when d.t < 0.9 then null when d.t < 0.96 then d.raised + interval '9 days' else d.raised + interval '1 day' end,
       case when d.t < 0.9 then case when d.s < 0.8 then 'solved' else 'partly-solved' end end, case when d.t < 0.9 then case when d.u < 0.8 then 'satisfied' else 'fair' end end
     from drawn d cross join total x join bench_pick p on p.root = d.root and p.k = 1 + floor(case when d.root then d.r * x.roots else d.r * d.r * x.others end)::bigint`,
    [size.concerns],
  )
  said(`${size.concerns} 件诉求`)
  await pool.query(
    `insert into concern_number (area, year, last) select a.code, y, 900000000 from area a, generate_series(2024, 2028) y on conflict (area, year) do update set last = excluded.last`,
  )
  await pool.query(
    `insert into concern_callback (area, id, concern_id, round, outcome, satisfaction, by, at)
     select area, uuidv7(called_back_at - now()), id, 1, outcome, satisfaction, 'worker', called_back_at from concern where called_back_at is not null`,
  )
  await pool.query(
    `insert into concern_raiser (area, concern_id, data_key) select area, id, '\\x00' from concern`,
  )
  await pool.query(
    `insert into task (area, id, org_id, kind, part, about_noun, about_area, about_id, title, detail, due_at, opened_at)
     select case when status = 'received' then area else (select area from org where id = c.lead_org) end, uuidv7(), case when status = 'received' then owner_org else lead_org end,
       case when status = 'received' then 'accept' else 'handle' end, case when status = 'received' then '' else 'lead' end, 'concern', area, id, title, '', due_at, raised_at
     from concern c where status <> 'closed'`,
  )
  await pool.query(
    `insert into event (area, id, noun, subject, type, at, by_name, org_id, shown, text)
     select c.area, uuidv7(c.raised_at - now() + k * interval '1 hour'), 'concern', c.id, (array['concern.raised','concern.accepted','concern.assigned'])[k], c.raised_at + k * interval '1 hour', '职工', c.owner_org, 'public', '办了一步'
     from concern c, generate_series(1, 3) k`,
  )
  said('经办人、待办和记录')
  await pool.query(`set maintenance_work_mem = '512MB'`)
  for (const { indexdef } of built) await pool.query(indexdef)
  said('索引')
  await pool.query('drop table bench_owner, bench_pick')
  await pool.query('vacuum analyze')
  said('统计')
}

/** Streets below every area's root and basic unions below them, until there are as many orgs as wanted. */
async function grow(pool: pg.Pool, orgs: number): Promise<void> {
  const { rows: roots } = await pool.query<{ code: number; id: number; path: string }>(
    `select a.code, o.id, o.path from area a join org o on o.id = a.org_id where a.code <> 110100 order by 1`,
  )
  const streets = 20
  const each = Math.ceil((orgs - roots.length * streets) / (roots.length * streets))
  const { rows } = await pool.query<{ last: number }>(`select coalesce(max(id), 0) as last from org`)
  let id = rows[0]!.last
  const made: [number, number, number, string, string, string, number][] = []
  for (const root of roots) {
    for (let s = 0; s < streets; s++) {
      const street = ++id
      const path = `${root.path}.${idToLabel(street)}`
      made.push([street, root.code, root.id, path, 'federation', `第${s + 1}街道总工会`, each])
      for (let u = 0; u < each; u++) {
        id++
        made.push([
          id,
          root.code,
          street,
          `${path}.${idToLabel(id)}`,
          'grassroots',
          `第${u + 1}家企业工会委员会`,
          0,
        ])
      }
    }
  }
  const column = (n: number) => made.map((one) => one[n])
  await pool.query(
    `insert into org (id, area, parent_id, path, kind, name, children)
     select * from unnest($1::int[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[])`,
    [0, 1, 2, 3, 4, 5, 6].map(column),
  )
  await pool.query(
    `insert into org_name (org_id, name, pinyin, initials, former) select id, name, '', '', false from org where id > $1`,
    [rows[0]!.last],
  )
  await pool.query(`select setval(pg_get_serial_sequence('org', 'id'), $1)`, [id])
}
