import { recordId, uuidv7 } from '../src/kernel/id.ts'
import { shanghaiDate } from '../src/kernel/working-days.ts'
import type { ActivityKind } from '../src/activities/words.ts'
import { newForms } from '../src/people/words.ts'
import { Chance } from './chance.ts'
import { areas, type Area } from './city.ts'
import type { Stage, Told } from './lives.ts'
import { personName } from './matters.ts'
import type { Strand } from './timeline.ts'

const day = 86_400_000

const held: {
  kinds: ActivityKind[]
  title: string
  theme: string
  items: { kind: 'programme' | 'gift' | 'figure'; text: string; quantity?: number }[]
}[] = [
  {
    kinds: ['symposium', 'visit'],
    title: '户外劳动者座谈会',
    theme: '听骑手说难处',
    items: [
      { kind: 'gift', text: '保温杯', quantity: 40 },
      { kind: 'gift', text: '防晒套袖', quantity: 40 },
    ],
  },
  {
    kinds: ['health'],
    title: '工地健康服务日',
    theme: '量一量，问一问',
    items: [{ kind: 'figure', text: '测量血压', quantity: 86 }],
  },
  {
    kinds: ['training'],
    title: '新能源车维修入门班',
    theme: '一技在手',
    items: [{ kind: 'figure', text: '参加学员', quantity: 32 }],
  },
  {
    kinds: ['volunteering'],
    title: '法律咨询进站点',
    theme: '合同怎么看',
    items: [{ kind: 'figure', text: '解答问题', quantity: 41 }],
  },
  {
    kinds: ['contest'],
    title: '钳工岗位练兵',
    theme: '比一比手上功夫',
    items: [{ kind: 'figure', text: '参赛人数', quantity: 48 }],
  },
  {
    kinds: ['performance'],
    title: '一线职工文艺演出',
    theme: '唱自己的歌',
    items: [
      { kind: 'programme', text: '合唱《清晨的站点》' },
      { kind: 'programme', text: '诗朗诵《桥上的灯》' },
    ],
  },
  { kinds: ['talk'], title: '安全生产宣讲', theme: '班前五分钟', items: [] },
]
const promised = [
  '协调楼宇为配送人员开放一条货梯',
  '在路口增设一处临时停放点',
  '驿站开放时间延长到晚上十点',
  '逐单复核封路期间的超时扣款',
  '为保洁人员腾出一间休息室',
  '补齐夜间路灯并每月巡查',
  '食堂增加一个晚班窗口',
  '每季度安排一次职工体检',
]
const causes: Record<string, string> = {
  access: '楼宇通行规定只照顾访客，没有给配送留通道。',
  parking: '停车规划没有算进两轮车和装卸。',
  rest: '公共设施的开放时间和户外劳动者的时间错开。',
  algorithm: '配送时长按平时路况计算，没有随封路和等待调整。',
}

