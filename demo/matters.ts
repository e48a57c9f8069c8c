/**
 * What the demonstration's workers say. All invented. A matter is a title as an officer would write it and what the
 * worker says, `{p}` standing for the place; places, moments, details and wishes multiply them.
 */
export type Lead = 'property' | 'office' | 'platform' | 'kitchen' | 'builder' | 'union'
export type Trade = keyof typeof trades
export const trades = {
  rider: '外卖骑手',
  courier: '快递员',
  lorry: '货车司机',
  driver: '网约车司机',
  builder: '建筑工人',
  cleaner: '保洁员',
  nurse: '护士',
  factory: '车间工人',
  clerk: '办公室职员',
} as const
type Kind = 'tower' | 'estate' | 'mall' | 'site' | 'hospital' | 'plant' | 'road'

/** Invented names of places by kind; the district comes before them. */
export const placeNames: Record<Kind, readonly string[]> = {
  tower: ['朗晟大厦', '云阶中心', '恒屿写字楼', '望衡大厦', '嘉砚中心'],
  estate: ['榆荫小区', '青禾里小区', '柳岸小区', '知春苑', '和润家园'],
  mall: ['星湾商场', '乐拾广场', '悦禾商场', '百汇里'],
  site: ['七号地块工地', '地铁换乘站工地', '产业园二期工地', '安置房项目工地'],
  hospital: ['仁禾医院', '康序医院', '城东社区卫生中心'],
  plant: ['精铸车间', '冷链分拣中心', '印务园区', '装配二厂'],
  road: ['南门路口', '公交场站旁', '物流园入口', '地铁口东侧', '批发市场北门'],
}

/** Where exactly: after the place's name; of a road, its own name, before. */
export const placeSpots: Record<Kind, readonly string[]> = {
  tower: ['A座', 'B座', 'C座', '东塔', '西塔', '南楼', '北楼', '一期', '二期', '主楼', '裙楼', '副楼'],
  estate: [
    '一区',
    '二区',
    '三区',
    '东区',
    '西区',
    '南区',
    '北区',
    '1号楼',
    '5号楼',
    '9号楼',
    '12号楼',
    '18号楼',
  ],
  mall: ['东馆', '西馆', '南区', '北区', '一层', '二层', '三层', '四层', '负一层', 'A区', 'B区', 'C区'],
  site: ['东区', '西区', '南区', '北区', '一标段', '二标段', '三标段', '四标段', '五标段', '六标段'],
  hospital: ['东院', '西院', '南院', '北院', '门诊楼', '住院楼', '急诊楼', '医技楼', '体检楼', '康复楼'],
  plant: ['一线', '二线', '三线', '四线', '东区', '西区', '南区', '北区', '一期', '二期', '三期'],
  road: [
    '榆安路',
    '望平街',
    '柳荫路',
    '和顺街',
    '青屏路',
    '恒远路',
    '新桥街',
    '云栖路',
    '松涧路',
    '临泉街',
    '启明路',
    '长禾街',
  ],
}

export type Matter = {
  title: string
  says: string
  at: Kind
  trades: readonly Trade[]
  lead: readonly Lead[]
}
const m = (at: Kind, who: string, lead: string, title: string, says: string): Matter => ({
  at,
  trades: who.split(' ') as Trade[],
  lead: lead.split(' ') as Lead[],
  title,
  says,
})

