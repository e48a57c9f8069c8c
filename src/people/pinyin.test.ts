import { expect, test } from 'vitest'
import { personSearchKeys } from './pinyin.ts'

test.each([
  ['单明', 'shanming', 'sm'],
  ['曾小芳', 'zengxiaofang', 'zxf'],
  ['解建国', 'xiejianguo', 'xjg'],
  ['仇英', 'qiuying', 'qy'],
  ['区志强', 'ouzhiqiang', 'ozq'],
  ['查小明', 'zhaxiaoming', 'zxm'],
  ['任重', 'renzhong', 'rz'],
  ['翟文', 'zhaiwen', 'zw'],
  ['欧阳明', 'ouyangming', 'oym'],
  ['尉迟明', 'yuchiming', 'ycm'],
  ['长孙明', 'zhangsunming', 'zsm'],
  // Only the beginning is a surname.
  ['朱单', 'zhudan', 'zd'],
  ['吕绿', 'lvlv', 'll'],
  ['买买提·吐尔逊', 'maimaitituerxun', 'mmttex'],
  ['Anna 李', 'annali', 'annal'],
  ['', '', ''],
])('%s is found by %s and %s', (name, pinyin, initials) => {
  expect(personSearchKeys(name)).toEqual({ pinyin, initials })
})
