/** New forms of employment a person may be registered under; others are typed in. */
export const newForms = ['外卖骑手', '快递员', '货车司机', '网约车司机'] as const
