/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

export type ConcernClassTable = {
  code: string
  name: string
  short_name: string
  icon: string
  urgency: string
  sort: number
  active: Generated<boolean>
}

export type ConcernLimitTable = {
  id: Generated<number>
  area: number | null
  class_code: string | null
  urgency: string
  stage: string
  amount: number
  unit: string
  effective_from: string
  basis: string
}

export type ConcernNumberTable = {
  area: number
  year: number
  last: number
}

export type CommonIssueTable = {
  area: number
  id: string
  owner_org: number
  anchor_org: number
  title: string
  cause: string
  status: string
  result: string | null
  version: Generated<number>
  created_at: Date
}

export type ConcernTable = {
  area: number
  id: string
  year: number
  running: number
  class_code: string
  urgency: string
  status: string
  source: string
  title: string
  text: string
  place: Generated<string>
  lng: number | null
  lat: number | null
  owner_org: number
  anchor_org: number
  lead_org: number | null
  sealed: Generated<boolean>
  fingerprint: number[]
  follow_hash: Buffer | null
  raised_at: Date
  accepted_at: Date | null
  assigned_at: Date | null
  contacted_at: Date | null
  answered_at: Date | null
  called_back_at: Date | null
  ended_at: Date | null
  dispatch_due: Date | null
  contact_due: Date | null
  answer_due: Date | null
  call_back_due: Date | null
  first_dispatch_due: Date | null
  handed_at: Date | null
  first_contact_due: Date | null
  due_certain: Generated<boolean>
  due_at: Date | null
  due_from: Date | null
  answer: string | null
  answer_claim: string | null
  answer_by: string | null
  outcome: string | null
  satisfaction: string | null
  escalation: Generated<number>
  reopened: Generated<number>
  common_issue_area: number | null
  common_issue_id: string | null
  overdue_due: Date | null
  merged_area: number | null
  merged_id: string | null
  activity_id: string | null
  version: Generated<number>
}

export type ConcernRaiserTable = {
  area: number
  concern_id: string
  data_key: Buffer
  name: Buffer | null
  phone: Buffer | null
  phone_masked: string | null
  phone_hash: Buffer | null
  new_form: string | null
  /** `person_area` and `person_id` beside them are emptied at the first start and no longer read. */
  person: Buffer | null
  person_hash: Buffer | null
  /** False where the hashes are still those of before the first start. */
  apart: Generated<boolean>
  follow_failures: Generated<number>
  follow_locked_until: Date | null
}

export type ConcernCallbackTable = {
  area: number
  id: string
  concern_id: string
  round: number
  outcome: string
  satisfaction: string
  by: string
  at: Date
}

export type ConcernMessageTable = {
  area: number
  id: string
  concern_id: string
  event_id: string
  text: string
  send_at: Date
  sent_at: Date | null
  sending_until: Generated<Date | null>
}

export type ConcernExtensionTable = {
  area: number
  id: string
  concern_id: string
  asked_by: string
  org_id: number
  asked_at: Date
  reason: string
  until: string
  state: string
  decided_by: string | null
  decision_note: string | null
}

export type ConcernPressTable = {
  area: number
  id: string
  concern_id: string
  org_id: number
  pressed_by: string
  to_org: number
  pressed_at: Date
  note: string
  reply_by: Date
  replied_at: Date | null
  reply: string | null
}

export type ConcernPairTable = {
  area: number
  id: string
  concern_id: string
  other_area: number
  other_id: string
  score: number
  state: string
  named: Generated<boolean>
  at: Date
}

export type IdentityOpeningTable = {
  area: number
  id: string
  concern_id: string
  org_id: number
  asked_account: string
  asked_by: string
  reason: string
  asked_at: Date
  state: string
  decided_account: string | null
  decided_by: string | null
  decided_at: Date | null
  open_until: Date | null
}

declare module '../kernel/db.ts' {
  interface Database {
    concern_class: ConcernClassTable
    concern_limit: ConcernLimitTable
    concern_number: ConcernNumberTable
    common_issue: CommonIssueTable
    concern: ConcernTable
    concern_raiser: ConcernRaiserTable
    concern_callback: ConcernCallbackTable
    concern_message: ConcernMessageTable
    concern_extension: ConcernExtensionTable
    concern_press: ConcernPressTable
    concern_pair: ConcernPairTable
    identity_opening: IdentityOpeningTable
  }
}
