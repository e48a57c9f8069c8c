/** The lists that can be kept a view of, as the console's addresses name them. */
export const screens = ['concerns', 'commitments', 'activities', 'people', 'audit'] as const
export type ViewScreen = (typeof screens)[number]
