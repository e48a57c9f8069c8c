import './tables.ts'
import type { Job } from '../kernel/job.ts'

/** What was accepted by mistake and taken back is open on its page again: its words may become another record. */
export const release: Job = {
  name: 'intake.release',
  async run(c, { area, subject }) {
    await c.db
      .deleteFrom('intake_record')
      .where('record_area', '=', area)
      .where('record_id', '=', subject)
      .execute()
  },
}
