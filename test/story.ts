import type { World } from './harness.ts'

export type Stage = 'received' | 'accepted' | 'assigned' | 'taken-up' | 'contacted' | 'answered'
type Told = {
  text?: string
  place?: string
  title?: string
  classCode?: string
  sealed?: boolean
  phone?: string
}

export type Story = Awaited<ReturnType<typeof story>>

/** The people of the CBD who handle a concern, signed in, and concerns told by them as far as a test needs. */
export async function story(hall: World) {
  const [officer, leader, property, platform, district] = await Promise.all(
    ['zhaoyiming', 'sunqian', 'chenpeng', 'heli', 'wulan'].map((login) => hall.as(login)),
  )
  const people = {
    officer: officer!,
    leader: leader!,
    property: property!,
    platform: platform!,
    district: district!,
  }
  const accepted = { title: '骑手入楼送货须绕行', classCode: 'access', urgency: 'general' } as const

  /** Somebody without an account says it. */
  async function raise(told: Told = {}) {
    const [id, code] = [hall.newId(), hall.newCode()]
    const body = {
      id,
      classCode: told.classCode ?? 'access',
      text: told.text ?? `${id} 货运通道要绕很远`,
      place: told.place ?? '恒联大厦B座',
      sealed: told.sealed ?? false,
      code,
      phone: told.phone ?? '13800000042',
    }
    const { number } = await hall.anyone().do('POST /api/concerns', { body })
    return {
      id,
      code,
      number,
      body,
      key: { number, code },
      params: { id },
      address: `/console/concerns/${id}`,
    }
  }

  /** Raised, and brought to a stage by those whose turn it is: the property manager leads, the platform assists. */
  async function at(stage: Stage, told: Told = {}) {
    const concern = await raise(told)
    await carry(concern.id, stage, told)
    return concern
  }

  /** Brings what was just raised to a stage. */
  async function carry(id: string, stage: Stage, told: Told = {}) {
    const params = { id }
    const accept = {
      ...accepted,
      ...(told.title && { title: told.title }),
      ...(told.classCode && { classCode: told.classCode }),
    }
    const parties = { leadId: hall.org('henglian'), assistIds: [hall.org('feixun')] }
    // Whoever is unnamed is reached through the union alone.
    const contact = { how: told.sealed ? 'through-union' : 'phone', note: '约好周三' } as const
    const answer = { text: '南门已对骑手开放。', claim: 'solved' } as const
    const steps: [Stage, () => Promise<unknown>][] = [
      ['received', () => Promise.resolve()],
      ['accepted', () => people.officer.do('POST /api/concerns/{id}/accept', { params, body: accept })],
      ['assigned', () => people.officer.do('POST /api/concerns/{id}/assign', { params, body: parties })],
      ['taken-up', () => people.property.do('POST /api/concerns/{id}/take-up', { params, body: {} })],
      [
        'contacted',
        async () => {
          await people.property.do('POST /api/concerns/{id}/contact', { params, body: contact })
          if (told.sealed)
            await people.officer.do('POST /api/concerns/{id}/relay', { params, body: { note: '约好周三' } })
        },
      ],
      ['answered', () => people.property.do('POST /api/concerns/{id}/answer', { params, body: answer })],
    ]
    for (const [reached, step] of steps) {
      await step()
      if (reached === stage) break
    }
  }

  return { ...people, accepted, raise, at, carry }
}