/** By class code; the number is how often the class is raised, out of all. */
export const matters: Record<string, { weight: number; list: readonly Matter[] }> = {
  access: {
    weight: 13,
    list: [
      m(
        'tower',
        'rider courier',
        'property',
        '送餐不让进楼',
        '{p}的保安不让我们进楼，只能打电话等客人下来，一等就是十几分钟',
      ),
      m('tower', 'rider courier', 'property', '货梯排队太久', '{p}只准走货梯，货梯就一部，中午排队排到门外'),
      m('estate', 'rider courier', 'property', '小区绕行南门', '{p}只开南门给我们走，从北边过来要多骑一公里'),
      m('estate', 'courier', 'property', '进小区反复登记', '{p}一天送六趟，每趟都要重新扫码登记，保安也嫌烦'),
      m(
        'hospital',
        'rider',
        'property',
        '住院部取餐点太远',
        '{p}的取餐架设在停车场，走到病房楼得一刻钟，病人家属也有意见',
      ),
      m(
        'mall',
        'rider',
        'property kitchen',
        '员工取餐通道封闭',
        '{p}把员工通道锁了，骑手要从顾客扶梯绕上四层取餐',
      ),
    ],
  },
  parking: {
    weight: 10,
    list: [
      m(
        'tower',
        'rider courier',
        'property office',
        '楼下没有停车位',
        '{p}楼下划了禁停，电动车没处放，停五分钟就被贴条',
      ),
      m('road', 'rider', 'office', '换电柜撤走后没有补', '{p}的换电柜月初拆了，最近的一个在三公里外'),
      m(
        'mall',
        'courier rider',
        'property office',
        '装卸点被社会车辆占用',
        '{p}的临时装卸点天天停满私家车，卸货只能停到马路边',
      ),
      m('road', 'lorry', 'office', '货车夜间无处停放', '{p}附近夜里没有货车能停的地方，停路边又怕丢油'),
      m('road', 'driver', 'office', '上下客没有临停点', '{p}接单要求到门口，可全线禁停，停一下就是罚单'),
    ],
  },
  meals: {
    weight: 7,
    list: [
      m(
        'tower',
        'rider cleaner clerk',
        'property kitchen',
        '午间没有便宜的就餐点',
        '{p}周围一份饭三十多块，中午只能啃面包',
      ),
      m('site', 'builder', 'builder', '工地食堂晚饭供应太早', '{p}食堂五点半就收了，我们七点下工只能吃泡面'),
      m('plant', 'factory', 'builder union', '夜班没有热饭', '{p}夜班从十点到六点，食堂不开，微波炉也坏了'),
      m('mall', 'rider', 'kitchen', '骑手餐优惠取消', '{p}几家店原来有骑手餐，上个月都停了，也没说为什么'),
    ],
  },
  rest: {
    weight: 9,
    list: [
      m(
        'road',
        'rider courier driver',
        'office union',
        '驿站下午就关门',
        '{p}的驿站牌子写二十四小时，下午四点去就锁门了',
      ),
      m('tower', 'cleaner', 'property', '保洁员没有休息间', '{p}的保洁只能坐在楼梯间歇脚，夏天闷得透不过气'),
      m('road', 'driver lorry', 'office', '附近没有厕所', '{p}两公里内没有能停车的公厕，跑一天车不敢喝水'),
      m('mall', 'rider', 'property union', '饮水机一直坏着', '{p}休息区的饮水机坏了三周，贴着维修没人来'),
      m('site', 'builder', 'builder', '工棚没有热水', '{p}宿舍的热水器烧一半人就没了，下工晚的洗冷水'),
    ],
  },
  charging: {
    weight: 5,
    list: [
      m('estate', 'rider', 'property', '充电桩一半不能用', '{p}的充电桩十个坏了六个，晚上排队充到一点'),
      m('tower', 'rider', 'property', '没有给手机充电的地方', '{p}等餐区连个插座都没有，手机没电就接不了单'),
      m('road', 'driver', 'office', '充电站夜间涨价没有公示', '{p}充电站夜里服务费翻倍，屏幕上还是老价钱'),
    ],
  },
  algorithm: {
    weight: 9,
    list: [
      m(
        'road',
        'rider',
        'platform',
        '封路仍按原时长判超时',
        '{p}修路要绕两公里，系统还是给二十分钟，连着三单超时',
      ),
      m(
        'tower',
        'rider',
        'platform',
        '等电梯算进配送时间',
        '{p}高峰等电梯十分钟，全算在我的时间里，一单罚八块',
      ),
      m(
        'road',
        'driver',
        'platform',
        '拒单被停派没有说明',
        '{p}那单导航在逆行路段，我拒了，第二天一天没派单',
      ),
      m('estate', 'rider', 'platform', '差评申诉没有人工', '{p}客人填错楼号给差评，申诉三次都是机器自动驳回'),
      m(
        'road',
        'courier',
        'platform',
        '派件量一个月加了两次',
        '{p}这片一个人一天两百件加到两百八，罚款标准没变',
      ),
    ],
  },
  orders: {
    weight: 6,
    list: [
      m(
        'mall',
        'rider',
        'kitchen platform',
        '商家出餐慢由骑手担责',
        '{p}那家店午高峰出餐要四十分钟，超时却记在我头上',
      ),
      m(
        'mall',
        'rider',
        'kitchen platform',
        '汤品漏洒判骑手赔',
        '{p}打包的汤没封膜，到了洒一半，平台判我全赔',
      ),
      m('tower', 'rider', 'platform', '取消订单餐费自付', '{p}的客人送到了才取消，餐费从我这扣了'),
    ],
  },
  pay: {
    weight: 8,
    list: [
      m('site', 'builder', 'builder', '劳务队拖欠两个月工资', '{p}二十多人两个月没发工资，包工头说等进度款'),
      m('plant', 'factory', 'builder union', '加班费按底薪算', '{p}周六都上班，加班费只按最低工资算'),
      m('road', 'courier', 'platform', '扣款没有明细', '{p}网点这个月扣了六百多，问为什么只说系统扣的'),
      m('tower', 'cleaner', 'property', '换公司后工资少发', '{p}换了保洁公司，上个月少了八天的工资没人认'),
      m('hospital', 'nurse', 'union', '夜班补贴半年没有发', '{p}夜班补贴从年初就没发，说是在走流程'),
    ],
  },
  contract: {
    weight: 5,
    list: [
      m(
        'plant',
        'factory',
        'builder union',
        '试用期一再延长',
        '{p}说好试用三个月，现在第五个月了还不签正式合同',
      ),
      m(
        'road',
        'courier',
        'platform',
        '被要求注册个体户',
        '{p}网点让我们注册成个体户再签合作协议，不签就不派件',
      ),
      m('tower', 'clerk', 'union', '离职证明拖着不开', '{p}公司离职一个月了，证明还不给开，新单位等着要'),
    ],
  },
  injury: {
    weight: 5,
    list: [
      m('road', 'rider', 'platform', '送餐摔伤没有人管', '{p}下雨路滑摔了，手腕骨裂，站长说先自己垫钱'),
      m('site', 'builder', 'builder', '工伤认定材料拖着不给', '{p}脚被砸伤快一个月，单位不给开受伤证明'),
      m(
        'plant',
        'factory',
        'builder',
        '手指压伤后被调岗降薪',
        '{p}手指压伤休了两周，回来就给调去看门，少一千多',
      ),
    ],
  },
  'social-insurance': {
    weight: 4,
    list: [
      m('tower', 'clerk', 'union', '社保按最低基数交', '{p}公司给全员都按最低基数交，工资条上看不出来'),
      m('estate', 'cleaner', 'property', '没有上保险', '{p}干了两年保洁，去查才知道一天社保都没交'),
      m(
        'road',
        'driver',
        'platform union',
        '灵活就业参保不会办',
        '{p}跑车的老乡都想自己交社保，不知道去哪办、要什么材料',
      ),
    ],
  },
  safety: {
    weight: 4,
    list: [
      m('site', 'builder', 'builder', '高处作业缺安全带', '{p}外架上四个人两条安全带，班长说先凑合'),
      m('plant', 'factory', 'builder', '冲压机防护罩被拆', '{p}三号机的防护罩拆了一周，说装着影响速度'),
      m(
        'road',
        'rider courier',
        'office',
        '路面坑洞夜里看不见',
        '{p}路中间一个大坑，夜里没灯，这周已经摔了两个人',
      ),
    ],
  },
  weather: {
    weight: 3,
    list: [
      m('road', 'rider', 'platform', '暴雨天不让下线', '{p}积水到膝盖了，系统还在派单，下线就扣全勤'),
      m('site', 'builder', 'builder', '大风天还要上脚手架', '{p}刮六级风还让上脚手架绑钢筋，说工期紧不能停'),
      m('tower', 'cleaner', 'property', '冬天在室外擦玻璃没有防护', '{p}零下还让在外面擦玻璃，手套自己买'),
    ],
  },
  health: {
    weight: 3,
    list: [
      m(
        'road',
        'rider driver',
        'union',
        '腰腿疼想参加体检',
        '{p}跑单三年没做过体检，腰一直疼，工会有没有安排',
      ),
      m('hospital', 'nurse', 'union', '连续夜班睡不着', '{p}连着上夜班两个月，晚上睡不着，想找人聊聊'),
    ],
  },
  housing: {
    weight: 3,
    list: [
      m(
        'estate',
        'courier',
        'office',
        '合租房要清退没有去处',
        '{p}的合租房说要清退，十几个同事月底就没地方住',
      ),
      m('site', 'builder', 'builder', '宿舍十二人一间', '{p}宿舍一间十二个人，只有一个插座，没有窗户'),
    ],
  },
  children: {
    weight: 3,
    list: [
      m(
        'estate',
        'rider',
        'union office',
        '周末孩子没有人看',
        '{p}夫妻俩都跑单，周末孩子一个人在家，附近有没有托管',
      ),
      m('plant', 'factory', 'union', '孩子入学材料不清楚', '{p}孩子该上小学了，不知道外地户口要准备哪些材料'),
    ],
  },
  skills: {
    weight: 3,
    list: [
      m('plant', 'factory', 'union', '想考高级工没有地方报名', '{p}干了八年钳工，想考高级工，厂里说不管这个'),
      m(
        'road',
        'driver lorry',
        'union',
        '想学新能源车维修',
        '{p}好几个师傅想学新能源车维修，工会有没有便宜的班',
      ),
    ],
  },
  joining: {
    weight: 4,
    list: [
      m(
        'road',
        'rider courier',
        'union',
        '不知道怎么入会',
        '{p}我们站点三十多人想入会，不知道找谁，要不要交钱',
      ),
      m('tower', 'clerk', 'union', '公司一直没有建工会', '{p}公司二百多人，问过人事，说暂时不考虑建会'),
    ],
  },
  dignity: {
    weight: 4,
    list: [
      m('tower', 'rider', 'property', '保安言语粗暴', '{p}的保安当着客人骂我，还推了我的车'),
      m('mall', 'cleaner', 'property', '不许保洁员坐客用座椅', '{p}规定保洁不能在客人区坐，累了只能蹲着'),
      m('hospital', 'nurse', 'union', '被家属辱骂后没有人过问', '{p}夜里被家属骂了半个小时，科里让我忍一忍'),
    ],
  },
  other: {
    weight: 3,
    list: [
      m('road', 'lorry', 'office', '限行时间看不明白', '{p}新换的限行牌子有三块，时间还不一样，到底几点能进'),
      m('estate', 'courier', 'property', '快递柜经常满', '{p}的快递柜天天满，客人又不让放门口'),
    ],
  },
}

