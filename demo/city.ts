import type { Seedling } from '../src/org/grow.ts'
import { tree } from './tree.ts'
import type { Lead } from './matters.ts'

/**
 * What the demonstration needs beside the tree a test plants: in every area someone to hand a concern to, and
 * somebody at each of them. Street offices and federations are public bodies; every firm is invented.
 */
const streets: Record<number, [string, string]> = {
  110101: ['建国门', '东直门'],
  110102: ['金融街', '广安门内'],
  110105: ['呼家楼', '望京'],
  110106: ['丰台', '卢沟桥'],
  110107: ['鲁谷', '古城'],
  110108: ['中关村', '上地'],
  110109: ['大峪', '城子'],
  110111: ['良乡', '拱辰'],
  110112: ['北苑', '玉桥'],
  110113: ['石园', '空港'],
  110114: ['回龙观', '城北'],
  110115: ['兴丰', '清源'],
  110116: ['泉河', '龙山'],
  110117: ['滨河', '兴谷'],
  110118: ['鼓楼', '果园'],
  110119: ['百泉', '香水园'],
  110198: ['荣华', '博兴'],
}
const firms = [
  '砚泽',
  '槐序',
  '朗桥',
  '穗和',
  '青屿',
  '柏川',
  '云柯',
  '松陵',
  '禾光',
  '岚庭',
  '望舒',
  '泊安',
  '芦溪',
  '棠里',
  '霁川',
  '石堤',
  '景衡',
]

export type Area = {
  code: number
  name: string
  /** Key of the root union, and the logins acting for it. */
  root: string
  officer: string
  leader: string
  /** Who takes which kind of matter: keys of orgs. */
  leads: Record<Lead, readonly string[]>
  /** How much of all that is raised. */
  weight: number
}

export const platforms: Seedling[] = [
  { key: 'sunjie', parent: 'city', name: '隼捷同城速递有限公司', shortName: '隼捷速递', kind: 'platform' },
  { key: 'lucheng', parent: 'city', name: '麓程出行科技有限公司', shortName: '麓程出行', kind: 'platform' },
]

const weights: Record<number, number> = {
  110105: 15,
  110108: 12,
  110106: 8,
  110112: 7,
  110115: 7,
  110114: 7,
  110198: 6,
  110101: 6,
  110102: 6,
  110113: 5,
}

const rooted = tree.flatMap((one) => (one.area && one.key !== 'city' ? [{ ...one.area, key: one.key }] : []))
const districts = rooted.filter((one) => one.key !== 'cbd')

/** Orgs of the districts, in an order in which parents come first. */
export const cityOrgs: Seedling[] = [
  ...platforms,
  { key: 'zhuyuan', parent: 'cbd', name: '筑源建设工程有限公司', shortName: '筑源建设', kind: 'employer' },
  {
    key: 'cbd-house',
    parent: 'cbd',
    name: 'CBD楼宇工会联合会',
    shortName: '楼宇工会联合会',
    kind: 'grassroots',
  },
  ...districts.flatMap(({ code, key }, i): Seedling[] => {
    const [first, second] = streets[code]!
    const firm = firms[i]!
    return [
      {
        key: `${key}-office`,
        parent: key,
        name: `${first}街道办事处`,
        shortName: `${first}街道办`,
        kind: 'government',
      },
      {
        key: `${key}-union`,
        parent: key,
        name: `${second}街道总工会`,
        shortName: `${second}街道工会`,
        kind: 'federation',
      },
      {
        key: `${key}-property`,
        parent: key,
        name: `${firm}物业服务有限公司`,
        shortName: `${firm}物业`,
        kind: 'property',
      },
      {
        key: `${key}-kitchen`,
        parent: key,
        name: `${firm}餐饮管理有限公司`,
        shortName: `${firm}餐饮`,
        kind: 'employer',
      },
      {
        key: `${key}-builder`,
        parent: key,
        name: `${firm}建设工程有限公司`,
        shortName: `${firm}建设`,
        kind: 'employer',
      },
    ]
  }),
]

/** The areas concerns are raised in. */
export const areas: Area[] = rooted.map(({ code, name, key }) => {
  if (key === 'cbd')
    return {
      code,
      name,
      root: key,
      officer: 'zhaoyiming',
      leader: 'sunqian',
      weight: 22,
      leads: {
        property: ['henglian', 'henglian', 'anhe'],
        office: ['cbd-office'],
        platform: ['feixun', 'feixun', 'sunjie'],
        kitchen: ['jiacheng'],
        builder: ['zhuyuan'],
        union: ['cbd-house'],
      },
    }
  const own = key === 'd110105'
  return {
    code,
    name,
    root: key,
    officer: own ? 'zhouhang' : `${key}-a`,
    leader: own ? 'wulan' : `${key}-b`,
    weight: weights[code] ?? 3,
    leads: {
      property: [`${key}-property`],
      office: own ? ['chaowai-office', 'traffic', `${key}-office`] : [`${key}-office`],
      platform: ['feixun', 'sunjie', 'lucheng'],
      kitchen: [`${key}-kitchen`],
      builder: [`${key}-builder`],
      union: own ? ['chaowai', `${key}-union`] : [`${key}-union`],
    },
  }
})

export type Post = { login: string; org: string; role: 'officer' | 'leader' | 'handler' }

/** Accounts nobody is told about: they only did the year's work. No password opens them. */
export const cityPosts: Post[] = [
  ...areas.flatMap((area): Post[] =>
    area.officer.includes('-')
      ? [
          { login: area.officer, org: area.root, role: 'officer' },
          { login: area.leader, org: area.root, role: 'leader' },
        ]
      : [],
  ),
  ...[...cityOrgs, ...tree]
    .filter(
      (one) =>
        ['government', 'property', 'platform', 'employer'].includes(one.kind) ||
        one.key.endsWith('-union') ||
        one.key === 'cbd-house',
    )
    .filter((one) => !['henglian', 'feixun', 'cbd-office'].includes(one.key))
    .map((one): Post => ({
      login: `${one.key}-h`,
      org: one.key,
      role: one.kind === 'federation' || one.kind === 'grassroots' ? 'officer' : 'handler',
    })),
]
/** Who acts for an org a matter is handed to. */
export const handlerOf = (key: string): string =>
  ({ henglian: 'chenpeng', feixun: 'heli', 'cbd-office': 'luojing', chaowai: 'maodan' })[key] ?? `${key}-h`
