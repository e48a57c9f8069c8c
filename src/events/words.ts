/** What events are about, as the audit log names it. An event's type starts with its noun or with what happened. */
export const nouns = {
  concern: '诉求',
  common_issue: '共性问题',
  commitment: '承诺',
  activity: '活动',
  intake_page: '版面',
  task: '待办',
  org: '组织',
  account: '账号',
  person: '职工',
  feedback: '软件意见',
} as const