export const moments = [
  '上周起',
  '最近半个月',
  '这两天',
  '昨天中午',
  '今天早上',
  '从月初开始',
  '连着三天',
  '每天晚高峰',

  '一直以来',
]
export const details = [
  '',
  '和我一起的还有五六个人都碰到了。',
  '找过一次负责人，说知道了，之后没有下文。',
  '我拍了照片，需要可以发。',
  '不是一天两天了，大家都在说。',
  '我一个人说没有用，想请工会帮着问问。',
  '家里等着用钱，实在耗不起。',
  '新来的同事第一天就碰到了。',
  '之前好过一阵，后来又这样了。',
  '我不是要为难谁，就想有个准话。',
]
export const wishes = [
  '希望能给个说法。',
  '能不能协调一下？',
  '想知道该找谁。',
  '盼着早点解决。',
  '哪怕先给个临时办法也行。',
  '麻烦工会帮忙问问。',
  '请不要说是我反映的。',
  '什么时候能有结果？',
]

export const declines = [
  { reason: '属于邻里之间的合同争议，工会没有处理的权限。', channel: '街道人民调解委员会' },
  { reason: '需由公安机关依法处理。', channel: '属地派出所或 110' },
  { reason: '属于消费纠纷。', channel: '12315 消费者投诉热线' },
  { reason: '事项在法院审理中，不宜重复处理。', channel: '受理法院；可同时申请工会法律援助' },
]
export const sendBacks = [
  '这处场地由另一家单位管理，我方没有权限，请改派。',
  '经查不是我单位的用工，合同主体是劳务公司。',
  '地点在相邻街道的界内，建议转给属地。',
  '我方只负责配送，出餐时间请找商家。',
]
export const contacts = [
  '已电话联系，问清了时间和地点，约好两天内去看。',
  '到现场见了面，情况和反映的一致。',
  '通过站点联系上本人，补充了照片。',
  '电话里说明了办理的步骤和大概时间。',
]
export const progresses = [
  '已和现场负责人商量，先试行一周。',
  '费用需要报批，已提交申请。',
  '约了三方明天上午到现场一起看。',
  '施工队已进场，预计三天完成。',
  '核对了记录，正在重新计算。',
]
export const replies = [
  '已配合核对记录，没有异议。',
  '同意共用场地，钥匙已交给物业。',
  '我方可以出两名人员配合现场引导。',
  '相关数据已导出交给主办单位。',
]
export const reasonsToExtend = [
  '材料要等总部答复，需要多几天。',
  '施工遇雨，工期顺延。',
  '涉及两家单位分摊费用，还在协商。',
  '需要走采购流程，最快下周到货。',
]
export const answers: Record<Lead, readonly string[]> = {
  property: [
    '已和值班人员交代清楚，今后凭工牌可以直接通行，并在门口贴了说明。',
    '腾出西侧一块地方作临时使用，划了线，安排了人引导。',
    '坏的设备已修好，换下来的两台也已补齐，今后每周检查一次。',
  ],
  office: [
    '已在路口西侧增设临时点位，标牌本周装好。',
    '协调了附近两处公共场所错时开放，时间贴在门口。',
    '路面已修补，照明同步恢复。',
  ],
  platform: [
    '核对轨迹后确认不属于个人原因，扣款已退回，相关路段的时间已放宽。',
    '申诉改为人工复核，三个工作日内答复；本单已撤销处罚。',
    '已向站点核实并补发，今后每月给出明细。',
  ],
  kitchen: [
    '高峰期增加一名打包人员，出餐超过二十分钟的由店里承担。',
    '恢复优惠餐，每天十一点到两点供应。',
    '包装改为封膜，洒漏由店里负责。',
  ],
  builder: [
    '欠发部分已经核清，分两次发到本人卡上。',
    '已停工整改，补齐了防护用品，班前会每天检查。',
    '宿舍增加了热水和插座，超员的已分开。',
  ],
  union: [
    '已电话讲清办法，并约好到站点现场办理。',
    '安排在本月的服务日，名额已经留好。',
    '和单位行政商量后，答应按规定办理，工会跟着看结果。',
  ],
}
export const explained = [
  '经核对，现行规定确实如此，已把依据和理由当面讲清。',
  '这项由市里统一安排，时间已告知本人。',
]
export const callbackNotes = [
  '接电话的是本人，说前后等了几天，总算办成。',
  '本人说还要再看看。',
  '本人说和答复的不一样，希望再去看一次。',
  '',
]
export const reopenNotes = [
  '本人说第二天又恢复原样。',
  '只解决了一部分，其余没有动。',
  '答复写了，现场没有变化。',
]

const surnames = '赵钱孙李周吴郑王冯陈沈韩杨朱秦许何吕施张孔曹严华魏陶姜戚谢邹章苏潘范彭鲁韦马苗方任袁柳'
const given = '安平和明远思齐嘉宁子轩文博晓东建国秀英玉兰海涛春梅志强立新佳慧永康雪松雨桐春生'
/** An invented name of two or three characters. */
export function personName(pick: (n: number) => number): string {
  const at = () => given[pick(given.length)]!
  return surnames[pick(surnames.length)]! + at() + (pick(3) ? at() : '')
}
