import { distinct, itemOf } from './passage.ts'
import type { Passage, Range } from './passage.ts'
import { listFrom } from './phrases.ts'
import type { Item } from './types.ts'

const GIVE =
  /(?:发(?=了)|发放|送上|送去|送来|送到|送出|赠送|赠予|捐赠|捐献|颁发|派发|分发|配发|递上|奉上|带来|带去|领取|领到|收到|准备|购买|采购|配备|配置|下拨|拨付|投入|提供|开展)(?:了|的|到)?|(?<=为[一-龥]{2,30})送/g

/** Things given: the head noun of a gift. */
const THING =
  /(?:慰问(?:品|金|款|物资|礼包|信|袋)|大?礼包|礼品|礼物|礼盒|纪念[品册章牌]|生日蛋糕|清凉(?:物资|用品|饮品|包|礼包|大礼包)|防暑(?:降温)?(?:物资|用品|药品|包)|降温(?:物资|用品)|防寒(?:物资|用品)|保暖(?:物资|用品)|暖心(?:物资|礼包|包)|爱心(?:物资|礼包|包|餐|午餐)|健康包|急救包|安全包|福利(?:包|品)|消暑(?:饮品|物资)|绿豆汤|酸梅汤|凉茶|矿泉水|饮用水|纯净水|饮料|牛奶|酸奶|西瓜|水果|梨果|鲜果|果品|月饼|粽子|汤圆|元宵|饺子|腊八粥|年货|春联|福字|米面油|大米|食用油|面粉|鸡蛋|面条|毛巾|手套|围巾|帽子|棉衣|羽绒服|防晒衣|冰袖|冰巾|遮阳帽|草帽|T恤|冲锋衣|雨靴|雨鞋|手电筒?|体温计|电解质水|功能饮料|冰棍|雪糕|冷饮|湿巾|创可贴|暖手宝|热水袋|护腕|护腰|保险|雨衣|雨披|头盔|水杯|保温杯|保温壶|雨伞|遮阳伞|小扇子|扇子|风扇|空调|花露水|风油精|藿香正气水|仁丹|人丹|清凉油|药品|药箱|口罩|消毒液|洗发水|牙膏|洗衣液|香皂|肥皂|洗漱用品|生活用品|日用品|文具|书包|图书|书籍|台灯|被褥|棉被|鲜花|花束|奖学金|助学金|助学款|救助金|帮扶金|补助金|补助资金|补贴|红包|礼袋|[平温暖爱][安暖心]包|援助金|援助物资|善款|爱心款|对联|八宝粥|腊肉|香肠|羊肉|牛肉|消费券|电影票|体检卡|体检套餐|充电宝|护膝|反光背心|反光衣|工具包|收音机|血压计|按摩仪|轮椅|绿植|毛衣|贺卡|蛋糕|热饮|姜茶|姜汤|奶茶|面包|盒饭|试剂|暖宝宝|茶包|清凉包|酸梅晶|绿豆|冰糖|点心|糕点|坚果|零食|苹果|橙子|快餐面|方便面|汉堡|早餐|姜糖水|护手霜|防晒霜|防晒衣|冰袖|袖套|围脖|护膝|书柜|运动手环|健身器材|用品|物资)/
const THING_LAST = new RegExp(`${THING.source}$`)
const CLASS_OF_THINGS =
  /^等(?:[\u4e00-\u9fff]{0,8}?)(?:的)?(?:小)?(?:慰问品|慰问物资|物资|用品|礼品|礼物|礼包|防暑降温|消暑|生活|爱心|节日|清凉|防寒|福利|小礼|花式美食|美食|食品|饮品|食材|年货|奖品|暖心)/
const FREE_SERVICE =
  /(?:免费|无偿)(?:的)?((?:专项|健康|全面)?(?:体检|健康检查|早餐|午餐|晚餐|理发|义诊|配镜|维修|洗车|筛查|疫苗接种))/g
