import { describe, expect, it } from 'vitest'
import { Apart, type ApartEnd } from './apart.ts'

class Ended extends Error {
  readonly how: ApartEnd
  constructor(how: ApartEnd) {
    super(how)
    this.how = how
  }
}
const source = `
const hoard = []
process.on('message', (asked) => {
  if (asked === 'which') process.send({ done: process.pid })
  else if (asked === 'throw') process.send({ threw: 'no such thing' })
  else if (asked === 'exit') process.exit(3)
  else if (asked === 'hoard') for (;;) hoard.push(Array(1000).fill({ asked }))
  else if (asked === 'for ever') for (;;);
  else process.send({ done: asked })
})`
const thread = (how: { patience?: number; keep?: boolean } = {}) =>
  new Apart<string, unknown>(
    new URL(`data:text/javascript,${encodeURIComponent(source)}`),
    { patience: how.patience ?? 60_000, megabytes: 32, keep: how.keep ?? true },
    (end) => new Ended(end),
  )

describe('work done apart', () => {
  it('answers in turn and is the same one every time', async () => {
    const one = thread()
    const all = await Promise.all(['which', 'a', 'b', 'which'].map((asked) => one.do(asked)))
    expect(all.slice(1, 3)).toEqual(['a', 'b'])
    expect(all[0]).toBe(all[3])
    expect(await one.do('which')).toBe(all[0])
    await one.end()
  })

  it('that is not kept ends with its last turn', async () => {
    const one = thread({ keep: false })
    const [first, second] = await Promise.all([one.do('which'), one.do('which')])
    expect(first).toBe(second)
    expect(await one.do('which')).not.toBe(first)
  })

  it('passes on what its module threw, and lives', async () => {
    const one = thread()
    const which = await one.do('which')
    await expect(one.do('throw')).rejects.toThrow('no such thing')
    expect(await one.do('which')).toBe(which)
    await one.end()
  })

  it.each([
    ['exit', 'died'],
    ['hoard', 'died'],
  ])('that goes by %s is told of, and another does what waited', async (asked, how) => {
    const one = thread()
    const lost = one.do(asked)
    const behind = one.do('still here')
    await expect(lost).rejects.toMatchObject({ how })
    expect(await behind).toBe('still here')
    await one.end()
  })

  it('that never ends is ended, and another does what waited', async () => {
    const one = thread({ patience: 300 })
    const lost = one.do('for ever')
    const behind = one.do('still here')
    await expect(lost).rejects.toMatchObject({ how: 'too-long' })
    expect(await behind).toBe('still here')
    await one.end()
  })

  it('ended from outside loses its turn only', async () => {
    const one = thread()
    const lost = one.do('for ever')
    const behind = one.do('still here')
    await one.end()
    await expect(lost).rejects.toMatchObject({ how: 'died' })
    expect(await behind).toBe('still here')
    await one.end()
  })
})
