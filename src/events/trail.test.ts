import { spawnSync } from 'node:child_process'
import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createPlainServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import {
  checkpointsIn,
  isSignedBy,
  originOf,
  readCheckpoint,
  readVerifierKey,
  signCheckpoint,
  verifierKey,
} from './checkpoint.ts'
import { entryColumns, entryOf, hashOf, type EventRow } from './leaf.ts'
import { isConsistent, leafHash, Tree } from './merkle.ts'
import { sql } from '../kernel/db.ts'

const cbd = 110199
const folder = mkdtempSync(path.join(tmpdir(), 'unionhall-trail-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function raised(hall: World) {
  const id = hall.newId()
  await hall.anyone().do('POST /api/concerns', {
    body: { id, classCode: 'rest', text: '楼下没有地方歇脚', sealed: true, code: hall.newCode() },
  })
  return id
}
async function accepted(hall: World, officer: Person) {
  const id = await raised(hall)
  await officer.do('POST /api/concerns/{id}/accept', {
    params: { id },
    body: { title: '骑手没有歇脚的地方', classCode: 'rest', urgency: 'general' },
  })
  return id
}
const seal = (hall: World) => hall.services.jobs.runNow('event.seal')
const check = (auditor: Person, area = cbd) => auditor.do('GET /api/events/check', { query: { area } })
const leafOf = async (hall: World, type: string, area = cbd) => {
  const { rows } = await hall.pool.query<{ leaf: number; id: string; subject: string; at: Date }>(
    `select l.leaf, e.id, e.subject, e.at from event e join event_leaf l on l.area = e.area and l.event_id = e.id
     where e.area = $1 and e.type = $2 order by l.leaf limit 1`,
    [area, type],
  )
  return rows[0]!
}
async function exported(auditor: Person, name: string, area = cbd) {
  const { raw } = await auditor.call('GET /api/events/export', { query: { area } })
  expect(raw.statusCode).toBe(200)
  const file = path.join(folder, name)
  writeFileSync(file, raw.body)
  return file
}
/** The command an auditor runs, in a process that has no database. */
function verify(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli.ts', 'verify', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATA_DIR: '/nowhere', INIT_CWD: folder },
  })
  return { status, said: stdout + stderr }
}
const edited = (file: string, name: string, edit: (lines: string[]) => string[]) => {
  const at = path.join(folder, name)
  writeFileSync(at, `${edit(readFileSync(file, 'utf8').trimEnd().split('\n')).join('\n')}\n`)
  return at
}

describe('keys and heads', () => {
  it('are written as C2SP writes them', () => {
    // Go's public checksum database, as its documentation gives the key.
    expect(
      readVerifierKey('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'),
    ).toMatchObject({ name: 'sum.golang.org', type: 1 })
    expect(readVerifierKey('sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8')).toBeNull()
    const cut = Buffer.from([1, ...Buffer.alloc(31)])
    const id = createHash('sha256').update('short\n').update(cut).digest('hex').slice(0, 8)
    expect(readVerifierKey(`short+${id}+${cut.toString('base64')}`)).toBeNull()
    const { privateKey } = generateKeyPairSync('ed25519')
    const root = leafHash(Buffer.from('a'))
    const note = signCheckpoint(privateKey, { origin: 'unionhall/abc/110105', size: 7, root })
    const lines = note.split('\n')
    expect(lines.slice(0, 4)).toEqual(['unionhall/abc/110105', '7', root.toString('base64'), ''])
    expect(lines[4]).toMatch(/^— unionhall\/abc\/110105 [A-Za-z0-9+/]{91}=$/)
    const read = readCheckpoint(note)!
    const key = verifierKey('unionhall/abc/110105', privateKey)
    expect(isSignedBy(read, key)).toBe(true)
    expect(isSignedBy(readCheckpoint(note.replace('\n7\n', '\n8\n'))!, key)).toBe(false)
    expect(isSignedBy(read, verifierKey('unionhall/abc/110106', privateKey))).toBe(false)
    expect(checkpointsIn(`签署头：\r\n\r\n${note.replaceAll('\n', '\r\n')}\r\n${note}`)).toHaveLength(2)
    for (const broken of [
      '',
      'x',
      note.slice(0, 30),
      note.replace('\n7\n', '\n07\n'),
      note.replace('— ', '- '),
    ])
      expect(readCheckpoint(broken), broken).toBeNull()
  })
})

