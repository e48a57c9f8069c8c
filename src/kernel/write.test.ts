import { beforeAll, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'
import { uuidv7 } from './id.ts'
import { problem } from './problem.ts'
import { openContext } from './write.ts'

let hall: World

beforeAll(async () => {
  hall = await world()
})

it('an attempt that was refused leaves nothing: no event, no hint, no effect, no job', async () => {
  const [kept, undone] = [uuidv7(Date.now()), uuidv7(Date.now())]
  const hints: string[] = []
  const effects: string[] = []
  const stop = hall.services.live.listen((change) => hints.push(change.id))
  const c = openContext(hall.services, {
    route: 'test',
    actor: { kind: 'system' },
    address: null,
    body: undefined,
  })
  const event = (subject: string) => ({
    area: 110199,
    noun: 'concern',
    subject,
    type: 'concern.raised',
    text: '说了一件事',
    shown: 'owner' as const,
  })
  const did = await c.write(async (w) => {
    await w.append(event(kept))
    w.afterCommit(() => effects.push('kept'))
    const refused = await w
      .attempt(async () => {
        await w.append(event(undone))
        w.afterCommit(() => effects.push('undone'))
        throw problem('not-now')
      })
      .catch((error: unknown) => (error as { code: string }).code)
    return [refused, await w.attempt(() => Promise.resolve('done'))]
  })
  stop()
  expect(did).toEqual(['not-now', 'done'])
  expect(hints).toEqual([kept])
  expect(effects).toEqual(['kept'])
  const { rows } = await hall.pool.query<{ subject: string }>(
    'select subject from event where subject = any($1::uuid[])',
    [[kept, undone]],
  )
  expect(rows).toEqual([{ subject: kept }])
})
