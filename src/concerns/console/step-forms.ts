import { filled, type AnswerOf } from '../../ui/console/ask.ts'
import { dayWords } from '../../ui/console/dates.tsx'
import type { PickedOrg } from '../../ui/console/org-picker.tsx'
import type { Step } from '../words.ts'

export type Concern = AnswerOf<'GET /api/concerns/{id}'>

/** Everything a step may ask for; kept while the page is open, so that a refused step loses nothing. */
export type Draft = {
  note: string
  title: string
  classCode: string
  urgency: string
  channel: string
  lead: PickedOrg | null
  orgs: PickedOrg[]
  how: string
  until: string
  meetAt: string
  text: string
  claim: string
  outcome: string
  satisfaction: string
  into: string
  apart: string
  photos: string[]
  sharePhotos: boolean
}
/** `step`: whose form it is for. */
export const blank = (concern: Concern, step: Step | null): Draft => ({
  // What is to be passed on has been written already.
  note: (step === 'relay' && concern.toRelay) || '',
  title: concern.title,
  classCode: concern.classCode,
  urgency: concern.urgency,
  channel: '',
  lead: concern.lead,
  orgs: [],
  // Only the union knows how to reach somebody who stays unnamed.
  how: concern.raiser.sealed ? 'through-union' : 'phone',
  until: '',
  meetAt: '',
  text: '',
  // The outcome is for whoever answers to say.
  claim: '',
  outcome: '',
  satisfaction: '',
  into: '',
  // Where there is only one to judge, it is meant.
  apart: concern.similar.length === 1 ? concern.similar[0]!.id : '',
  photos: [],
  sharePhotos: false,
})

export type FieldName = keyof Draft
export type Form = {
  /** What happens, before it does. */
  about?: string
  fields: [FieldName, label: string, optional?: 'optional'][]
  body: (draft: Draft) => object
  danger?: boolean
}
const noted = ({ note }: Draft) => filled({ note })
const ids = (orgs: PickedOrg[]) => orgs.map((one) => one.id)

