import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { password } from '../demo/tree.ts'
import { recordId, uuidv7 } from '../src/kernel/id.ts'
import { contradictions } from './replay.ts'

// The real program is killed in the middle of a storm of writes and started again over what it left.

const root = fileURLToPath(new URL('../', import.meta.url))
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'unionhall-crash-'))
const area = 110199

type Running = { child: ChildProcess; base: string; said: string[] }
let running: Running | undefined
/** Everything this file started, also what never got ready. */
const started: ChildProcess[] = []

/** Starts the program and waits until it says it is ready. */
async function start(): Promise<Running> {
  const child = spawn(process.execPath, ['src/cli.ts', 'start', '--seed-scale', '0.01'], {
    cwd: root,
    // The last is a channel whose end tells the program that this test is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: '0',
      DATABASE_URL: '',
      // Behind a proxy the address of each caller is its own, and so is its share of calls a minute.
      PUBLIC_ORIGIN: 'http://hall.example.org',
    },
  })
  started.push(child)
  const said: string[] = []
  const hear = (text: Buffer) => said.push(...text.toString().split('\n'))
  child.stdout!.on('data', hear)
  child.stderr!.on('data', hear)
  await new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', () => said.some((line) => line.startsWith('已就绪')) && resolve())
    child.once('exit', () => reject(new Error(`the program ended:\n${said.slice(-20).join('\n')}`)))
  })
  const port = portOf(child.pid!)
  return (running = { child, base: `http://127.0.0.1:${port}`, said })
}

/** The port the program listens on: it prints the address people see, which here is another. */
function portOf(pid: number): number {
  const inodes = new Set(
    fs.readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? ''
      } catch {
        return ''
      }
    }),
  )
  const lines = ['tcp', 'tcp6'].flatMap((kind) =>
    fs.readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').split('\n').slice(1),
  )
  for (const line of lines) {
    // proc(5): local address, then state (0A listens); the inode is the tenth field.
    const fields = line.trim().split(/\s+/)
    if (fields[3] === '0A' && inodes.has(fields[9] ?? ''))
      return Number.parseInt(fields[1]!.split(':')[1]!, 16)
  }
  throw new Error('the program listens nowhere')
}

async function killHard(one: Running) {
  const gone = once(one.child, 'exit')
  one.child.kill('SIGKILL')
  await gone
}

afterAll(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  // A failed run may have left the database of a killed program.
  const left = databasePid()
  if (left !== null)
    try {
      process.kill(left, 'SIGKILL')
      // Its folder is its own until it is gone.
      for (;;) {
        process.kill(left, 0)
        await wait(20)
      }
    } catch {}
  fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
})

function databasePid(): number | null {
  try {
    return Number(fs.readFileSync(path.join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return null
  }
}

async function database(): Promise<pg.Client> {
  const access = JSON.parse(fs.readFileSync(path.join(dataDir, 'postgres.json'), 'utf8')) as pg.ClientConfig
  const client = new pg.Client({ host: '127.0.0.1', ...access })
  await client.connect()
  return client
}

type Session = { cookie: string; csrf: string }
async function post(
  session: Session | null,
  at: string,
  body: object,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await fetch(`${running!.base}${at}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
      ...(session ? { cookie: session.cookie, 'x-csrf': session.csrf } : {}),
    },
    body: JSON.stringify(body),
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}
async function signIn(login: string): Promise<Session> {
  const answer = await fetch(`${running!.base}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password }),
  })
  expect(answer.status).toBe(200)
  const { csrf } = (await answer.json()) as { csrf: string }
  return { cookie: answer.headers.getSetCookie()[0]!.split(';')[0]!, csrf }
}

type Told = { id: string; status: string; at: string }
type Send = { at: string; body: object; session: Session | null; step: string; id: string }

/** Clients that raise and handle until the program is gone; keeps what was acknowledged and what was not. */
async function storm(enough: number, kill: () => Promise<void>) {
  const [officer, handler] = [await signIn('zhaoyiming'), await signIn('chenpeng')]
  const db = await database()
  const { rows } = await db.query<{ id: number }>(`select id from org where name = '恒联物业服务有限公司'`)
  await db.end()
  const leadId = rows[0]!.id
  const told: Told[] = []
  const unanswered: Send[] = []
  let killed: Promise<void> | undefined
  const say = async (send: Send): Promise<boolean> => {
    unanswered.push(send)
    const answer = await post(send.session, send.at, send.body)
    // Killed a moment before the program: this write stays unanswered like those whose connection is cut.
    if (killed && answer.json['code'] === 'database-away') return false
    unanswered.splice(unanswered.indexOf(send), 1)
    if (answer.status !== 200)
      throw new Error(`${send.at} answered ${answer.status} ${JSON.stringify(answer.json)}`)
    told.push({ id: send.id, status: send.step, at: send.at })
    if (told.length >= enough) killed ??= kill()
    return killed === undefined
  }
  const client = async () => {
    for (;;) {
      const id = recordId(area, uuidv7())
      const step = (name: string, session: Session, body: object, to: string): Send => ({
        at: `/api/concerns/${id}/${name}`,
        body,
        session,
        step: to,
        id,
      })
      const life: Send[] = [
        {
          at: '/api/concerns',
          body: {
            id,
            classCode: 'access',
            text: `${id} 南门不让进`,
            sealed: false,
            code: '12345678',
            phone: '13800000042',
          },
          session: null,
          step: 'received',
          id,
        },
        step('accept', officer, { title: '入楼绕行', classCode: 'access', urgency: 'general' }, 'accepted'),
        step('assign', officer, { leadId, assistIds: [] }, 'assigned'),
        step('take-up', handler, {}, 'taken-up'),
        step('contact', handler, { how: 'phone', note: '约好周三' }, 'contacted'),
        step('answer', handler, { text: '南门已开放', claim: 'solved' }, 'answered'),
        step('call-back', officer, { outcome: 'unsolved', satisfaction: 'dissatisfied' }, 'reopened'),
      ]
      for (const send of life) if (!(await say(send))) return
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: 8 }, client))
  await killed
  // A connection cut by the kill is the storm's end; anything else is a failure.
  for (const end of ends)
    if (
      end.status === 'rejected' &&
      !/fetch failed|terminated|other side closed|JSON/.test(String(end.reason))
    )
      throw end.reason
  return { told, unanswered }
}

