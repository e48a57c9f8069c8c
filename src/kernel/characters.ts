/**
 * Characters no text of ours has: controls other than tab and line breaks, halves of surrogate pairs, and the
 * noncharacters of Unicode (23.7: "should never be interchanged"). U+FFFE and U+FFFF cannot even be written in XML, and
 * one of them makes a whole workbook unreadable.
 */
const unfit = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\p{Surrogate}\\p{Noncharacter_Code_Point}'
const one = new RegExp(`[${unfit}]`, 'u')
const every = new RegExp(`[${unfit}]`, 'gu')

export const hasUnfit = (text: string): boolean => one.test(text)

/** What was stored before such characters were refused, as it can be written anywhere: each becomes U+FFFD. */
export const fitText = (text: string): string => text.replace(every, '\ufffd')
