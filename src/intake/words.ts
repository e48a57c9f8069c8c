/** Article types and the Chinese words for them, as the development data names them. */
export const articleTypes = {
  inspection: '执法检查',
  performance: '文艺演出/劳模',
  hearing: '座谈会/慰问',
  health: '健康服务/体检',
  volunteering: '志愿服务',
  skills: '技能竞赛/培训',
  other: '其他',
} as const
