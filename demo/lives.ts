import { recordId, uuidv7 } from '../src/kernel/id.ts'
import type { Urgency } from '../src/concerns/words.ts'
import type { Chance } from './chance.ts'
import { areas, handlerOf, type Area } from './city.ts'
import {
  answers,
  callbackNotes,
  contacts,
  declines,
  details,
  explained,
  matters,
  moments,
  personName,
  placeNames,
  placeSpots,
  progresses,
  reasonsToExtend,
  reopenNotes,
  replies,
  sendBacks,
  trades,
  wishes,
  type Matter,
} from './matters.ts'
import { shanghaiDate } from '../src/kernel/working-days.ts'
import type { Caller, Office, Session, Strand } from './timeline.ts'

/** What the telling of every concern needs. */
export type Stage = {
  caller: Caller
  office: Office
  /** Id of an org by its key. */
  org: (key: string) => number
  /** The session of a login. */
  as: (login: string) => Session
}

/** Where a concern on a demonstration desk is left lying; absent: it goes on for as long as the year lasts. */
export type Stop =
  | 'received'
  | 'accepted'
  | 'assigned'
  | 'sent-back'
  | 'taken-up'
  | 'contacted'
  | 'in-progress'
  | 'extension'
  | 'answered'
  | 'called-back'
  | 'reopened'
  | 'rallied'
  | 'identity'
  | 'escalated'
  | 'declined'
  | 'withdrawn'

export type Plan = {
  area: Area
  at: Date
  classCode: string
  matter: Matter
  place: string
  chance: Chance
  /** Everyone is quick, and it stops where it is wanted. */
  stop?: Stop
  /** The org it must go to. */
  lead?: string
  /** Another that is the same matter, raised earlier. */
  twin?: Told
  /** Registered by an officer of this login for the org it acts for. */
  officer?: { login: string; source: 'officer' | 'hearing' }
}
/** A concern as far as it is told. */
export type Told = { plan: Plan; id: string; number: string; status: string }

/** A class, matter and place of an area, by how often they come up. */
export function draw(
  area: Area,
  chance: Chance,
  taken: Set<string>,
): Pick<Plan, 'classCode' | 'matter' | 'place'> {
  const classCode = chance.weighted(
    Object.entries(matters).map(([code, { weight }]) => [code, weight] as const),
  )
  const matter = chance.of(matters[classCode]!.list)
  return { classCode, matter, place: placeOf(area, matter, chance, taken) }
}
/** A place where nobody has raised this matter before: two titles are alike only where two people mean the same. */
export function placeOf(area: Area, matter: Matter, chance: Chance, taken: Set<string>): string {
  const name = chance.of(placeNames[matter.at])
  const spots = placeSpots[matter.at]
  for (let tries = 0; ; tries++) {
    const spot = tries < 40 ? chance.of(spots) : `${chance.of(spots)}${tries}号`
    const place = matter.at === 'road' ? `${area.name}${spot}${name}` : `${area.name}${name}${spot}`
    const key = `${place} ${matter.title}`
    if (taken.has(key)) continue
    taken.add(key)
    return place
  }
}

const urgent: Record<string, Urgency> = { injury: 'urgent', safety: 'urgent', weather: 'lifeline' }

/** Minutes a step takes in office time: mostly soon, now and then late. */
const soon = (chance: Chance, usual: number, late: number) =>
  chance.yes(0.07) ? Math.round(late * (0.7 + chance.next())) : Math.round(usual * (0.2 + chance.next()))

/** The whole life of one concern, told through the routes each person would have called. */
export function live(stage: Stage, plan: Plan): { strand: Strand; told: Told } {
  const told: Told = { plan, id: '', number: '', status: 'unborn' }
  return { told, strand: { lane: plan.area.code, at: plan.at, tell: tell(stage, plan, told) } }
}