/** How many of a thing: 近2000件, 一批. */
const COUNTED =
  /^(?:近|约|共|超|逾|价值)?(?:\d[\d,.]*(?:余|多)?[万千百]?(?:余|多)?|[一二两三四五六七八九十百千]+|一|多|数)(?:余)?(?:份|箱|件|袋|套|瓶|个|盒|本|册|床|台|桶|把|束|名|批|片|枚|副|桶|提|张|支|辆|卷|对|本|斤|公斤|条|双|顶|只)/
const NO_GIFT =
  /问卷|传单|资料|手册|宣传|倡议书|证书|奖状|奖杯|奖牌|聘书|贺信|祝福|温暖|关怀|掌声|问候|关爱|敬意|感谢|清凉(?!物|用|饮|包|礼)|健康(?!包)|岗位|机会|平台|保障|支持|服务|便利|精彩|表演|节目|讲座|培训|课程/
/** A thing named in a plan or a rule (按照规定发放节日慰问品) was given to nobody yet; kept out. */
const NOT_GIVEN = /(?:要|应|须|可|按照.{0,8}规定|计划|将|拟)[^，。]{0,12}$/

/**
 * Gifts and free services handed to workers: the object of a verb of giving with a head noun that is a thing. Praise,
 * greetings, awards and leaflets are none.
 */
