/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

export type AccountTable = {
  id: string
  login: string
  name: string
  password_hash: string
  totp: Buffer | null
  totp_pending: Buffer | null
  totp_step: number | null
  oidc_subject: string | null
  failures: Generated<number>
  locked_until: Date | null
  entry_given_at: Date | null
  must_change_password: Generated<boolean>
  active: Generated<boolean>
  last_sign_in_at: Date | null
  created_at: Generated<Date>
}

export type AppointmentTable = {
  id: string
  account_id: string
  org_id: number
  role: string
  starts_on: string
  ends_on: string | null
  appointed_at: Date | null
  hand_over_to: string | null
  served_until: string | null
}

export type SessionTable = {
  token_hash: Buffer
  account_id: string | null
  person_area: number | null
  person_id: string | null
  acting_org: number | null
  csrf: string
  created_at: Date
  expires_at: Date
  second_factor: Generated<boolean>
  failures: Generated<number>
  device: string | null
}

/** How many codes were asked for a number from one network, or from the phone that is known to hold it. */
export type PhoneCodeFromTable = {
  phone_hash: Buffer
  from_hash: Buffer
  day: string
  sent: number
  last_at: Date
}

export type PhoneCodeTable = {
  phone_hash: Buffer
  code_hash: Buffer
  tries: Generated<number>
  sent_at: Date
  expires_at: Date
}

export type UnknownLoginTable = {
  login_hash: Buffer
  failures: Generated<number>
  locked_until: Date | null
  at: Date
}

declare module '../kernel/db.ts' {
  interface Database {
    account: AccountTable
    appointment: AppointmentTable
    session: SessionTable
    phone_code: PhoneCodeTable
    phone_code_from: PhoneCodeFromTable
    unknown_login: UnknownLoginTable
  }
}
