import { open } from '../kernel/cipher.ts'
import type { Ctx, OpenCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { uuidv7 } from '../kernel/id.ts'
import type { Job } from '../kernel/job.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { openNumber } from '../people/person.ts'
import { personByKey } from '../people/queries.ts'
import { concernById, type ConcernRecord } from './queries.ts'
import { speakingNumber } from './words.ts'

/** What a raiser is told without asking. Never anybody's words: a message lies open on a locked screen. */
const says: Record<string, string> = {
  'concern.declined': '不属于工会办理范围，该找哪里已经写明，请打开职工之家查看。',
  'concern.merged': '与另一件相同的事并在一起办，进度请打开职工之家查看。',
  'concern.extension-granted': '办理期限有延长，新的期限请打开职工之家查看。',
  'concern.answered': '已有答复，请打开职工之家查看，说说解决了没有、满意不满意。',
  'concern.reopened': '正在重新办理，进度请打开职工之家查看。',
  'concern.closed': '已办结，结果请打开职工之家查看。',
  'concern.identity-opened': '匿名身份经两人同意被打开，谁打开的、为什么，请打开职工之家查看。',
}
/** Events the raisers of what was merged into the matter are told of as well. */
const shared = new Set([
  'concern.extension-granted',
  'concern.answered',
  'concern.reopened',
  'concern.closed',
])

export const told = Object.keys(says)

/** Nobody is woken: from eight in the morning to nine in the evening, Beijing time. */
const day = { from: '08:00', to: '21:00' }
/** Older news is no news, and was left unsent for some reason. */
const tooOld = 2 * 86_400_000

/** The next instant a message may be sent. */
function nextDaytime(now: Date): Date {
  const at = (date: string, time: string) => new Date(`${date}T${time}:00+08:00`)
  const today = shanghaiDate(now)
  const morning = at(today, day.from)
  if (now < morning) return morning
  return now < at(today, day.to) ? now : new Date(morning.getTime() + 86_400_000)
}

/** The number a raiser left, or the one they were signed in with. */
async function phoneOf(c: Ctx, key: { area: number; concern_id: string }): Promise<string | null> {
  const raiser = await c.db
    .selectFrom('concern_raiser')
    .select(['data_key', 'phone', 'person_area', 'person_id'])
    .where('area', '=', key.area)
    .where('concern_id', '=', key.concern_id)
    .executeTakeFirst()
  if (raiser?.phone)
    return open(c.services.keyring, raiser.data_key, raiser.phone, `concern/${key.concern_id}/phone`)
  if (!raiser?.person_area || !raiser.person_id) return null
  const person = await personByKey(c.db, { area: raiser.person_area, id: raiser.person_id })
  return person ? openNumber(c, person, 'phone') : null
}

type Due = { area: number; id: string; concern_id: string; text: string }

/** Longer than a gateway is waited for. Milliseconds. */
const sendingLasts = 60_000

/**
 * Sends one that waits, unless another process just does; again where the program ended before it was written down.
 * Whoever asked to be forgotten meanwhile is sent nothing. Answers whether the gateway took it.
 */
async function sendOne(c: OpenCtx, { area, id }: { area: number; id: string }): Promise<boolean> {
  const due = await c.write(async (w) => {
    const { rows } = await sql<Due>`
      update concern_message set sending_until = ${new Date(w.now.getTime() + sendingLasts)}
      where area = ${area} and id = ${id} and sent_at is null and (sending_until is null or sending_until <= ${w.now})
      returning area, id, concern_id, text`.execute(w.db)
    const message = rows[0]
    return message && { text: message.text, phone: await phoneOf(w, message) }
  })
  if (!due) return true
  const sent = !due.phone || (await c.services.sms(due.phone, due.text))
  await c.write((w) =>
    sql`
      update concern_message set sending_until = null, sent_at = ${sent ? w.now : null} where area = ${area} and id = ${id}`.execute(
      w.db,
    ),
  )
  return sent
}

/** After an event that matters to the raiser: a message to whoever left a number. */
export const tellRaiser: Job = {
  name: 'concern.tell-raiser',
  async run(c, about) {
    const row = await concernById(c.db, about.area, about.subject)
    if (!row) return
    const merged = shared.has(about.type)
      ? (
          await sql<Pick<ConcernRecord, 'area' | 'id' | 'year' | 'running'>>`
            select area, id, year, running from concern where merged_area = ${row.area} and merged_id = ${row.id}`.execute(
            c.db,
          )
        ).rows
      : []
    for (const one of [row, ...merged]) {
      if (!(await phoneOf(c, { area: one.area, concern_id: one.id }))) continue
      const id = uuidv7(c.now.getTime())
      const text = `【职工之家】你反映的诉求（编号${speakingNumber(one)}）${says[about.type]!}`
      const at = nextDaytime(c.now)
      await sql`
        insert into concern_message (area, id, concern_id, event_id, text, send_at)
        values (${one.area}, ${id}, ${one.id}, ${about.event}, ${text}, ${at}) on conflict do nothing`.execute(
        c.db,
      )
      if (at <= c.now)
        await c.services.jobs.enqueue(c.db, sendMessage.name, { ...about, area: one.area, subject: id })
    }
  },
}

/** One message, at once. The queue tries again when the gateway takes it not; then every ten minutes, below. */
export const sendMessage: Job = {
  name: 'concern.send-message',
  outward: true,
  async run(c, { area, subject }) {
    if (!(await sendOne(c, { area, id: subject }))) throw new Error('the gateway took no message')
  },
}

/** A gateway that takes none of so many in a row is away. */
const isAway = 5

/** What was kept for the morning, and what no gateway took. */
export const sendMessages: Job = {
  name: 'concern.send-messages',
  every: '*/10 8-20 * * *',
  async run(c) {
    const { rows } = await sql<{ area: number; id: string }>`
      select area, id from concern_message where sent_at is null and send_at <= ${c.now} and send_at > ${new Date(c.now.getTime() - tooOld)}
      order by send_at limit 1000`.execute(c.db)
    let refused = 0
    for (const one of rows) {
      refused = (await sendOne(c, one)) ? 0 : refused + 1
      if (refused === isAway) return
    }
  },
}