/** A little life of promises, activities, issues, people and opinions around the concerns. */
export function around(stage: Stage, told: Told[], clusters: Told[][], now: Date, scale: number): Strand[] {
  const { caller, office, org, as } = stage
  const strands: Strand[] = []
  const chance = new Chance(77)
  const add = (area: Area, at: Date, tell: () => AsyncGenerator<Date, void>) =>
    strands.push({ lane: area.code, at: office.next(at), tell: tell() })
  const id = (area: Area, at: Date) => recordId(area.code, uuidv7(at.getTime()))

  for (let i = 0; i < Math.round(60 * scale); i++) {
    const area = i % 3 === 0 ? areas.find((one) => one.root === 'cbd')! : chance.of(areas)
    const at = new Date(now.getTime() - chance.int(1, 330) * day)
    const what = held[i % held.length]!
    add(area, at, async function* () {
      await caller.do(as(area.officer), 'POST /api/activities', {
        body: {
          id: id(area, at),
          kinds: what.kinds,
          title: `${area.name}${what.title}`,
          theme: what.theme,
          heldOn: shanghaiDate(at),
          place: `${area.name}职工之家`,
          summary: '来的多是下了早班的人，话说得直，记下的事逐件跟着办。',
          items: what.items,
          orgs: [{ name: '工会', orgId: org(area.root), part: 'host' as const }],
        },
      })
    })
  }

  // A promise is made about a concern that has been taken up, falls due weeks later, and is or is not kept.
  const open = told.filter((one) => !one.plan.stop && !one.plan.officer)
  for (let i = 0; i < Math.round(70 * scale); i++) {
    const about =
      i % 3 === 0 ? open.filter((one) => one.plan.area.root === 'cbd')[i * 3] : open[(i * 29) % open.length]
    if (!about) continue
    const { area } = about.plan
    const made = office.after(about.plan.at, 480 * 2)
    const due = new Date(made.getTime() + chance.int(10, 60) * day)
    const drawn = chance.weighted([
      ['kept', 60],
      ['broken', 12],
      ['forgotten', 14],
      ['moved', 8],
      ['withdrawn', 6],
    ] as const)
    // What was forgotten long ago has been settled since; a desk with promises overdue by most of a year is nobody's.
    const long = due.getTime() < now.getTime() - 25 * day
    const fate = drawn === 'forgotten' && long ? 'broken' : drawn
    const key = id(area, made)
    const text = promised[i % promised.length]!
    const promiser = chance.of(area.leads[chance.of(['property', 'office', 'platform'] as const)])
    add(area, made, async function* () {
      if (!about.id) return
      const who = as(area.officer)
      await caller.do(who, 'POST /api/commitments', {
        body: {
          id: key,
          text,
          promiserId: org(promiser),
          dueOn: shanghaiDate(due),
          madeTo: '反映这件事的职工',
          concernIds: [about.id],
          source: 'officer',
        },
      })
      const params = { id: key }
      if (fate === 'forgotten') return
      yield office.next(new Date(due.getTime() - 2 * day))
      if (fate === 'kept')
        await caller.do(who, 'POST /api/commitments/{id}/settle', {
          params,
          body: { kept: true, result: '到现场看过，已经做到。' },
        })
      else if (fate === 'withdrawn')
        await caller.do(who, 'POST /api/commitments/{id}/withdraw', {
          params,
          body: { reason: '场地收回另有安排，已向职工说明。' },
        })
      else if (fate === 'moved')
        await caller.do(who, 'POST /api/commitments/{id}/reschedule', {
          params,
          body: { dueOn: shanghaiDate(new Date(due.getTime() + 40 * day)), reason: '设备到货推迟。' },
        })
      else {
        yield office.next(new Date(due.getTime() + 3 * day))
        await caller.do(who, 'POST /api/commitments/{id}/settle', {
          params,
          body: { kept: false, result: '到期没有做到，已另行督办。' },
        })
      }
    })
  }

  // Several concerns at one place: somebody sees the one cause behind them.
  clusters.forEach((cluster, i) => {
    const { area, classCode, place, matter } = cluster[0]!.plan
    const last = new Date(Math.max(...cluster.map((one) => one.plan.at.getTime())))
    const at = office.after(last, 600)
    const key = id(area, at)
    // Some groups are left for the program's own suggestion.
    if (i % 4 === 3) return
    add(area, at, async function* () {
      const ids = cluster.map((one) => one.id).filter(Boolean)
      await caller.do(as(area.officer), 'POST /api/common-issues', {
        body: {
          id: key,
          title: `${place}：${matter.title}`,
          cause: causes[classCode] ?? '同一处、同一原因，单件处理只能管一时。',
          concernIds: ids,
        },
      })
      yield office.after(at, 480 * 25)
      if (i % 2 === 0)
        await caller.do(as(area.officer), 'POST /api/common-issues/{id}/settle', {
          params: { id: key },
          body: { result: '几家单位坐到一起定了长期办法，两周内没有再接到同样的反映。' },
        })
    })
  })

  for (let i = 0; i < Math.round(120 * scale); i++) {
    const area =
      i % 2 ? areas.find((one) => one.root === 'cbd')! : areas.find((one) => one.root === 'd110105')!
    const at = new Date(now.getTime() - chance.int(2, 300) * day)
    const body = {
      id: id(area, at),
      name: personName((n) => chance.int(0, n - 1)),
      phone: `1990001${String(i).padStart(4, '0')}`,
      orgId: org(area.root === 'cbd' ? 'cbd' : 'chaowai'),
      newForm: chance.of(newForms),
    }
    add(area, at, async function* () {
      await caller.do(as(area.root === 'cbd' ? 'zhaoyiming' : 'maodan'), 'POST /api/persons', { body })
    })
  }

  const opinions: ['worker' | 'console', string][] = [
    ['worker', '字再大一点，太阳底下看不清。'],
    ['console', '批量派单很好用，能不能记住上次选的单位。'],
    ['worker', '查询码要是能复制就好了。'],
    ['worker', '没有信号也能提交，这个好。'],
    ['console', '导出的台账希望能带上回访原话。'],
  ]
  for (const [i, [app, text]] of opinions.entries()) {
    const at = new Date(now.getTime() - (i * 17 + 2) * day)
    add(areas[i]!, at, async function* () {
      await caller.do(null, 'POST /api/feedback', { body: { id: uuidv7(at.getTime()), app, text } })
    })
  }
  return strands
}