async function* tell(stage: Stage, plan: Plan, told: Told): AsyncGenerator<Date, void> {
  const { caller, office, org } = stage
  const { area, chance, matter, stop } = plan
  const urgency = urgent[plan.classCode] ?? 'general'
  let now = plan.at
  /** When the next step is taken: `usual` minutes of office time on; what is urgent waits for no office. */
  const on = (usual: number, late: number): Date => {
    if (stop) now = office.after(now, 20 + chance.int(0, 30))
    else if (urgency === 'urgent') now = new Date(now.getTime() + soon(chance, 25, 150) * 60_000)
    else now = office.after(now, soon(chance, usual, late))
    return now
  }
  const step = async <R extends { status: string }>(answer: Promise<R>): Promise<R> => {
    const got = await answer
    told.status = got.status
    return got
  }

  // Raised by the worker, or written down by an officer.
  const trade = chance.of(matter.trades)
  const opening = chance.of([`我是${trades[trade]}。`, '', '', `${trades[trade]}，`])
  const text = `${opening}${chance.yes(0.7) ? `${chance.of(moments)}，` : ''}${matter.says.replace('{p}', plan.place)}。${chance.of(details)}${chance.of(wishes)}`
  const sealed = chance.yes(0.12) || stop === 'identity'
  // What an officer writes down has somebody to ring back.
  // Nor is there an identity to open where nothing was left.
  const unnamed = chance.yes(0.3) && !plan.officer && stop !== 'identity'
  const id = recordId(area.code, uuidv7(now.getTime()))
  const code = String(chance.int(0, 99_999_999)).padStart(8, '0')
  const who = {
    sealed,
    ...(unnamed
      ? {}
      : {
          name: personName((n) => chance.int(0, n - 1)),
          phone: `1990000${String(chance.int(0, 9999)).padStart(4, '0')}`,
        }),
    newForm: trades[trade],
  }
  told.id = id
  const owner = stage.as(plan.officer?.login ?? area.officer)
  const leader = stage.as(area.leader)
  // Who handled a matter does not ask the worker whether it is solved: the union above does.
  const above = stage.as(areas.find((one) => one.root === area.root)!.officer)
  if (plan.officer) {
    await caller.do(owner, 'POST /api/concerns/register', {
      body: {
        id,
        classCode: plan.classCode,
        title: `${plan.place}${matter.title}`,
        text,
        place: plan.place,
        source: plan.officer.source,
        ...who,
      },
    })
  } else {
    const { number } = await caller.do(null, 'POST /api/concerns', {
      body: {
        id,
        classCode: plan.classCode,
        text,
        place: plan.place,
        code,
        ...who,
        ...(plan.twin?.id && plan.twin.status !== 'unborn' && chance.yes(0.5)
          ? { sameAs: plan.twin.id }
          : {}),
      },
    })
    told.number = number
  }
  told.status = 'received'
  const params = { id }
  const key = { number: told.number, code }
  if (stop === 'received') return
  yield on(30, 400)
  if (stop === 'withdrawn' || (!stop && !plan.officer && chance.yes(0.015))) {
    await caller.do(null, 'POST /api/concerns/follow/withdraw', { body: key })
    told.status = 'withdrawn'
    return
  }
  if (stop === 'declined' || (!stop && chance.yes(0.04))) {
    await step(caller.do(owner, 'POST /api/concerns/{id}/decline', { params, body: chance.of(declines) }))
    return
  }
  await step(
    caller.do(owner, 'POST /api/concerns/{id}/accept', {
      params,
      body: { title: `${plan.place}${matter.title}`, classCode: plan.classCode, urgency },
    }),
  )
  const { twin } = plan
  if (twin?.id && ['accepted', 'assigned', 'taken-up', 'contacted', 'in-progress'].includes(twin.status)) {
    yield on(15, 60)
    if (['accepted', 'assigned', 'taken-up', 'contacted', 'in-progress', 'answered'].includes(twin.status)) {
      await step(
        caller.do(owner, 'POST /api/concerns/{id}/merge', {
          params,
          body: { into: twin.id, note: '同一处、同一件事' },
        }),
      )
      return
    }
  }
  // Where a matter stays open, most likely same ones have been looked at.
  if (stop && chance.yes(0.85)) {
    const { similar } = await caller.do(owner, 'GET /api/concerns/{id}', { params })
    for (const one of similar) {
      yield on(1, 10)
      // Meanwhile somebody at the other matter may have judged it, or it has ended.
      const now = await caller.do(owner, 'GET /api/concerns/{id}', { params })
      if (!now.can.includes('keep-apart') || !now.similar.some(({ id }) => id === one.id)) continue
      await step(caller.do(owner, 'POST /api/concerns/{id}/keep-apart', { params, body: { other: one.id } }))
    }
  }
  if (stop === 'accepted') return

  for (let round = 0; ; round++) {
    yield on(20, 300)
    const kind = chance.of(matter.lead)
    const lead = plan.lead ?? chance.of(area.leads[kind])
    const handler = stage.as(handlerOf(lead))
    const asker = handler === owner ? above : owner
    const assists =
      !stop && chance.yes(0.15)
        ? [chance.of(area.leads[chance.of(['office', 'property', 'platform'] as const)])].filter(
            (one) => one !== lead,
          )
        : []
    await step(
      caller.do(owner, 'POST /api/concerns/{id}/assign', {
        params,
        body: {
          leadId: org(lead),
          assistIds: assists.map(org),
          ...(chance.yes(0.3) ? { note: '请先联系本人，弄清时间地点。' } : {}),
        },
      }),
    )
    if (stop === 'assigned') return
    yield on(60, 700)
    if (stop === 'sent-back' || (!stop && round === 0 && chance.yes(0.06))) {
      await step(
        caller.do(handler, 'POST /api/concerns/{id}/send-back', {
          params,
          body: { reason: chance.of(sendBacks) },
        }),
      )
      if (stop) return
      continue
    }
    await step(caller.do(handler, 'POST /api/concerns/{id}/take-up', { params, body: {} }))
    if (stop === 'taken-up') return
    yield on(60, 900)
    await step(
      caller.do(handler, 'POST /api/concerns/{id}/contact', {
        params,
        body: {
          how:
            sealed || unnamed ? 'through-union' : chance.of(['phone', 'phone', 'visit', 'message'] as const),
          note: chance.of(contacts),
        },
      }),
    )
    // Words that were not passed on yet are no contact: only where it stops there some still wait.
    if ((sealed || unnamed) && (stop !== 'contacted' || chance.yes(0.8))) {
      yield on(15, 120)
      await step(
        caller.do(owner, 'POST /api/concerns/{id}/relay', {
          params,
          body: { note: '承办单位想约个时间到现场看看，方便的话请补充说明几点在。' },
        }),
      )
    }
    if (stop === 'contacted') return
    if (stop === 'identity') {
      yield on(30, 30)
      await step(
        caller.do(owner, 'POST /api/concerns/{id}/request-identity', {
          params,
          body: { reason: '线索涉及安全，需要当面核实位置。' },
        }),
      )
      return
    }
    if (stop === 'escalated') {
      yield on(30, 30)
      await step(
        caller.do(owner, 'POST /api/concerns/{id}/escalate', {
          params,
          body: { note: '承办单位多次催办没有进展，请上级督办。' },
        }),
      )
      return
    }
    for (const assist of assists) {
      yield on(120, 900)
      await step(
        caller.do(stage.as(handlerOf(assist)), 'POST /api/concerns/{id}/contribute', {
          params,
          body: { note: chance.of(replies) },
        }),
      )
    }
    if (stop === 'rallied' || (!stop && chance.yes(0.025))) {
      yield on(60, 400)
      const called = (['office', 'property', 'platform'] as const)
        .map((one) => area.leads[one][0]!)
        .filter((one) => one !== lead && !assists.includes(one))
      await step(
        caller.do(owner, 'POST /api/concerns/{id}/rally', {
          params,
          body: {
            orgIds: called.map(org),
            note: '三家都有一部分责任，请到现场一起定办法。',
            meetAt: office.after(now, 480).toISOString(),
          },
        }),
      )
      if (stop) return
      for (const one of called) {
        yield on(200, 900)
        await step(
          caller.do(stage.as(handlerOf(one)), 'POST /api/concerns/{id}/contribute', {
            params,
            body: { note: chance.of(replies) },
          }),
        )
      }
    }
    if (stop === 'in-progress' || chance.yes(0.2)) {
      yield on(240, 900)
      await step(
        caller.do(handler, 'POST /api/concerns/{id}/progress', {
          params,
          body: { note: chance.of(progresses) },
        }),
      )
      if (stop === 'in-progress') return
    }
    if (stop === 'extension' || (!stop && urgency === 'general' && chance.yes(0.05))) {
      yield on(600, 1200)
      const until = shanghaiDate(office.after(now, 480 * 12))
      await step(
        caller.do(handler, 'POST /api/concerns/{id}/ask-extension', {
          params,
          body: { until, reason: chance.of(reasonsToExtend) },
        }),
      )
      if (stop) return
      yield on(120, 600)
      if (chance.yes(0.8))
        await step(caller.do(leader, 'POST /api/concerns/{id}/grant-extension', { params, body: {} }))
      else
        await step(
          caller.do(leader, 'POST /api/concerns/{id}/refuse-extension', {
            params,
            body: { note: '材料已经齐了，请按原期限答复。' },
          }),
        )
      yield on(1500, 3000)
    } else if (!stop && chance.yes(0.02)) {
      yield on(900, 1200)
      await step(
        caller.do(leader, 'POST /api/concerns/{id}/press', {
          params,
          body: { note: '快到期了，请说明进展。', replyBy: shanghaiDate(office.after(now, 480)) },
        }),
      )
    }
    yield on(700, 4200)
    const claim = chance.weighted([
      ['solved', 72],
      ['partly-solved', 15],
      ['explained', 13],
    ] as const)
    await step(
      caller.do(handler, 'POST /api/concerns/{id}/answer', {
        params,
        body: { claim, text: claim === 'explained' ? chance.of(explained) : chance.of(answers[kind]) },
      }),
    )
    if (stop === 'answered') return

    // The worker's own two answers: on the phone's screen, or to the officer who rings.
    const solved = claim === 'solved' ? 0.86 : claim === 'partly-solved' ? 0.35 : 0.3
    const outcome =
      stop === 'called-back'
        ? 'partly-solved'
        : stop === 'reopened'
          ? 'unsolved'
          : chance.yes(solved)
            ? 'solved'
            : chance.yes(0.6)
              ? 'partly-solved'
              : round < 2
                ? 'unsolved'
                : 'partly-solved'
    const satisfaction = chance.weighted(
      outcome === 'solved'
        ? ([
            ['satisfied', 86],
            ['fair', 11],
            ['dissatisfied', 3],
          ] as const)
        : outcome === 'partly-solved'
          ? ([
              ['satisfied', 35],
              ['fair', 45],
              ['dissatisfied', 20],
            ] as const)
          : ([
              ['satisfied', 2],
              ['fair', 18],
              ['dissatisfied', 80],
            ] as const),
    )
    const itself = !plan.officer && chance.yes(0.55)
    yield itself ? (now = new Date(now.getTime() + soon(chance, 600, 3000) * 60_000)) : on(400, 1800)
    const note = chance.of(callbackNotes)
    if (!stop && chance.yes(0.03)) {
      for (let rung = 0; rung < 3; rung++) {
        if (rung) yield (now = office.after(now, 960))
        await step(caller.do(asker, 'POST /api/concerns/{id}/missed-call', { params, body: {} }))
      }
      await step(
        caller.do(owner, 'POST /api/concerns/{id}/close', {
          params,
          body: { note: '打了三次电话，本人没有接。' },
        }),
      )
      return
    }
    if (itself)
      await step(
        caller.do(null, 'POST /api/concerns/follow/rate', {
          body: { ...key, outcome, satisfaction, ...(note ? { note } : {}) },
        }),
      )
    else
      await step(
        caller.do(asker, 'POST /api/concerns/{id}/call-back', {
          params,
          body: { outcome, satisfaction, ...(note ? { note } : {}) },
        }),
      )
    if (stop) return
    if (told.status === 'called-back') {
      yield on(200, 900)
      if (chance.yes(0.85) || round > 0) {
        await step(caller.do(owner, 'POST /api/concerns/{id}/close', { params, body: {} }))
        return
      }
      await step(
        caller.do(owner, 'POST /api/concerns/{id}/reopen', {
          params,
          body: { note: chance.of(reopenNotes) },
        }),
      )
    }
    if (told.status !== 'reopened') return
    // What was not solved has gone up: the union above presses, and it is handed out again.
    if (area.root === 'cbd') {
      yield on(100, 500)
      await step(
        caller.do(stage.as('wulan'), 'POST /api/concerns/{id}/press', {
          params,
          body: { note: '职工没有认可，请换办法再办。', replyBy: shanghaiDate(office.after(now, 960)) },
        }),
      )
    }
  }
}
