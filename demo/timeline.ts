import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance } from 'fastify'
import type { Api } from '../src/api.ts'
import type { ResponseOf } from '../src/kernel/contract.ts'
import type { Clock } from '../src/kernel/clock.ts'
import type { Services } from '../src/kernel/context.ts'
import type { Followed } from '../src/kernel/job.ts'
import { addWorkingDays, isWorkingDay, shanghaiDate, type Calendar } from '../src/kernel/working-days.ts'
import { address, type Input } from '../src/ui/client.ts'

const minute = 60_000

/** Every strand of the year that is being told has its own now, so that several can be under way at once. */
export class StrandClock implements Clock {
  #strand = new AsyncLocalStorage<Date>()
  #rest: Date
  constructor(rest: Date) {
    this.#rest = rest
  }
  now(): Date {
    return new Date(this.#strand.getStore() ?? this.#rest)
  }
  at<T>(when: Date, tell: () => Promise<T>): Promise<T> {
    return this.#strand.run(when, tell)
  }
}

/** Office hours, half past nine to half past five, on the days the holiday notices leave. */
export class Office {
  #calendar: Calendar
  constructor(calendar: Calendar) {
    this.#calendar = calendar
  }
  /** `at` itself when somebody is at the desk, else a while after the next opening. */
  next(at: Date, late = 0): Date {
    let day = shanghaiDate(at)
    for (let i = 0; i < 40; i++) {
      const opens = new Date(`${day}T09:30:00+08:00`)
      if (isWorkingDay(day, this.#calendar).working) {
        if (at < opens) return new Date(opens.getTime() + late * minute)
        if (at < new Date(`${day}T17:30:00+08:00`)) return at
      }
      day = shanghaiDate(new Date(opens.getTime() + 86_400_000))
    }
    return at
  }
  /** Some minutes of office time later. */
  after(at: Date, minutes: number): Date {
    const days = Math.floor(minutes / 480)
    const moved = days ? addWorkingDays(at, days, this.#calendar).at : at
    return this.next(new Date(moved.getTime() + (minutes % 480) * minute), minutes % 55)
  }
  /** The moment `days` working days (fractions too) before `at`. */
  before(at: Date, days: number): Date {
    let day = at
    for (let left = Math.floor(days); left > 0;) {
      day = new Date(day.getTime() - 86_400_000)
      if (isWorkingDay(shanghaiDate(day), this.#calendar).working) left--
    }
    return new Date(day.getTime() - (days % 1) * 480 * minute)
  }
}

export type Session = { cookie: string; csrf: string }

/** A route said no. */
export class Refused extends Error {
  readonly status: number
  constructor(key: string, answer: { statusCode: number; body: string }) {
    super(`demonstration: ${key} answered ${answer.statusCode}: ${answer.body.slice(0, 400)}`)
    this.status = answer.statusCode
  }
}

/** Calls the program's own routes, with or without a session. @throws Refused for anything but 200 */
export class Caller {
  calls = 0
  #http: FastifyInstance
  constructor(http: FastifyInstance) {
    this.#http = http
  }
  async do<K extends keyof Api>(
    who: Session | null,
    key: K,
    input: Input<Api[K]>,
  ): Promise<ResponseOf<Api[K]>> {
    this.calls++
    const answer = await this.#http.inject({
      method: key.slice(0, key.indexOf(' ')) as 'GET',
      url: `${who ? '/console' : ''}${address(key, input as { params?: object; query?: object })}`,
      headers: who ? { cookie: who.cookie, 'x-csrf': who.csrf } : {},
      ...('body' in input ? { payload: input.body as object } : {}),
    })
    if (answer.statusCode !== 200) throw new Refused(key, answer)
    return answer.json()
  }
}

/** Something that happens at a moment in a lane; what it yields is when it goes on. */
export type Strand = { lane: number; at: Date; tell: AsyncGenerator<Date, void> }

/**
 * Tells all strands in the order of their moments. Those of one lane never overlap (so the outcome is always the
 * same), those of different lanes may. Reactions run as the call that caused them is answered, at its moment.
 * Who comes too late for a step (403, 409: a rule of the house, or somebody was quicker) leaves the matter as it stands,
 * as people do; answers how often. Anything else ends the loading.
 */
export async function tellAll(
  services: Services,
  clock: StrandClock,
  strands: Strand[],
  until: Date,
  options: { inFlight: number; progress: (begun: number) => void },
): Promise<number> {
  const heap = new Heap()
  strands.forEach((one, order) => heap.push({ ...one, order }))
  const busy = new Set<number>()
  const running = new Set<Promise<void>>()
  let failed: unknown
  let begun = 0
  let late = 0
  // The queue is left out: what a write would have had run a second later is run at once, while its strand holds its lane.
  const reactions = new Map<number, { name: string; data: Followed }[]>()
  services.jobs.enqueue = (_tx, name, data) => {
    // Nobody is sent a message about what never happened.
    if (name === 'concern.tell-raiser') return Promise.resolve()
    const lane = data.area
    reactions.set(lane, [...(reactions.get(lane) ?? []), { name, data }])
    return Promise.resolve()
  }
  const step = async (one: Queued) => {
    const { value, done: ended } = await clock.at(one.at, async () => {
      const result = await one.tell.next()
      const due = reactions.get(one.lane) ?? []
      reactions.delete(one.lane)
      for (const { name, data } of due) await services.jobs.runNow(name, data)
      return result
    })
    // Never before what was just done, or a record's own story would run backwards.
    if (!ended) heap.push({ ...one, at: value > one.at ? value : new Date(one.at.getTime() + minute) })
  }
  for (;;) {
    const head = heap.peek()
    const over = !head || head.at > until
    if (failed || (over && !running.size)) break
    if (over || busy.has(head.lane) || running.size >= options.inFlight) {
      await Promise.race(running)
      continue
    }
    heap.pop()
    if (!head.begun) {
      head.begun = true
      options.progress(++begun)
    }
    busy.add(head.lane)
    const run = step(head)
      .catch((error: unknown) => {
        if (error instanceof Refused && [403, 409].includes(error.status)) late++
        else failed ??= error
      })
      .finally(() => {
        busy.delete(head.lane)
        running.delete(run)
      })
    running.add(run)
  }
  await Promise.all(running)
  if (failed) throw failed instanceof Error ? failed : new Error(JSON.stringify(failed))
  return late
}

type Queued = Strand & { order: number; begun?: true }

/** A binary heap by moment, then by the order strands were listed in. */
class Heap {
  #list: Queued[] = []
  #before = (a: Queued, b: Queued) => a.at < b.at || (a.at.getTime() === b.at.getTime() && a.order < b.order)
  peek(): Queued | undefined {
    return this.#list[0]
  }
  push(one: Queued) {
    const list = this.#list
    let i = list.push(one) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!this.#before(list[i]!, list[parent]!)) break
      ;[list[i], list[parent]] = [list[parent]!, list[i]!]
      i = parent
    }
  }
  pop(): Queued | undefined {
    const list = this.#list
    const top = list[0]
    const last = list.pop()
    if (!last || !list.length) return top
    list[0] = last
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2]
      let least = i
      if (left < list.length && this.#before(list[left]!, list[least]!)) least = left
      if (right < list.length && this.#before(list[right]!, list[least]!)) least = right
      if (least === i) return top
      ;[list[i], list[least]] = [list[least]!, list[i]!]
      i = least
    }
  }
}
