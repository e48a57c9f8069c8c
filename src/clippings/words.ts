/** The Chinese words for a clipping's codes. Plain data, so a screen can import it. */
export const clippingStates = {
  kept: '已留存',
  offered: '待对方确认',
  taken: '对方已登记',
  declined: '对方未采用',
  discarded: '已删去',
} as const
export type ClippingState = keyof typeof clippingStates

/** What a clipping can be background to. */
export const backgroundNouns = { concern: '诉求', activity: '活动', commitment: '承诺' } as const
export type BackgroundNoun = keyof typeof backgroundNouns