describe('the trail', () => {
  let hall: World
  let officer: Person
  let auditor: Person
  beforeAll(async () => {
    hall = await world()
    officer = await hall.as('zhaoyiming')
    auditor = await hall.as('qinyue')
    await accepted(hall, officer)
    await seal(hall)
    await accepted(hall, officer)
    await seal(hall)
  })
  const put = async (change: string, values: unknown[], back: string, backValues: unknown[]) => {
    await hall.pool.query(change, values)
    const found = await check(auditor)
    await hall.pool.query(back, backValues)
    expect(await check(auditor)).toMatchObject({ intact: true, findings: [] })
    return found
  }

  it('is whole, and every event of the area is in it at once', async () => {
    const { rows } = await hall.pool.query<{ events: number }>(
      'select count(*) as events from event where area = $1',
      [cbd],
    )
    expect(await check(auditor)).toEqual({
      area: cbd,
      name: 'CBD',
      intact: true,
      sealed: rows[0]!.events,
      unsealed: 0,
      findings: [],
      notices: [],
    })
    await raised(hall)
    expect(await check(auditor)).toMatchObject({ intact: true, sealed: rows[0]!.events, unsealed: 1 })
    await seal(hall)
    const trail = await auditor.do('GET /api/events/trail', {})
    const own = trail.areas.find(({ area }) => area === cbd)!
    expect(own).toMatchObject({
      name: 'CBD',
      size: rows[0]!.events + 1,
      signedAt: '2026-11-23T02:00:00.000Z',
    })
    const { signing } = hall.services.keyring
    expect(isSignedBy(readCheckpoint(own.checkpoint!)!, verifierKey(originOf(signing, cbd), signing))).toBe(
      true,
    )
    // The city's auditor sees every area and what belongs to none.
    expect(trail.areas.map(({ area }) => area)).toEqual(expect.arrayContaining([0, 110100, 110105, cbd]))
    expect(trail.witnesses).toEqual([])
  })

  it.each([
    ['text', `'没有这回事'`],
    ['note', `'补一句'`],
    ['data', `'{"a":1}'::jsonb`],
    ['by_name', `'别人'`],
    ['account_id', 'gen_random_uuid()'],
    ['person_id', 'gen_random_uuid()'],
    ['address', `'10.0.0.1'::inet`],
    ['at', `at - interval '1 second'`],
    ['type', `'concern.raised '`],
    ['noun', `'task'`],
    ['subject', 'gen_random_uuid()'],
    ['shown', `'owner'`],
    ['org_id', '1'],
    ['salt', `uuid_send(gen_random_uuid())`],
  ])('tells which event had its %s changed', async (column, value) => {
    const { leaf, id } = await leafOf(hall, 'concern.accepted')
    await hall.pool.query(`create table kept as select * from event where area = ${cbd} and id = '${id}'`)
    const found = await put(
      `update event set ${column} = ${value} where area = $1 and id = $2`,
      [cbd, id],
      `update event e set ${column} = k.${column} from kept k where e.area = k.area and e.id = k.id`,
      [],
    )
    await hall.pool.query('drop table kept')
    expect(found.intact).toBe(false)
    expect(found.findings).toMatchObject([{ what: 'changed', from: leaf, to: leaf }])
    expect(found.findings[0]!.text).toContain(`第${leaf + 1}条被改过`)
  })

  it('tells which event was removed', async () => {
    const { leaf, id } = await leafOf(hall, 'concern.accepted')
    await hall.pool.query(
      `create table kept as select * from event where area = $1 and id = '${id}'`.replace('$1', String(cbd)),
    )
    const found = await put(
      'delete from event where area = $1 and id = $2',
      [cbd, id],
      `insert into event overriding system value select * from kept`,
      [],
    )
    await hall.pool.query('drop table kept')
    expect(found.findings).toMatchObject([{ what: 'missing', from: leaf, to: leaf }])
  })

  it('tells between which heads something was changed by one who mends its leaf as well', async () => {
    const { leaf, id } = await leafOf(hall, 'concern.accepted')
    const { rows: kept } = await hall.pool.query<{ text: string; hash: Buffer }>(
      `select e.text, l.hash from event e join event_leaf l on l.area = e.area and l.event_id = e.id where e.area = $1 and e.id = $2`,
      [cbd, id],
    )
    await hall.pool.query(`update event set text = '没有这回事' where area = $1 and id = $2`, [cbd, id])
    const { rows } =
      await sql<EventRow>`select ${entryColumns} from event e where area = ${cbd} and id = ${id}`.execute(
        hall.services.db,
      )
    await hall.pool.query('update event_leaf set hash = $3 where area = $1 and leaf = $2', [
      cbd,
      leaf,
      hashOf(entryOf(rows[0]!)),
    ])
    const found = await check(auditor)
    await hall.pool.query('update event set text = $3 where area = $1 and id = $2', [cbd, id, kept[0]!.text])
    await hall.pool.query('update event_leaf set hash = $3 where area = $1 and leaf = $2', [
      cbd,
      leaf,
      kept[0]!.hash,
    ])
    expect(found.findings).toHaveLength(1)
    const [one] = found.findings
    expect(one!.what).toBe('replaced')
    expect(one!.from).toBeLessThanOrEqual(leaf)
    expect(one!.to).toBeGreaterThanOrEqual(leaf)
    // The first of several heads is the one that tells.
    expect(one!.to).toBeLessThan(found.sealed - 1)
    expect(await check(auditor)).toMatchObject({ intact: true })
  })

  it('tells of a head that our key did not sign', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const { rows } = await hall.pool.query<{ note: string; size: number }>(
      'select note, size from event_checkpoint where area = $1 order by size limit 1',
      [cbd],
    )
    const { size, note } = rows[0]!
    const read = readCheckpoint(note)!
    const forged = signCheckpoint(privateKey, read)
    const found = await put(
      'update event_checkpoint set note = $3 where area = $1 and size = $2',
      [cbd, size, forged],
      'update event_checkpoint set note = $3 where area = $1 and size = $2',
      [cbd, size, note],
    )
    expect(found.findings).toMatchObject([{ what: 'signature' }])
  })

  it('takes what a slow write commits late, behind what came meanwhile', async () => {
    let last = 0
    // Begun at whichever point of settling the order.
    for (let point = 0; point < 4; point++) {
      for (let before = 0; before < point; before++) await seal(hall)
      const slow = await hall.writes.connect()
      await slow.query('begin')
      const { rows } = await slow.query<{ id: string; seq: number }>(
        `insert into event (area, id, noun, subject, type, at, by_name, shown, text)
         values ($1, gen_random_uuid(), 'org', gen_random_uuid(), 'org.renamed', $2, '系统', 'owner', '慢') returning id, seq`,
        [cbd, hall.clock.now()],
      )
      // However often others are sealed meanwhile.
      for (let round = 0; round < 5; round++) {
        await raised(hall)
        await seal(hall)
      }
      expect((await check(auditor)).unsealed).toBe(0)
      await slow.query('commit')
      slow.release()
      await seal(hall)
      expect(await check(auditor)).toMatchObject({ intact: true, unsealed: 0 })
      const { rows: leaves } = await hall.pool.query<{ last: boolean }>(
        'select leaf = (select max(leaf) from event_leaf where area = $1) as last from event_leaf where area = $1 and event_id = $2',
        [cbd, rows[0]!.id],
      )
      expect(leaves).toEqual([{ last: true }])
      last = rows[0]!.seq
    }
    // Once nobody can come in between any more, what is sealed is not read again. (Other databases' open transactions
    // keep that waiting.)
    const settled = async () => {
      const { rows } = await hall.pool.query<{ settled: number }>(
        `select (value ->> 'settled')::int as settled from setting where key = 'event-seal'`,
      )
      return rows[0]!.settled
    }
    while ((await settled()) < last) await seal(hall)
  })

  it('is read in the order things came, also after the clock stepped back, and stays whole', async () => {
    hall.clock.advance({ days: 3 })
    const id = await raised(hall)
    await seal(hall)
    hall.clock.advance({ days: -3 })
    await officer.do('POST /api/concerns/{id}/accept', {
      params: { id },
      body: { title: '骑手没有歇脚的地方', classCode: 'rest', urgency: 'general' },
    })
    await seal(hall)
    const { timeline } = await officer.do('GET /api/concerns/{id}', { params: { id } })
    expect(timeline.map(({ type }) => type)).toEqual(['concern.raised', 'concern.accepted'])
    const { items } = await auditor.do('GET /api/events', { query: { about: id } })
    expect(items.map(({ type }) => type)).toEqual(['concern.accepted', 'concern.raised'])
    // Ids of a program whose clock ran ahead before it was started anew.
    for (const id of ['ffffffff-ffff-7fff-bfff-ffffffffffff', '01900000-0000-7000-8000-000000000000'])
      await hall.pool.query(
        `insert into event (area, id, noun, subject, type, at, by_name, shown, text)
         values ($1, $2, 'org', gen_random_uuid(), 'org.renamed', $3, '系统', 'owner', '改名')`,
        [cbd, id, hall.clock.now()],
      )
    await seal(hall)
    const { rows } = await hall.pool.query<{ seq: number }>(
      `select e.seq from event_leaf l join event e on e.area = l.area and e.id = l.event_id
       where l.area = $1 order by l.leaf desc limit 2`,
      [cbd],
    )
    expect(rows[0]!.seq).toBeGreaterThan(rows[1]!.seq)
    const found = await check(auditor)
    expect(found).toMatchObject({ intact: true, unsealed: 0 })
    // Worth a question, no more.
    expect(found.notices.map(({ leaf }) => leaf)).toEqual([
      found.sealed - 3,
      found.sealed - 2,
      found.sealed - 1,
    ])
  })

  it('holds what accounts without a post did as well', async () => {
    await hall.pool.query(
      `update appointment set ends_on = '2026-11-20' where account_id = (select id from account where login = 'maodan')`,
    )
    const free = await hall.as('maodan')
    await free.do('POST /api/me/password', {
      body: { current: 'laodong-guangrong-1925', next: 'qiuhao-diaodong-2026' },
    })
    await seal(hall)
    expect(await check(auditor, 0)).toMatchObject({ intact: true, unsealed: 0 })
    const { leaf } = await leafOf(hall, 'account.password-changed', 0)
    const { items } = await auditor.do('GET /api/events', { query: { type: 'account.password-changed' } })
    expect(items).toMatchObject([{ about: null, text: '毛丹修改了密码' }])
    await hall.pool.query(`update event set text = '没有改' where area = 0 and text = '毛丹修改了密码'`)
    expect((await check(auditor, 0)).findings).toMatchObject([{ what: 'changed', from: leaf, to: leaf }])
    await hall.pool.query(`update event set text = '毛丹修改了密码' where area = 0 and text = '没有改'`)
  })

  it('keeps its proofs when a person is forgotten, of whom nothing is left in it', async () => {
    const worker = await hall.worker('13900000023')
    await worker.do('POST /api/concerns', {
      body: { id: hall.newId(), classCode: 'rest', text: '饭点没处坐', sealed: false, code: hall.newCode() },
    })
    await worker.do('POST /api/my/record', { body: { name: '海棠' } })
    await seal(hall)
    const { rows: own } = await hall.pool.query<{ area: number; id: string }>(
      `select area, subject as id from event where type = 'person.corrected'`,
    )
    const { area, id } = own[0]!
    await worker.do('POST /api/my/record/forget', { body: { confirm: true } })
    const { rows } = await hall.pool.query<{ type: string; person_id: string | null; salt: Buffer | null }>(
      `select type, person_id, salt from event where person_id = $1 and type <> 'person.forgotten'`,
      [id],
    )
    expect(rows).toEqual([])
    await seal(hall)
    expect(await check(auditor, area)).toMatchObject({ intact: true, unsealed: 0, findings: [] })
    // Put back by hand, it no longer fits.
    const { leaf } = await leafOf(hall, 'person.corrected', area)
    await hall.pool.query(`update event set text = '别的' where type = 'person.corrected'`)
    expect((await check(auditor, area)).findings).toMatchObject([{ what: 'changed', from: leaf }])
    await hall.pool.query(`update event set text = '本人更正了姓名' where type = 'person.corrected'`)
  })
})

