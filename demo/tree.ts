import type { Seedling } from '../src/org/grow.ts'

/** Beijing's districts by GB/T 2260, and local codes for the two areas that have none. Public bodies only. */
const districts: [number, string][] = [
  [110101, '东城区'],
  [110102, '西城区'],
  [110105, '朝阳区'],
  [110106, '丰台区'],
  [110107, '石景山区'],
  [110108, '海淀区'],
  [110109, '门头沟区'],
  [110111, '房山区'],
  [110112, '通州区'],
  [110113, '顺义区'],
  [110114, '昌平区'],
  [110115, '大兴区'],
  [110116, '怀柔区'],
  [110117, '平谷区'],
  [110118, '密云区'],
  [110119, '延庆区'],
]

/** The tree of the demonstration: federations are public bodies, every firm is invented. */
export const tree: Seedling[] = [
  {
    key: 'city',
    parent: null,
    name: '北京市总工会',
    shortName: '市总工会',
    kind: 'federation',
    area: { code: 110100, name: '北京市' },
  },
  {
    key: 'congress',
    parent: 'city',
    name: '北京市人大社会建设委员会',
    shortName: '市人大社会委',
    kind: 'congress',
  },
  ...districts.map(([code, name]): Seedling => ({
    key: `d${code}`,
    parent: 'city',
    name: `${name}总工会`,
    shortName: `${name}总工会`,
    kind: 'federation',
    area: { code, name },
  })),
  {
    key: 'etown',
    parent: 'city',
    name: '北京经济技术开发区总工会',
    shortName: '经开区总工会',
    kind: 'federation',
    area: { code: 110198, name: '经开区' },
  },
  {
    key: 'cbd',
    parent: 'd110105',
    name: '北京CBD总工会',
    shortName: 'CBD总工会',
    kind: 'federation',
    area: { code: 110199, name: 'CBD' },
  },
  { key: 'cbd-office', parent: 'cbd', name: '商务中心区管委会', shortName: 'CBD管委会', kind: 'government' },
  { key: 'henglian', parent: 'cbd', name: '恒联物业服务有限公司', shortName: '恒联物业', kind: 'property' },
  { key: 'anhe', parent: 'cbd', name: '安和物业管理有限公司', shortName: '安和物业', kind: 'property' },
  { key: 'feixun', parent: 'cbd', name: '飞巡即时配送有限公司', shortName: '飞巡配送', kind: 'platform' },
  { key: 'jiacheng', parent: 'cbd', name: '嘉程餐饮管理有限公司', shortName: '嘉程餐饮', kind: 'employer' },
  {
    key: 'chaowai',
    parent: 'd110105',
    name: '朝外街道总工会',
    shortName: '朝外街道工会',
    kind: 'federation',
  },
  {
    key: 'chaowai-office',
    parent: 'd110105',
    name: '朝外街道办事处',
    shortName: '朝外街道办',
    kind: 'government',
  },
  {
    key: 'traffic',
    parent: 'd110105',
    name: '朝阳区城市管理委员会',
    shortName: '区城管委',
    kind: 'government',
  },
  {
    key: 'xinglan',
    parent: 'chaowai',
    name: '星澜科技有限公司工会',
    shortName: '星澜科技工会',
    kind: 'grassroots',
  },
  {
    key: 'daxing-yard',
    parent: 'd110115',
    name: '大兴区生物医药基地工会联合会',
    shortName: '医药基地工会',
    kind: 'grassroots',
  },
]

/** The demonstration's people, all invented. Passwords are for trying the program on one's own machine only. */
export const accounts: {
  login: string
  name: string
  org: string
  role: 'officer' | 'leader' | 'handler' | 'observer' | 'admin' | 'auditor'
}[] = [
  { login: 'zhaoyiming', name: '赵一鸣', org: 'cbd', role: 'officer' },
  { login: 'sunqian', name: '孙倩', org: 'cbd', role: 'leader' },
  { login: 'zhouhang', name: '周航', org: 'd110105', role: 'officer' },
  { login: 'wulan', name: '吴岚', org: 'd110105', role: 'leader' },
  { login: 'chenpeng', name: '陈鹏', org: 'henglian', role: 'handler' },
  { login: 'heli', name: '何力', org: 'feixun', role: 'handler' },
  { login: 'luojing', name: '罗静', org: 'cbd-office', role: 'handler' },
  { login: 'maodan', name: '毛丹', org: 'chaowai', role: 'officer' },
  { login: 'gaoyuan', name: '高远', org: 'city', role: 'observer' },
  { login: 'dingrui', name: '丁睿', org: 'city', role: 'admin' },
  { login: 'qinyue', name: '秦悦', org: 'city', role: 'auditor' },
]
export const password = 'laodong-guangrong-1925'
