import { describe, expect, it } from 'vitest'
import type { WriteCtx } from './context.ts'
import { can, diagram, lifecycle, transition } from './lifecycle.ts'

const life = lifecycle({
  noun: 'kettle',
  initial: 'cold',
  statuses: { cold: '凉的', 'on-fire': '在烧', hot: '开了' },
  steps: {
    light: { from: ['cold'], to: 'on-fire', by: ['cook', 'helper'], event: 'kettle.lit', shown: 'public' },
    stir: { from: ['cold', 'on-fire'], by: ['cook'], event: 'kettle.stirred', shown: 'parties' },
    judge: { from: ['on-fire'], to: ['hot', 'cold'], by: ['guest'], event: 'kettle.judged', shown: 'owner' },
    pour: {
      from: ['on-fire', 'hot', 'cold'],
      to: { hot: 'cold', 'on-fire': ['hot', 'cold'] },
      by: ['cook'],
      event: 'kettle.poured',
      shown: 'public',
    },
  },
})

describe('a lifecycle', () => {
  it('opens a step to each party named, in each status named, and to nobody else', () => {
    expect(can(life, 'cold', new Set(['cook']))).toEqual(['light', 'stir', 'pour'])
    expect(can(life, 'cold', new Set(['helper']))).toEqual(['light'])
    expect(can(life, 'cold', new Set(['guest']))).toEqual([])
    expect(can(life, 'on-fire', new Set(['guest', 'helper']))).toEqual(['judge'])
    expect(can(life, 'hot', new Set(['cook', 'helper', 'guest']))).toEqual(['pour'])
    expect(can(life, 'cold', new Set())).toEqual([])
  })

  it('is drawn with every edge: to one status, to several, back to itself', () => {
    expect(diagram(life).split('\n')).toEqual([
      'stateDiagram-v2',
      '  [*] --> cold',
      '  cold: 凉的',
      '  on_fire: 在烧',
      '  hot: 开了',
      '  cold --> on_fire: light (cook, helper)',
      '  cold --> cold: stir (cook)',
      '  on_fire --> on_fire: stir (cook)',
      '  on_fire --> hot: judge (guest)',
      '  on_fire --> cold: judge (guest)',
      '  on_fire --> hot: pour (cook)',
      '  on_fire --> cold: pour (cook)',
      '  hot --> cold: pour (cook)',
      '  cold --> cold: pour (cook)',
    ])
  })

  const step = (
    name: 'judge' | 'pour',
    status: 'on-fire' | 'cold' | 'hot',
    party: 'guest' | 'cook',
    to?: 'on-fire' | 'cold' | 'hot',
  ) =>
    // Refused before anything is read or written.
    transition({} as WriteCtx, life, name, {
      load: () => Promise.resolve({ area: 1, id: 'x', status, version: 1 }),
      parties: () => Promise.resolve(new Set([party])),
      text: () => '',
      ...(to && { to: () => to }),
    })

  it('leads nowhere its rule does not', async () => {
    await expect(step('judge', 'on-fire', 'guest', 'on-fire')).rejects.toThrow(
      'kettle: judge does not lead to on-fire',
    )
    await expect(step('pour', 'hot', 'cook', 'hot')).rejects.toThrow('kettle: pour does not lead to hot')
    await expect(step('pour', 'cold', 'cook', 'hot')).rejects.toThrow('kettle: pour does not lead to hot')
  })

  it('is nobody’s but whose turn it is, and there is nothing where nothing is found', async () => {
    await expect(step('judge', 'on-fire', 'cook')).rejects.toMatchObject({ code: 'not-yours' })
    await expect(
      transition({} as WriteCtx, life, 'judge', {
        load: () => Promise.resolve(null),
        parties: () => Promise.resolve(new Set(['guest'] as const)),
        text: () => '',
      }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
})