describe('who has the database and not the key', () => {
  it('cannot have a trail sealed anew that was cut and changed', async () => {
    const hall = await world()
    const officer = await hall.as('zhaoyiming')
    const auditor = await hall.as('qinyue')
    await accepted(hall, officer)
    await seal(hall)
    const before = (await check(auditor)).sealed
    const kept = await exported(auditor, 'before.jsonl')
    for (const table of ['event_leaf', 'event_tree', 'event_checkpoint'])
      await hall.pool.query(`delete from ${table} where area = $1`, [cbd])
    await hall.pool.query(`delete from setting where key = 'event-seal'`)
    await hall.pool.query(
      `update event set text = '没有这回事' where area = $1 and type = 'concern.accepted'`,
      [cbd],
    )
    await seal(hall)
    expect(hall.log.some((line) => line.includes(`！！操作记录（${cbd}）`))).toBe(true)
    expect((await auditor.do('GET /api/events/trail', {})).areas.find(({ area }) => area === cbd)!.size).toBe(
      0,
    )
    expect((await check(auditor)).findings).toMatchObject([{ what: 'cut-off', from: 0, to: before - 1 }])
    await hall.services.jobs.runNow('event.check')
    expect((await auditor.do('GET /api/events/trail', {})).checked!.findings).toEqual([
      expect.stringMatching(/^CBD：末尾缺第1至\d+条/),
    ])

    // With the data folder in hand as well it is sealed anew; who exported before can still tell which event it was.
    rmSync(path.join(hall.config.dataDir, 'checkpoints'), { recursive: true })
    await seal(hall)
    expect(await check(auditor)).toMatchObject({ intact: true })
    const after = await exported(auditor, 'after.jsonl')
    expect(verify(after).status).toBe(0)
    const told = verify(after, '--earlier', kept)
    expect(told.status).toBe(1)
    expect(told.said).toContain('与以前导出的不是同一条')
    expect(told.said.match(/✘/g)).toHaveLength(1)
  })
})