export function giftsIn(passage: Passage): Item[] {
  const { text, bodyStart } = passage
  const found: Range[] = []
  for (const m of text.matchAll(GIVE)) {
    if (m.index < bodyStart) continue
    const verb = m[0]
    let from = m.index + verb.length
    if (NOT_GIVEN.test(text.slice(Math.max(bodyStart, m.index - 20), m.index)) && !/已|了$/.test(verb))
      continue
    const list = listFrom(text, from, 26)
    const { members } = list
    let { end } = list
    if (members.length === 0) continue
    // …慰问金，以及米面油、对联等慰问品
    const more = /^[，,]?(?:以及|还有|并送上|和)(?=[^，。；\n]{1,40}等)/.exec(text.slice(end, end + 50))
    if (more) {
      const rest = listFrom(text, end + more[0].length, 26)
      members.push(...rest.members)
      end = rest.end
    }
    // 送到了职工手中: no object follows.
    const classed = CLASS_OF_THINGS.test(text.slice(end, end + 20))
    // A station is equipped with sockets; people are given cups.
    if (
      /^(?:配备|配置)/.test(verb) &&
      !/为[^，。；]{2,18}$/.test(text.slice(Math.max(bodyStart, m.index - 24), m.index))
    )
      continue
    const weak = /^(?:准备|购买|采购|配备|配置|投入|提供|开展|收到|带来|带去)/.test(verb)
    // 5000元慰问金和米面油: two things without 、
    if (members.length === 1) {
      const only = members[0]!
      const and = text.slice(only.from, only.to).search(/[和及]/)
      if (and > 0 && THING.test(text.slice(only.from, only.from + and)) && only.to - only.from - and > 2) {
        members.push({ from: only.from + and + 1, to: only.to })
        only.to = only.from + and
      }
    }
    // 装有绿豆、冰糖的清凉包: the bag is given, not what is named of it.
    const holder = members.findIndex((r) => /的/.test(text.slice(r.from, r.to)))
    if (
      holder > 0 &&
      /^(?:装有|内含|包含|含有|盛有|满载|印有)/.test(text.slice(members[0]!.from, members[0]!.to))
    )
      members.splice(0, holder)
    for (const [n, member] of members.entries()) {
      let { from: f } = member
      let { to } = member
      {
        // 给职工的慰问品, 价值3万元的慰问物资
        const of = n === 0 || /^[^“]*的/.test(text.slice(f, to)) ? text.slice(f, to).lastIndexOf('的') : -1
        if (of >= 0 && to - (f + of + 1) >= 2) f += of + 1
        const counted = COUNTED.exec(text.slice(f, to))
        if (counted) f += counted[0].length
      }
      const words = text.slice(f, to)
      const thing = THING.exec(words)
      if (!thing && !(classed && members.length > 1 && words.length <= 8 && !weakWord(words))) continue
      if (thing) {
        const money = /^(?:共|共计|总计|合计)?\d[\d,.]*(?:余|多)?[万亿]?(?:余|多)?元/.exec(
          words.slice(thing.index + thing[0].length),
        )
        const kind = /^(?:饮品|礼盒|礼包|套装|大礼包|套餐)/.exec(words.slice(thing.index + thing[0].length))
        to = f + thing.index + thing[0].length + (money?.[0].length ?? kind?.[0].length ?? 0)
        // A tail behind the thing that is not a number belongs to a longer word: 礼包领取点.
        if (
          !money &&
          !kind &&
          words.length > thing.index + thing[0].length &&
          /^(?:[点站处仪]|发放|领取|保障|支持|标准|管理|工作|活动|赠送)/.test(
            words.slice(thing.index + thing[0].length),
          )
        )
          continue
      }
      if (text.startsWith('免费', f) && thing) f += 2
      // “暖心健康包”: marks stay in pairs.
      if (/“[^”]*$/.test(text.slice(f, to)) && text[to] === '”') to++
      const gift = text.slice(f, to)
      if ((gift.length < 2 && !(classed && /[米面油水茶糖药]/.test(gift))) || gift.length > 18) continue
      if (!thing && NO_GIFT.test(gift)) continue
      if (thing && NO_GIFT.test(gift.replace(THING, ''))) continue
      if (/^(?:用品|物资|补贴)$/.test(gift)) continue
      if (weak && !thing && !classed) continue
      if (/^(?:开展|投入)/.test(verb) && !/资金|补贴|体检/.test(gift)) continue
      from = f
      found.push({ from: f, to })
    }
  }
  // 将月饼礼盒逐一送到骑手手中
  for (const m of text.matchAll(
    /[将把]([^，。；：！？\n、“”]{2,24}?)(?:逐一|及时|亲手|一一|分别|陆续|都|一同|一起)?(?:送到|送至|送进|送给|交到|交给|递到|发放到|发到|分发给|发放给)/g,
  )) {
    if (m.index < bodyStart) continue
    let to = m.index + 1 + m[1]!.length
    for (const part of m[1]!.split(/和|及/).reverse()) {
      const words = part
        .slice(part.lastIndexOf('的') + 1)
        .replace(COUNTED, '')
        .replace(/^[\d.,万]+元/, '')
      if (THING_LAST.test(words) && !NO_GIFT.test(words.replace(THING, '')))
        found.push({ from: to - words.length, to })
      to -= part.length + 1
    }
  }
  const services = new Set<string>()
  for (const m of text.matchAll(FREE_SERVICE)) {
    if (m.index < bodyStart) continue
    // 免费健康体检 and 免费体检 are one.
    const service = m[1]!.slice(-2)
    if (services.has(service)) continue
    services.add(service)
    if (m.index >= bodyStart) found.push({ from: m.index, to: m.index + m[0].length })
  }
  for (const m of text.matchAll(
    /(?:慰问金|慰问品|慰问款|救助金|帮扶金|助学金|慰问物资|补助资金)(?:共计?|总计|合计)?\d[\d,.]*(?:余|多)?[万亿]?(?:余|多)?元/g,
  )) {
    if (m.index >= bodyStart) found.push({ from: m.index, to: m.index + m[0].length })
  }
  for (const m of text.matchAll(
    /(?:开展|送上|送去|提供|安排)(?:了)?((?:免费|公益)?健康体检(?:服务)?)(?!活动|中心|套餐)/g,
  )) {
    const from = m.index + m[0].indexOf(m[1]!)
    if (m.index >= bodyStart) found.push({ from, to: from + m[1]!.length })
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to)
  let reached = -1
  const outermost = found.filter((r) => {
    if (r.to <= reached) return false
    reached = r.to
    return true
  })
  return distinct(outermost.map((r) => itemOf(passage, r.from, r.to)))
}

function weakWord(words: string): boolean {
  return NO_GIFT.test(words) || !/^[\u4e00-\u9fff]+$/.test(words)
}