/** Every acknowledged step left its event, and nothing is half written. */
async function expectWhole(told: Told[]) {
  const db = await database()
  try {
    const { rows } = await db.query<{ id: string; reached: string[] }>(
      `select subject as id, array_agg(coalesce(data->>'to', 'received')) as reached from event
       where noun = 'concern' and (data ? 'to' or type = 'concern.raised') group by subject`,
    )
    const reached = new Map(rows.map((row) => [recordId(area, row.id), row.reached]))
    expect(told.filter((one) => !reached.get(one.id)?.includes(one.status))).toEqual([])
    expect(await contradictions(db)).toEqual([])
    const { rows: numbers } = await db.query<{ wrong: number }>(
      `select count(*)::int as wrong from (select running, row_number() over (order by running) as n from concern where area = $1 and year = extract(year from now() at time zone 'Asia/Shanghai')) x where running <> n`,
      [area],
    )
    expect(numbers[0]!.wrong).toBe(0)
    const { rows: receipts } = await db.query<{ id: string }>(
      `select r.id from receipt r where r.route = 'POST /api/concerns' and not exists (select 1 from concern c where c.area = r.area and c.id = r.id)`,
    )
    expect(receipts).toEqual([])
  } finally {
    await db.end()
  }
}

describe.runIf(process.platform === 'linux')('kill -9 in a storm of writes', () => {
  it('of the program: what was acknowledged is there, the rest is whole or absent, a retry works once', async () => {
    await start()
    const orphan = databasePid()!
    const { told, unanswered } = await storm(160, () => killHard(running!))
    expect(told.length).toBeGreaterThanOrEqual(160)
    expect(() => process.kill(orphan, 0), 'the database outlives the program').not.toThrow()

    const again = await start()
    expect(again.said.join('\n')).toContain('遗留的数据库')
    await expectWhole(told)

    // What was on its way when the program died is sent again, as the outbox of a phone does, twice.
    const cut = unanswered.find((send) => send.at === '/api/concerns') ?? fresh()
    const first = await post(null, cut.at, cut.body)
    const second = await post(null, cut.at, cut.body)
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.json).toEqual(first.json)
    const db = await database()
    const { rows } = await db.query(`select 1 from event where subject = $1 and type = 'concern.raised'`, [
      cut.id.slice(7),
    ])
    await db.end()
    expect(rows).toHaveLength(1)
    await expectWhole(told)
  })

  it('of its database alone: it is started again, and whoever was cut off is told so', async () => {
    if (!running || running.child.signalCode !== null) await start()
    const { child, said } = running!
    const recovered = new Promise<void>((resolve) => {
      child.stdout!.on('data', () => said.some((line) => line.includes('内置数据库已恢复')) && resolve())
    })
    const { told } = await storm(160, () => {
      process.kill(databasePid()!, 'SIGKILL')
      return Promise.resolve()
    })
    await recovered
    const { at, body } = fresh()
    expect((await post(null, at, body)).status).toBe(200)
    await expectWhole(told)
  })

  it('of the program and its database at once', async () => {
    if (!running || running.child.signalCode !== null) await start()
    const { told } = await storm(160, async () => {
      const postmaster = databasePid()!
      process.kill(postmaster, 'SIGKILL')
      await killHard(running!)
    })
    await start()
    await expectWhole(told)
  })
})

it('SIGTERM in a storm of writes: what was begun is answered, what was done was answered', async () => {
  if (!running || running.child.signalCode !== null) await start()
  const one = running!
  const ended = once(one.child, 'exit')
  let asked = false
  const done: string[] = []
  const client = async () => {
    for (;;) {
      const { at, body, id } = fresh()
      let answer: Awaited<ReturnType<typeof post>>
      try {
        answer = await post(null, at, body)
      } catch {
        // Refused at the door: nothing of it was begun, which the count below shows.
        return
      }
      if (answer.status === 503) {
        expect(answer.json).toMatchObject({ code: 'stopping' })
        return
      }
      expect(answer.status).toBe(200)
      done.push(id)
      if (done.length >= 100 && !asked) {
        asked = true
        one.child.kill('SIGTERM')
      }
    }
  }
  const before = await raised()
  await Promise.all(Array.from({ length: 8 }, client))
  expect(await ended).toEqual([0, null])
  await start()
  expect(await raised()).toBe(before + done.length)
  await expectWhole(done.map((id) => ({ id, status: 'received', at: '' })))
})

async function raised(): Promise<number> {
  const db = await database()
  const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from concern where area = $1`, [
    area,
  ])
  await db.end()
  return rows[0]!.n
}

function fresh(): Send {
  const id = recordId(area, uuidv7())
  const body = { id, classCode: 'access', text: `${id} 南门不让进`, sealed: false, code: '12345678' }
  return { at: '/api/concerns', body, session: null, step: 'received', id }
}
