import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchKeys } from './pinyin.ts'

test.each([
  ['重庆市总工会', 'chongqingshizonggonghui', 'cqszgh'],
  ['重型机械厂', 'zhongxingjixiechang', 'zxjxc'],
  ['中国工商银行北京分行', 'zhongguogongshangyinhangbeijingfenxing', 'zggsyhbjfx'],
  ['行业工会联合会', 'hangyegonghuilianhehui', 'hyghlhh'],
  ['行政执法局', 'xingzhengzhifaju', 'xzzfj'],
  ['长城物业', 'changchengwuye', 'ccwy'],
  ['朝阳区建外街道总工会', 'chaoyangqujianwaijiedaozonggonghui', 'cyqjwjdzgh'],
  ['首都机场', 'shoudujichang', 'sdjc'],
  ['会计师事务所', 'kuaijishishiwusuo', 'kjssws'],
  ['音乐家协会', 'yinyuejiaxiehui', 'yyjxh'],
  ['女职工委员会', 'nvzhigongweiyuanhui', 'nzgwyh'],
  ['绿地集团', 'lvdijituan', 'ldjt'],
  ['厦门航空', 'xiamenhangkong', 'xmhk'],
  ['大栅栏街道', 'dashilanjiedao', 'dsljd'],
  ['十里堡站', 'shilipuzhan', 'slpz'],
])('%s is found by %s and %s', (name, pinyin, initials) => {
  expect(searchKeys(name)).toEqual({ pinyin, initials })
})

test('letters and digits stay, in lower case and of ordinary width; separators go', () => {
  expect(searchKeys('ＣＢＤ 商务区（3号楼）')).toEqual({
    pinyin: 'cbdshangwuqu3haolou',
    initials: 'cbdswq3hl',
  })
})

test('of any text only a–z and 0–9 remain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const { pinyin, initials } = searchKeys(name)
      expect(pinyin).toMatch(/^[a-z0-9]*$/)
      expect(initials).toMatch(/^[a-z0-9]*$/)
      expect(initials.length).toBeLessThanOrEqual(pinyin.length)
    }),
  )
})

test('spaces and punctuation inside a name change nothing', () => {
  const part = fc.constantFrom('朝阳区', '总工会', '恒联物业', '快递', 'CBD', '3号楼')
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(' ', '·', '（', '-'),
      (parts, between) => {
        const separate = parts.map(searchKeys)
        expect(searchKeys(parts.join(between))).toEqual({
          pinyin: separate.map((keys) => keys.pinyin).join(''),
          initials: separate.map((keys) => keys.initials).join(''),
        })
      },
    ),
  )
})