describe('what the program remembers of the head', () => {
  it('is held against the tree also where it is of before: a change under it is not signed over', async () => {
    const hall = await world()
    const officer = await hall.as('zhaoyiming')
    const auditor = await hall.as('qinyue')
    await accepted(hall, officer)
    await seal(hall)
    const memory = path.join(hall.config.dataDir, 'checkpoints', `${cbd}.txt`)
    const before = readFileSync(memory)
    await raised(hall)
    await seal(hall)
    // As if the program had died between signing and remembering.
    writeFileSync(memory, before)
    await raised(hall)
    await seal(hall)
    const { sealed } = await check(auditor)
    expect(readCheckpoint(readFileSync(memory, 'utf8'))!.size).toBe(sealed)

    writeFileSync(memory, before)
    await hall.pool.query('update event_leaf set hash = $2 where area = $1 and leaf = 0', [
      cbd,
      leafHash(Buffer.from('another')),
    ])
    await raised(hall)
    await seal(hall)
    expect(readFileSync(memory)).toEqual(before)
    expect(await check(auditor)).toMatchObject({ intact: false, sealed, unsealed: 1 })
  })
})

describe('an export', () => {
  let hall: World
  let auditor: Person
  let file: string
  let note: string
  beforeAll(async () => {
    hall = await world()
    const officer = await hall.as('zhaoyiming')
    auditor = await hall.as('qinyue')
    const id = await accepted(hall, officer)
    await seal(hall)
    note = (await auditor.do('GET /api/events/trail', {})).areas.find(({ area }) => area === cbd)!.checkpoint!
    await officer
      .do('POST /api/concerns/{id}/decline', {
        params: { id },
        body: { reason: '不属于工会受理', channel: '劳动监察' },
      })
      .catch(() => undefined)
    await raised(hall)
    await seal(hall)
    file = await exported(auditor, 'export.jsonl')
  })

  it('is taken with a trace, and shows no more than the auditor reads anyway', async () => {
    const text = readFileSync(file, 'utf8')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, never>)
    const events = lines.flatMap((line) => (line['event'] ? [line['event'] as Record<string, unknown>] : []))
    expect(events.length).toBeGreaterThan(2)
    for (const { said } of events as { said: Record<string, unknown> }[]) {
      for (const part of ['note', 'data', 'person'])
        expect(said[part], part).toEqual({ commitment: expect.any(String) as string })
      for (const part of ['text', 'name', 'account', 'address']) expect(said[part], part).toHaveLength(2)
    }
    const { items } = await auditor.do('GET /api/events', { query: { type: 'event.exported' } })
    expect(items[0]).toMatchObject({ text: '导出CBD的操作记录', by: '市总工会 秦悦' })
  })

  it('is checked without the program, and says what was not pinned', () => {
    const fine = verify('export.jsonl')
    expect(fine.said).toContain('没有发现改动')
    expect(fine.status).toBe(0)
    expect(fine.said).toContain('没有用 --key')
    expect(fine.said).toContain('没有用 --witness')
    writeFileSync(path.join(folder, 'witness.txt'), `收到：\n\n${note}\n`)
    const { signing } = hall.services.keyring
    const pinned = verify(
      file,
      '--witness',
      'witness.txt',
      '--key',
      verifierKey(originOf(signing, cbd), signing),
    )
    expect(pinned.status).toBe(0)
    expect(pinned.said).not.toContain('！！')
    const other = generateKeyPairSync('ed25519').privateKey
    const wrong = verify(file, '--key', verifierKey(originOf(signing, cbd), other))
    expect(wrong.status).toBe(1)
    expect(wrong.said).toContain('公钥与给定的不同')
  })

  it('tells the line that was edited, taken out, doubled or cut off', () => {
    const at = readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes('concern.accepted'))
    const leaf = (JSON.parse(readFileSync(file, 'utf8').split('\n')[at]!) as { leaf: number }).leaf
    const said = (name: string, edit: (lines: string[]) => string[], ...more: string[]) => {
      const { status, said } = verify(edited(file, name, edit), ...more)
      expect(status, name).toBe(1)
      return said
    }
    expect(
      said('edited.jsonl', (lines) =>
        lines.with(at, lines[at]!.replace('concern.accepted', 'concern.declined')),
      ),
    ).toContain(`✘ 第${leaf + 1}条被改过`)
    expect(said('gap.jsonl', (lines) => lines.toSpliced(at, 1))).toContain(`✘ 缺第${leaf + 1}条`)
    expect(said('twice.jsonl', (lines) => lines.toSpliced(at, 0, lines[at]!))).toContain(
      `✘ 第${leaf + 1}条出现了两次`,
    )
    expect(said('short.jsonl', (lines) => lines.slice(0, -1))).toContain('没有写到结尾')
    // Heads taken out with the end of the trail: only a witness still knows how long it was.
    const short = (lines: string[]) => [
      ...lines.filter((line) => !line.includes('"checkpoint"') && !line.includes('"leaf"')),
    ]
    expect(said('empty.jsonl', short, '--witness', 'witness.txt')).toMatch(/✘ 末尾缺第1至\d+条/)
    const torn = verify(
      edited(file, 'torn.jsonl', (lines) => [...lines.slice(0, -1), lines.at(-1)!.slice(0, 5)]),
    )
    expect(torn).toMatchObject({ status: 1, said: expect.stringContaining('不是完整的一行') as string })
    writeFileSync(path.join(folder, 'else.jsonl'), '{"a":1}\n')
    expect(verify('else.jsonl').said).toContain('不是导出的操作记录')
    expect(verify('nothing-there.jsonl').said).toContain('无法读取')
    expect(verify(file, '--witness', 'else.jsonl').said).toContain('没有签署头')
  })

  it('of a part of an area shows that part, and of the rest the hashes', async () => {
    const admin = await hall.admin('dingrui')
    await admin.do('POST /api/accounts', {
      body: {
        login: 'partauditor',
        name: '严谨',
        password: 'shenji-duli-2026',
        orgId: hall.org('henglian'),
        role: 'auditor',
      },
    })
    const part = await hall.as('partauditor', 'shenji-duli-2026')
    const { raw } = await part.call('GET /api/events/export', { query: { area: cbd } })
    const lines = raw.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const leaves = lines.filter((line) => 'leaf' in line)
    expect(leaves.length).toBeGreaterThan(2)
    expect(leaves.filter((line) => 'event' in line)).toEqual([])
    writeFileSync(path.join(folder, 'part.jsonl'), raw.body)
    const checked = verify('part.jsonl')
    expect(checked.status).toBe(0)
    expect(checked.said).toContain(`其中 ${leaves.length} 条只有摘要`)
    // What is wrong elsewhere in the area they learn without learning with what.
    const { leaf } = await leafOf(hall, 'concern.accepted')
    await hall.pool.query(`update event set note = '补一句' where type = 'concern.accepted'`)
    expect((await check(part)).findings.map(({ text }) => text)).toEqual([`第${leaf + 1}条被改过`])
    expect((await check(auditor)).findings[0]!.text).toContain('concern.accepted')
    await hall.pool.query(`update event set note = null where type = 'concern.accepted'`)
    expect((await part.call('GET /api/events/export', { query: { area: 110105 } })).status).toBe(404)
    expect((await part.call('GET /api/events/check', { query: { area: 0 } })).status).toBe(404)
  })
})

