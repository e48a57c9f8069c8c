/** Kinds of activity; one activity may be of several (座谈会 + 慰问). */
export const activityKinds = {
  symposium: '座谈会',
  visit: '慰问',
  performance: '文艺演出',
  volunteering: '志愿服务',
  health: '健康服务',
  talk: '宣讲',
  contest: '劳动竞赛',
  training: '培训',
  inspection: '执法检查',
  other: '其他',
} as const
export type ActivityKind = keyof typeof activityKinds
export const activityItemKinds = { programme: '节目与内容', gift: '慰问品', figure: '数字' } as const
/** What an organisation did at an activity. */
export const activityParts = { host: '主办', 'co-host': '协办', participant: '参加' } as const
