import { beforeAll, describe, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'
import { growOrgs, type Seedling } from '../org/grow.ts'
import type { Actor } from './actor.ts'
import { sql } from './db.ts'
import { arms, covers, idToLabel, inScope, isTopmost, isWithin, labelToId } from './scope.ts'

// Where verbs reach: a tree with an area within an area, and orgs whose labels begin alike.

let hall: World
let ids: Map<string, number>
const areaOf: Record<string, number> = {}
const pathOf: Record<string, string> = {}
const names = ['city', 'ward', 'yard', 'street', 'house', 'room', 'lane', 'other'] as const

beforeAll(async () => {
  hall = await world({ bare: true })
  const of = (key: string, parent: string | null, code?: number): Seedling => ({
    key,
    parent,
    name: `${key}工会`,
    kind: 'federation',
    ...(code ? { area: { code, name: key } } : {}),
  })
  ids = await hall.services.db
    .transaction()
    .execute((tx) =>
      growOrgs(
        tx,
        [
          of('city', null, 530100),
          of('ward', 'city', 530105),
          of('yard', 'ward', 530199),
          of('street', 'ward'),
          of('house', 'street'),
          of('room', 'house'),
          of('lane', 'ward'),
          of('other', 'city', 530106),
        ],
        { name: '初始数据', now: hall.clock.now(), day: '2026-11-23', change: 'created' },
      ),
    )
  // Labels that begin alike: `s` and its namesake `s1` stand side by side, and a prefix alone would take both.
  const { rows } = await hall.pool.query<{ id: number; path: string; area: number }>(
    `select id, path, area from org`,
  )
  for (const key of names) {
    const row = rows.find((one) => one.id === ids.get(key))!
    pathOf[key] = row.path
    areaOf[key] = row.area
  }
  hall.services.areas.forget()
})

const at = (key: string): Actor => ({
  kind: 'account',
  session: '',
  csrf: '',
  accountId: '',
  name: '',
  verbs: new Set(),
  totp: true,
  mustEnrolTotp: false,
  mustChangePassword: false,
  acting: {
    orgId: ids.get(key)!,
    orgName: key,
    orgShortName: key,
    path: pathOf[key]!,
    area: areaOf[key]!,
    roles: [],
  },
})
const scopeOf = (key: string) => hall.services.areas.scope(at(key))
const anchorOf = (key: string) => hall.services.areas.anchor(areaOf[key]!, pathOf[key]!)

/** Which orgs see which: rows are read by SQL as a list of records would be, one owned by each org. */
async function seen(key: string): Promise<string[]> {
  const scope = await scopeOf(key)
  const anchors = await Promise.all(names.map((each) => anchorOf(each)))
  const rows = sql.join(
    names.map(
      (each, i) => sql`(${each}::text, ${areaOf[each]!}::int, ${anchors[i]!}::int, ${ids.get(each)!}::int)`,
    ),
  )
  const whole = await sql<{ name: string }>`
    select t.name from (values ${rows}) t(name, area, anchor_org, owner_org) where ${inScope(scope, 't', 'owner_org')}`.execute(
    hall.services.db,
  )
  return whole.rows.map((row) => row.name).sort()
}

describe('a path', () => {
  it('lies within itself and what is above, not within what merely begins alike', () => {
    expect(isWithin('a.b', 'a.b')).toBe(true)
    expect(isWithin('a.b.c', 'a.b')).toBe(true)
    expect(isWithin('a.bc', 'a.b')).toBe(false)
    expect(isWithin('a', 'a.b')).toBe(false)
    expect([isTopmost('a'), isTopmost('a.b')]).toEqual([true, false])
    expect([labelToId('zz'), idToLabel(1295)]).toEqual([1295, 'zz'])
  })
})

describe('the anchor', () => {
  it('is the org one below the area’s root, the root for itself, the org where its area is not above it', async () => {
    const anchors = Object.fromEntries(
      await Promise.all(names.map(async (key) => [key, await anchorOf(key)])),
    )
    expect(anchors).toEqual({
      city: ids.get('city'),
      ward: ids.get('ward'),
      yard: ids.get('yard'),
      street: ids.get('street'),
      house: ids.get('street'),
      room: ids.get('street'),
      lane: ids.get('lane'),
      other: ids.get('other'),
    })
    expect(await hall.services.areas.anchor(530106, pathOf['room']!)).toBe(ids.get('room'))
    expect(await hall.services.areas.anchor(999999, pathOf['room']!)).toBe(ids.get('room'))
  })
})

describe('a scope', () => {
  it('is whole areas for their roots and those above, a part below', async () => {
    expect(await scopeOf('city')).toEqual({ areas: [530100, 530105, 530106, 530199], part: null })
    expect(await scopeOf('ward')).toEqual({ areas: [530105, 530199], part: null })
    expect(await scopeOf('yard')).toEqual({ areas: [530199], part: null })
    const part = { area: 530105, anchor: ids.get('street')! }
    expect(await scopeOf('street')).toEqual({
      areas: [],
      part: { ...part, path: pathOf['street'], orgId: ids.get('street'), isAnchor: true },
    })
    expect(await scopeOf('house')).toEqual({
      areas: [],
      part: { ...part, path: pathOf['house'], orgId: ids.get('house'), isAnchor: false },
    })
  })

  it('is nobody’s who acts for no org', async () => {
    for (const actor of [{ kind: 'anonymous' }, { ...at('city'), acting: null }] as Actor[])
      await expect(hall.services.areas.scope(actor)).rejects.toMatchObject({ code: 'not-allowed' })
  })

  it.each([
    ['city', ['city', 'house', 'lane', 'other', 'room', 'street', 'ward', 'yard']],
    ['ward', ['house', 'lane', 'room', 'street', 'ward', 'yard']],
    ['yard', ['yard']],
    ['street', ['house', 'room', 'street']],
    ['house', ['house', 'room']],
    ['room', ['room']],
    ['lane', ['lane']],
    ['other', ['other']],
  ] as const)('of %s covers the same in SQL as for one record in hand', async (key, due) => {
    expect(await seen(key)).toEqual(due)
    const scope = await scopeOf(key)
    expect(names.filter((each) => covers(scope, areaOf[each]!, pathOf[each]!)).sort()).toEqual(due)
    expect(arms(scope, 't', 'owner_org')).toHaveLength(1)
  })

  it('does not take in a neighbour whose label begins like its own', async () => {
    const scope = { areas: [], part: { area: 530105, anchor: 7, path: 'a.b', orgId: 11, isAnchor: false } }
    const like = async (path: string, area = 530105, anchor = 7) => {
      const { rows } = await sql<{ n: number }>`
        with org(id, path) as (values (1, ${path} collate "C"))
        select count(*)::int as n from (values (${area}::int, ${anchor}::int, 1)) t(area, anchor_org, owner_org)
        where ${inScope(scope, 't', 'owner_org')}`.execute(hall.services.db)
      return rows[0]!.n
    }
    expect([
      await like('a.b'),
      await like('a.b.c'),
      await like('a.bc'),
      await like('a.b1'),
      await like('a'),
    ]).toEqual([1, 1, 0, 0, 0])
    expect([await like('a.b', 530106), await like('a.b', 530105, 8)]).toEqual([0, 0])
    expect([
      covers(scope, 530105, 'a.b.c'),
      covers(scope, 530105, 'a.bc'),
      covers(scope, 530106, 'a.b'),
    ]).toEqual([true, false, false])
  })

  it('of whole areas and a part takes in both, in two arms', async () => {
    const scope = {
      areas: [530106],
      part: {
        area: 530105,
        anchor: ids.get('lane')!,
        path: pathOf['lane']!,
        orgId: ids.get('lane')!,
        isAnchor: true,
      },
    }
    const { rows } = await sql<{ area: number }>`
      select area from (values (530106, 1, 1), (530105, ${ids.get('lane')!}::int, 1), (530105, 2, 1), (530199, 1, 1)) t(area, anchor_org, owner_org)
      where ${inScope(scope, 't', 'owner_org')} order by 1`.execute(hall.services.db)
    expect(rows.map((row) => row.area)).toEqual([530105, 530106])
    expect(arms(scope, 't', 'owner_org')).toHaveLength(2)
    expect(arms({ areas: [], part: null }, 't', 'owner_org')).toEqual([])
    expect(arms(await scopeOf('ward'), 't', 'owner_org')).toMatchObject([{ areas: [530105, 530199] }])
  })
})

describe('area roots', () => {
  it('are read anew when told, and one is the default', async () => {
    const { areas } = hall.services
    expect(await areas.root(530106)).toMatchObject({
      orgId: ids.get('other'),
      chosen: false,
      path: pathOf['other'],
    })
    expect(await areas.root(1)).toBeUndefined()
    expect(await areas.home()).toMatchObject({ code: 530100 })
    await hall.pool.query(`insert into setting (key, value) values ('default-area', '530106')`)
    expect(await areas.home()).toMatchObject({ code: 530100 })
    areas.forget()
    expect(await areas.home()).toMatchObject({ code: 530106, chosen: true })
    expect((await areas.roots()).filter((root) => root.chosen)).toHaveLength(1)
  })
})