/** A witness as the protocol describes it: it keeps one head of each log and signs what grows out of it. */
async function witness(name: string) {
  const { privateKey } = generateKeyPairSync('ed25519')
  const seen = new Map<string, { size: number; root: Buffer }>()
  const asked: { old: number; size: number; status: number }[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      const [proofPart, ...note] = body.split('\n\n')
      const [oldLine, ...proof] = proofPart!.split('\n')
      const old = Number(oldLine!.slice(4))
      const checkpoint = readCheckpoint(note.join('\n\n'))!
      const last = seen.get(checkpoint.origin) ?? { size: 0, root: new Tree().root() }
      const hashes = proof.map((line) => Buffer.from(line, 'base64'))
      const answer = (status: number, text = '', type = 'text/plain') => {
        asked.push({ old, size: checkpoint.size, status })
        response.writeHead(status, { 'content-type': type }).end(text)
      }
      if (old !== last.size) return answer(409, `${last.size}\n`, 'text/x.tlog.size')
      if (!isConsistent(old, checkpoint.size, last.root, checkpoint.root, hashes)) return answer(422)
      seen.set(checkpoint.origin, checkpoint)
      answer(200, cosign(name, privateKey, checkpoint.text, 1_790_000_000))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: cosignerKey(name, privateKey),
    close: () => server.close(),
  }
}
const raw = (key: KeyObject) => Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x!, 'base64url')
const idOf = (name: string, key: KeyObject) =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(4), raw(key)]))
    .digest()
    .subarray(0, 4)
