/** The Chinese words for a promise's codes. Plain data, so a screen can import it. */
export const commitmentStates = {
  open: '兑现中',
  kept: '已兑现',
  broken: '未兑现',
  withdrawn: '已撤回',
} as const
export type CommitmentState = keyof typeof commitmentStates

export const commitmentSources = { officer: '工会登记', intake: '报刊录入', hearing: '座谈会' } as const
