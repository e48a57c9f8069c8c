import { Chance } from './chance.ts'
import { areas, type Area } from './city.ts'
import { draw, live, placeOf, type Plan, type Stage, type Stop, type Told } from './lives.ts'
import { matters, type Matter } from './matters.ts'
import type { Strand } from './timeline.ts'

const day = 86_400_000
/** Concerns at scale 1, beside those laid on the demonstration's desks. */
const usual = 1_900

const byRoot = (root: string): Area => areas.find((one) => one.root === root)!

/** Work that lies on the demonstration's desks today: area, where it stopped, working days ago, to whom. */
const desks: [string, Stop, number, string?][] = [
  // zhaoyiming and sunqian: new, overdue to hand out, sent back, to call back, extensions, reopened, to decide, an identity.
  ['cbd', 'received', 0.02],
  ['cbd', 'received', 0.06],
  ['cbd', 'received', 0.12],
  ['cbd', 'received', 0.3],
  ['cbd', 'received', 1.2],
  ['cbd', 'accepted', 0.4],
  ['cbd', 'accepted', 2.5],
  ['cbd', 'sent-back', 0.6],
  ['cbd', 'sent-back', 2.2],
  ['cbd', 'answered', 1.5],
  ['cbd', 'answered', 3],
  ['cbd', 'answered', 3.5],
  ['cbd', 'answered', 5.5],
  ['cbd', 'extension', 4, 'henglian'],
  ['cbd', 'extension', 5, 'feixun'],
  ['cbd', 'reopened', 2],
  ['cbd', 'called-back', 2],
  ['cbd', 'identity', 2, 'henglian'],
  ['cbd', 'declined', 3],
  ['cbd', 'withdrawn', 2],
  // chenpeng, heli and luojing: just handed over, to contact, close to the limit, over it, and a rally.
  ...(['henglian', 'feixun', 'cbd-office'] as const).flatMap((lead): [string, Stop, number, string][] => [
    ['cbd', 'assigned', 0.5, lead],
    ['cbd', 'taken-up', 0.8, lead],
    ['cbd', 'taken-up', 2.6, lead],
    ['cbd', 'contacted', 3, lead],
    ['cbd', 'in-progress', 6.8, lead],
    ['cbd', 'in-progress', 9, lead],
    ['cbd', 'contacted', 4.5, lead],
  ]),
  ['cbd', 'rallied', 3, 'henglian'],
  ['cbd', 'rallied', 2, 'feixun'],
  // zhouhang and wulan: the district's own, and what came up from below.
  ['d110105', 'received', 0.05],
  ['d110105', 'received', 0.2],
  ['d110105', 'accepted', 1.6],
  ['d110105', 'sent-back', 1],
  ['d110105', 'answered', 2],
  ['d110105', 'answered', 4.8],
  ['d110105', 'extension', 4, 'chaowai'],
  ['d110105', 'extension', 3, 'traffic'],
  ['cbd', 'escalated', 3, 'anhe'],
  ['cbd', 'reopened', 3],
  // maodan: what the district handed to the street's union.
  ['d110105', 'assigned', 0.4, 'chaowai'],
  ['d110105', 'taken-up', 2.4, 'chaowai'],
  ['d110105', 'contacted', 3, 'chaowai'],
  ['d110105', 'in-progress', 7, 'chaowai'],
  ['d110105', 'in-progress', 9, 'chaowai'],
]

/** Plans the year that ends `now`: who raises what, where and when, and who is quick and who is not. */
export function planYear(stage: Stage, now: Date, scale: number) {
  const chance = new Chance(1925)
  const told: Told[] = []
  const taken = new Set<string>()
  const strands: Strand[] = []
  const clusters: Told[][] = []
  let seed = 1
  const add = (plan: Omit<Plan, 'chance'>): Told => {
    const one = live(stage, { ...plan, chance: new Chance(Math.imul(seed++, 0x9e3779b1)) })
    told.push(one.told)
    strands.push(one.strand)
    return one.told
  }
  /** Workers speak up at any hour, most of all around noon and after the evening peak. */
  const moment = (daysAgo: number): Date => {
    const hour = chance.weighted([
      [8, 2],
      [10, 3],
      [13, 6],
      [15, 4],
      [17, 2],
      [20, 4],
      [22, 2],
    ] as const)
    const at = new Date(now.getTime() - daysAgo * day)
    at.setUTCHours(hour - 8, chance.int(0, 59), chance.int(0, 59), 0)
    return at > now ? new Date(at.getTime() - day) : at
  }
  const count = Math.round(usual * scale)
  const weighted = areas.map((area) => [area, area.weight] as const)
  for (let i = 0; i < count; i++) {
    // A few more towards today: the program is known better than a year ago.
    const at = moment(
      (365 * (1 - Math.sqrt(0.15 + 0.85 * ((i + chance.next()) / count)))) / (1 - Math.sqrt(0.15)),
    )
    const area = chance.weighted(weighted)
    const one = add({
      area,
      at,
      ...draw(area, chance, taken),
      ...(chance.yes(0.12)
        ? { officer: { login: area.officer, source: chance.of(['officer', 'hearing'] as const) } }
        : {}),
    })
    // The same matter again from somebody else within a day or two.
    if (chance.yes(0.04) && now.getTime() - at.getTime() > 3 * day)
      add({
        ...one.plan,
        officer: undefined,
        at: new Date(at.getTime() + chance.int(3, 30) * 3_600_000),
        twin: one,
      })
  }
  // The street's union writes down what it hears itself and hands it on.
  const street = { ...byRoot('d110105'), officer: 'maodan' }
  for (let i = 0; i < Math.round(40 * scale); i++)
    add({
      area: street,
      at: moment(chance.int(1, 340)),
      ...draw(street, chance, taken),
      officer: { login: 'maodan', source: 'hearing' },
    })

  // One place, one trouble, several people: three weeks of it.
  for (let i = 0; i < Math.round(16 * Math.max(scale, 0.25)); i++) {
    const area = i % 2 ? byRoot('cbd') : chance.weighted(weighted)
    const classCode = chance.of(['access', 'parking', 'rest', 'algorithm'])
    const matter: Matter = chance.of(matters[classCode]!.list)
    const place = placeOf(area, matter, chance, taken)
    const begins = i % 5 === 0 ? 6 : chance.int(20, 330)
    clusters.push(
      Array.from({ length: chance.int(4, 7) }, (_, n) =>
        add({
          area,
          at: new Date(moment(begins).getTime() + Math.min(n * 4, begins - 1) * 0.8 * day),
          classCode,
          matter,
          place,
        }),
      ),
    )
  }

  for (const [root, stop, daysAgo, lead] of desks) {
    const area = byRoot(root)
    // The limits that colour a desk are those of ordinary matters.
    let what = draw(area, chance, taken)
    while (['injury', 'safety', 'weather'].includes(what.classCode)) what = draw(area, chance, taken)
    const at =
      daysAgo < 0.35 ? new Date(now.getTime() - daysAgo * 480 * 60_000) : stage.office.before(now, daysAgo)
    add({ area, at, ...what, stop, ...(lead ? { lead } : {}) })
  }
  return { told, strands, clusters }
}
