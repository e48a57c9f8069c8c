import { setTimeout as wait } from 'node:timers/promises'
import { nameOf, type Actor, type StaffActor } from './actor.ts'
import type { Ctx, OpenCtx, Services, WriteCtx } from './context.ts'
import { sql, type Db, type Tx } from './db.ts'
import { append, type Happened } from './event.ts'
import { firstAnswer, keepAnswer, receiptOf } from './receipt.ts'
import { problem, traceOf } from './problem.ts'
import { permit } from './route.ts'

/** Who calls what: a request, or a job. */
export type Call = {
  route: string
  actor: Actor
  address: string | null
  network?: string
  body: unknown
  /** What it leaves behind says of nobody who did it (see Route.raiser). */
  unnamed?: boolean
}

/** What both kinds of context share, over `db`. */
function readingOf(services: Services, call: Call, db: Db): Omit<Ctx, 'ask' | 'mayRead'> {
  const { actor } = call
  return {
    services,
    db,
    actor,
    now: services.clock.now(),
    address: call.address,
    network: call.network ?? '',
    scope: () => services.areas.scope(actor),
    account() {
      if (actor.kind !== 'account') throw problem('not-allowed')
      return actor
    },
    staff() {
      if (actor.kind !== 'account' || !actor.acting) throw problem('not-allowed')
      return actor as StaffActor
    },
    worker() {
      if (actor.kind !== 'worker') throw problem('not-allowed')
      return actor
    },
  }
}

/** Another capability's story, within the asking one. `more` is what it is given beside its input. */
const asking =
  (services: Services, actor: Actor, more: () => object): WriteCtx['ask'] =>
  async (route, input) => {
    permit(route, actor)
    const story = services.house.stories.get(route)
    if (!story) throw new Error(`no capability answers ${route.method} ${route.path}`)
    return (await story({ query: {}, params: {}, ...more(), ...(input as object) } as never)) as never
  }

/** The context of a story outside a transaction. */
export function openContext(services: Services, call: Call): OpenCtx {
  const c: OpenCtx = {
    ...readingOf(services, call, services.db),
    ask: asking(services, call.actor, () => c),
    mayRead: async (noun, record, proof = {}) =>
      (await services.house.kinds.get(noun)?.mayRead?.(c, record, proof)) ?? false,
    write: (work) => write(services, call, work),
  }
  return c
}

type Collected = { happened: Happened[]; effects: (() => unknown)[] }

function writeContext(services: Services, call: Call, db: Tx, collected: Collected): WriteCtx {
  const { happened, effects } = collected
  const reading = readingOf(services, call, db)
  const who: Actor = call.unnamed ? { kind: 'anonymous' } : call.actor
  const by = { actor: who, name: nameOf(who), now: reading.now, address: call.address }
  const c: WriteCtx = {
    ...reading,
    db,
    // Asked within a transaction, a story that would open its own writes in this one.
    ask: asking(services, call.actor, () => ({ ...c, write: (work: (c: WriteCtx) => unknown) => work(c) })),
    mayRead: async (noun, record, proof = {}) =>
      (await services.house.kinds.get(noun)?.mayRead?.(c, record, proof)) ?? false,
    async append(event) {
      const one = await append(db, event, by)
      happened.push(one)
      for (const job of services.house.reactions[event.type] ?? []) {
        await services.jobs.enqueue(db, job, {
          area: event.area,
          subject: event.subject,
          type: event.type,
          event: one.id,
        })
      }
      return one
    },
    afterCommit: (effect) => void effects.push(effect),
    async attempt(work) {
      const before = [happened.length, effects.length] as const
      await sql`savepoint attempt`.execute(db)
      try {
        const done = await work()
        await sql`release savepoint attempt`.execute(db)
        return done
      } catch (error) {
        await sql`rollback to savepoint attempt`.execute(db)
        happened.length = before[0]
        effects.length = before[1]
        throw error
      }
    },
  }
  return c
}

const retryable = new Set(['40001', '40P01'])

/**
 * Runs a write: one transaction, the receipt of a write that carries its own id, a retry when the database
 * asks for one, and after the commit the effects and live hints.
 */
export async function write<T>(
  services: Services,
  call: Call,
  work: (c: WriteCtx) => Promise<T>,
): Promise<T> {
  const receipt = receiptOf(services.keyring, call)
  for (let attempt = 1; ; attempt++) {
    const collected: Collected = { happened: [], effects: [] }
    let answer: T
    try {
      answer = await services.writes.transaction().execute(async (tx) => {
        const c = writeContext(services, call, tx, collected)
        const result = await work(c)
        if (receipt) await keepAnswer(tx, receipt, result, c.now)
        return result
      })
    } catch (error) {
      const code = (error as { code?: string }).code ?? ''
      // Sent before, or twice at once: whatever this one met, its receipt would have been the second, and the first
      // answer stands. Looked for only now, because nearly every id is new (measured: one statement in thirteen).
      if (receipt && !retryable.has(code)) {
        const first = await firstAnswer(services.db, receipt)
        if (first) return first.answer as T
      }
      if (!retryable.has(code) || attempt === 4) throw error
      // Apart by chance, or the two that met would meet again in step.
      await wait(Math.random() * 40 * attempt)
      continue
    }
    for (const effect of collected.effects) afterwards(services, effect)
    for (const one of collected.happened)
      services.live.tell({ noun: one.noun, area: one.area, id: one.subject, orgId: one.orgId ?? null })
    return answer
  }
}

/** What is done is done: an effect that fails is written down and changes no answer, and nobody waits for a slow one. */
function afterwards(services: Services, effect: () => unknown): void {
  const failed = (error: unknown) => services.log(`提交后的动作失败：${traceOf(error)}`)
  try {
    void Promise.resolve(effect()).catch(failed)
  } catch (error) {
    failed(error)
  }
}
