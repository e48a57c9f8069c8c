import type { Line } from './lines.ts'
import type { Headline, HeadlineRole } from './types.ts'

const BODY_NAMED = /委员会|总工会|工会|检查组|大学|学院|公司|集团|[省市区县]|全国/

/**
 * Roles by position and size: a kicker names who and where and is the longer, a sub-headline follows a dash or outgrows
 * the main headline above it.
 */
export function headlinesOf(titles: Line[]): Headline[] {
  const roles: HeadlineRole[] = titles.map(() => 'main')
  if (titles.length === 2) {
    const [first, second] = [titles[0]!.text, titles[1]!.text]
    // 弘扬雷锋精神 服务职工群众 over who did what.
    const slogan = /^[^，。\s　]{4,14}[\s　]+[^，。\s　]{4,14}$/.test(first) && BODY_NAMED.test(second)
    const sub =
      /^(?:——|—|-)/.test(second) || (!slogan && second.length > first.length * 1.2 && !BODY_NAMED.test(first))
    roles[sub ? 1 : 0] = sub ? 'sub' : 'kicker'
  } else if (titles.length > 2) {
    roles.fill('sub')
    roles[0] = 'kicker'
    roles[1] = 'main'
  }
  return titles.map((t, n) => ({ text: t.text, role: roles[n]!, span: [t.start, t.end] }))
}