const cosignerKey = (name: string, key: KeyObject) =>
  `${name}+${idOf(name, key).toString('hex')}+${Buffer.concat([Buffer.of(4), raw(key)]).toString('base64')}`
function cosign(name: string, key: KeyObject, text: string, seconds: number) {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), key)
  return `— ${name} ${Buffer.concat([idOf(name, key), time, signature]).toString('base64')}\n`
}

describe('a witness', () => {
  it('at an address is given each head with the proof that it grew out of the last, and its signature is checked', async () => {
    const other = await witness('witness.example/w1')
    const stranger = await witness('witness.example/w2')
    const hall = await world({
      witnesses: [
        { kind: 'address', name: other.url, url: other.url, key: other.key },
        // Its answers are good; the key registered for it is another's.
        { kind: 'address', name: stranger.url, url: stranger.url, key: other.key },
        { kind: 'address', name: 'http://127.0.0.1:9', url: 'http://127.0.0.1:9', key: null },
      ],
    })
    const officer = await hall.as('zhaoyiming')
    const auditor = await hall.as('qinyue')
    await accepted(hall, officer)
    await seal(hall)
    hall.clock.advance({ minutes: 11 })
    await accepted(hall, officer)
    await seal(hall)
    const origin = originOf(hall.services.keyring.signing, cbd)
    const { sealed } = await check(auditor)
    expect(other.seen.get(origin)!.size).toBe(sealed)
    expect(other.asked.every(({ status }) => status === 200)).toBe(true)
    expect(other.asked.filter(({ old }) => old > 0).length).toBeGreaterThan(0)
    const { witnesses, areas } = await auditor.do('GET /api/events/trail', {})
    const signed = areas.filter(({ size }) => size > 0).length
    expect(witnesses).toMatchObject([
      { name: other.url, current: signed, failure: null },
      {
        name: stranger.url,
        current: 0,
        at: null,
        failure: expect.stringContaining('见证公钥对不上') as string,
      },
      { name: 'http://127.0.0.1:9', current: 0, failure: expect.any(String) as string },
    ])

    // Its memory and ours part: it says what it has, and is given the proof from there.
    await hall.pool.query(`update event_witness set size = size - 1 where witness = $1 and area = $2`, [
      other.url,
      cbd,
    ])
    await raised(hall)
    hall.clock.advance({ minutes: 11 })
    await seal(hall)
    expect(other.asked.slice(-2)).toMatchObject([
      { old: sealed - 1, status: 409 },
      { old: sealed, size: sealed + 1, status: 200 },
    ])

    // What was signed anew over a change it refuses, whatever the program remembers.
    await hall.pool.query(
      `update event set text = '没有这回事' where area = $1 and type = 'concern.accepted'`,
      [cbd],
    )
    for (const table of ['event_leaf', 'event_tree', 'event_checkpoint', 'event_witness'])
      await hall.pool.query(`delete from ${table} where area = $1`, [cbd])
    await hall.pool.query(`delete from setting where key = 'event-seal'`)
    rmSync(path.join(hall.config.dataDir, 'checkpoints'), { recursive: true })
    await raised(hall)
    await seal(hall)
    expect(other.asked.at(-1)).toMatchObject({ old: sealed + 1, status: 422 })
    const after = await auditor.do('GET /api/events/trail', {})
    expect(after.witnesses[0]!.failure).toContain('记录可能被改过')
    other.close()
    stranger.close()
  })

  it('that is a file is given every head, and proves what the database no longer shows', async () => {
    const file = path.join(folder, 'kept-elsewhere.txt')
    const hall = await world({ witnesses: [{ kind: 'file', name: file, path: file }] })
    const officer = await hall.as('zhaoyiming')
    const auditor = await hall.as('qinyue')
    await accepted(hall, officer)
    await seal(hall)
    await accepted(hall, officer)
    await seal(hall)
    const heads = checkpointsIn(readFileSync(file, 'utf8')).filter(({ origin }) => origin.endsWith(`/${cbd}`))
    expect(heads).toHaveLength(2)
    const fine = await exported(auditor, 'fine.jsonl')
    expect(verify(fine, '--witness', file).status).toBe(0)
    // The newest events vanish with their leaves, and everything is signed anew.
    const cut = heads[0]!.size
    await hall.pool.query(
      `delete from event e using event_leaf l where l.area = e.area and l.event_id = e.id and e.area = $1 and l.leaf >= $2`,
      [cbd, cut],
    )
    for (const table of ['event_leaf', 'event_tree', 'event_checkpoint'])
      await hall.pool.query(`delete from ${table} where area = $1`, [cbd])
    await hall.pool.query(`delete from setting where key = 'event-seal'`)
    rmSync(path.join(hall.config.dataDir, 'checkpoints'), { recursive: true })
    await seal(hall)
    expect(await check(auditor)).toMatchObject({ intact: true })
    const told = verify(await exported(auditor, 'cut.jsonl'), '--witness', file)
    expect(told.status).toBe(1)
    expect(told.said).toMatch(new RegExp(`✘ (末尾缺|第${cut + 1}至)`))
    // Another installation's heads say nothing of this one.
    const strangers = await world()
    await accepted(strangers, await strangers.as('zhaoyiming'))
    await seal(strangers)
    const else_ = await exported(await strangers.as('qinyue'), 'strangers.jsonl')
    expect(verify(else_, '--witness', file)).toMatchObject({
      status: 1,
      said: expect.stringContaining('是另一套系统') as string,
    })
  })

  it('by e-mail is written to once a day', async () => {
    const mails: string[] = []
    const server = createPlainServer((socket) => {
      let data = false
      let text = ''
      socket.write('220 here\r\n')
      socket.on('data', (piece) => {
        text += piece.toString()
        for (let end; (end = text.indexOf(data ? '\r\n.\r\n' : '\r\n')) >= 0;) {
          const line = text.slice(0, end)
          text = text.slice(end + (data ? 5 : 2))
          if (data) mails.push(line)
          else if (line === 'QUIT') return socket.end('221 bye\r\n')
          const begins = !data && line === 'DATA'
          data = begins
          socket.write(begins ? '354 go on\r\n' : '250 fine\r\n')
        }
      })
      socket.on('error', () => undefined)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const hall = await world({
      witnesses: [{ kind: 'mail', name: 'shenji@example.org', to: 'shenji@example.org' }],
    })
    const officer = await hall.as('zhaoyiming')
    const auditor = await hall.as('qinyue')
    await accepted(hall, officer)
    await seal(hall)
    const failing = await auditor.do('GET /api/events/trail', {})
    expect(failing.witnesses).toMatchObject([{ failure: '没有设置 SMTP_URL' }])
    hall.config.smtp = {
      url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
      from: 'hall@example.org',
    }
    hall.clock.advance({ minutes: 11 })
    await seal(hall)
    await accepted(hall, officer)
    await seal(hall)
    expect(mails).toHaveLength(1)
    hall.clock.advance({ hours: 24 })
    await seal(hall)
    expect(mails).toHaveLength(2)
    const { witnesses } = await auditor.do('GET /api/events/trail', {})
    expect(witnesses).toMatchObject([{ failure: null }])
    server.close()
  })
})