/** The form of each step a button can stand for; the server decides which buttons there are. */
export const forms: Partial<Record<Step, Form>> = {
  accept: {
    about: '受理后公开标题，并按类别和紧急程度计算派单时限。标题不要写姓名和电话。',
    fields: [
      ['title', '公开的标题'],
      ['classCode', '类别'],
      ['urgency', '紧急程度'],
      ['note', '说明', 'optional'],
    ],
    body: (d) => ({ title: d.title.trim(), classCode: d.classCode, urgency: d.urgency, ...noted(d) }),
  },
  decline: {
    about: '职工会看到理由和该去的地方。',
    fields: [
      ['note', '理由'],
      ['channel', '该找哪里（单位、电话）'],
    ],
    body: (d) => ({ reason: d.note.trim(), channel: d.channel.trim() }),
    danger: true,
  },
  assign: {
    fields: [
      ['lead', '主办单位'],
      ['orgs', '协办单位', 'optional'],
      ['note', '交代', 'optional'],
      ['sharePhotos', '照片'],
    ],
    body: (d) => ({
      leadId: d.lead!.id,
      assistIds: ids(d.orgs),
      ...noted(d),
      ...(d.sharePhotos && { sharePhotos: true }),
    }),
  },
  // Asked nothing, it is done by its button alone.
  'take-up': { fields: [], body: () => ({}) },
  'send-back': {
    about: '退给受理工会重新派单，理由记入办理过程。',
    fields: [['note', '为什么不归本单位，该归谁']],
    body: (d) => ({ reason: d.note.trim() }),
    danger: true,
  },
  contact: {
    fields: [
      ['how', '怎样联系的'],
      ['note', '联系情况'],
    ],
    body: (d) => ({ how: d.how, note: d.note.trim() }),
  },
  progress: {
    fields: [
      ['note', '进展'],
      ['photos', '照片', 'optional'],
    ],
    body: (d) => ({ note: d.note.trim(), photos: d.photos }),
  },
  contribute: {
    about: '回复主办单位和受理工会。',
    fields: [
      ['note', '协办意见'],
      ['photos', '照片', 'optional'],
    ],
    body: (d) => ({ note: d.note.trim(), photos: d.photos }),
  },
  'add-assist': {
    fields: [
      ['orgs', '请谁协办'],
      ['note', '要对方做什么'],
    ],
    body: (d) => ({ orgIds: ids(d.orgs), note: d.note.trim() }),
  },
  rally: {
    about: '召集的单位各收到一件会办待办，须当场或按期回复。',
    fields: [
      ['orgs', '召集哪些单位'],
      ['note', '为什么吹哨，要商定什么'],
      ['meetAt', '什么时候碰头', 'optional'],
    ],
    body: (d) => ({
      orgIds: ids(d.orgs),
      note: d.note.trim(),
      ...(d.meetAt ? { meetAt: new Date(`${d.meetAt}:00+08:00`).toISOString() } : {}),
    }),
  },
  press: {
    about: '经办的单位会看到督办意见，须在这天前回复。',
    fields: [
      ['note', '督办意见'],
      ['until', '哪天前回复'],
    ],
    body: (d) => ({ note: d.note.trim(), replyBy: d.until }),
  },
  report: {
    about: '督办的工会会看到回复。',
    fields: [['note', '回复']],
    body: (d) => ({ note: d.note.trim() }),
  },
  relay: {
    about:
      '职工没有公开身份。写下的话职工凭编号和查询码看得到，可以补充说明来回答；留了电话的，请一并打电话转达。',
    fields: [['note', '转达给职工的话']],
    body: (d) => ({ note: d.note.trim() }),
  },
  'missed-call': {
    about: '登记刚才这一次。回访期限过后仍联系不上，才能不经回访办结。',
    fields: [['note', '说明', 'optional']],
    body: noted,
  },
  escalate: {
    about: '上报上一级工会，上级会收到一件待办。',
    fields: [['note', '为什么上报']],
    body: (d) => ({ note: d.note.trim() }),
  },
  'ask-extension': {
    about: '须受理工会负责人批准，批准前原期限不变。',
    fields: [
      ['until', '延到哪天'],
      ['note', '理由'],
    ],
    body: (d) => ({ until: d.until, reason: d.note.trim() }),
  },
  'grant-extension': { fields: [['note', '批注', 'optional']], body: noted },
  'refuse-extension': {
    fields: [['note', '为什么不批准']],
    body: (d) => ({ note: d.note.trim() }),
    danger: true,
  },
  answer: {
    about: '职工会看到答复，由职工说解决了没有、满意不满意。',
    fields: [
      ['text', '答复'],
      ['claim', '办理结果'],
      ['photos', '照片', 'optional'],
    ],
    body: (d) => ({ text: d.text.trim(), claim: d.claim, photos: d.photos }),
  },
  'call-back': {
    about: '解决和满意是两个问题，都照职工的原话登记。',
    fields: [
      ['outcome', '解决了吗'],
      ['satisfaction', '满意吗'],
      ['note', '职工的原话', 'optional'],
    ],
    body: (d) => ({ outcome: d.outcome, satisfaction: d.satisfaction, ...noted(d) }),
  },
  close: { fields: [['note', '说明', 'optional']], body: noted },
  reopen: { fields: [['note', '为什么重新办理']], body: (d) => ({ note: d.note.trim() }) },
  merge: {
    about: '两件并成一件办，职工会看到并入了哪一件。',
    fields: [
      ['into', '并入哪一件'],
      ['note', '说明', 'optional'],
    ],
    body: (d) => ({ into: d.into, ...noted(d) }),
  },
  'keep-apart': { fields: [['apart', '和哪一件不是同一件事']], body: (d) => ({ other: d.apart }) },
  'request-identity': {
    about: '须另一位负责人同意，打开 24 小时，并告知职工。',
    fields: [['note', '为什么要知道是谁']],
    body: (d) => ({ reason: d.note.trim() }),
  },
}

const laterWords = (later: Concern['extensions'][number]['later']) =>
  later ? `，比现在的期限晚${later.days}个工作日${later.certain ? '' : '（那时的节假日安排尚未公布）'}` : ''

/** The form of a step as things stand: what a decision is about is said in it. */
export function formOf(step: Step, concern: Concern): Form {
  const form = forms[step]!
  // Where handlers see the photos anyway, or there are none, there is nothing to decide.
  if (step === 'assign' && !concern.files.some((file) => !file.shared))
    return { ...form, fields: form.fields.filter(([name]) => name !== 'sharePhotos') }
  const asked = concern.extensions.find((one) => one.state === 'asked')
  if ((step === 'grant-extension' || step === 'refuse-extension') && asked)
    return {
      ...form,
      about: `${asked.askedBy}申请延到${dayWords(asked.until)}${laterWords(asked.later)}：${asked.reason}`,
    }
  if (step === 'close' && concern.status === 'answered')
    return {
      ...form,
      ...(concern.can.includes('call-back')
        ? {
            about: '职工联系不上。办结后本人还可以补答，补答前不计入解决率和满意率。',
            fields: [['note', '为什么联系不上职工']],
          }
        : {
            about:
              '没有可以回访的职工。核实后办结，不计入解决率和满意率；找到反映的职工，先在“谁反映的”补登，再回访。',
            fields: [['note', '怎样核实的']],
          }),
    }
  return form
}
