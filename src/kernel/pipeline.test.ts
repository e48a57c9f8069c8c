import { beforeAll, describe, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'
import '../feedback/tables.ts'
import { sql, type Tx } from './db.ts'
import { uuidv7 } from './id.ts'

let hall: World
beforeAll(async () => {
  hall = await world()
})

const row = (id: string) => ({ id, app: 'worker', text: '字太小', at: new Date() })
const put = (tx: Tx, id: string) => tx.insertInto('feedback').values(row(id)).execute()
const kept = async (id: string) =>
  (await hall.services.db.selectFrom('feedback').select('id').where('id', '=', id).execute()).length
const within = (work: (tx: Tx) => Promise<unknown>) => hall.services.writes.transaction().execute(work)

describe('inserts sent without waiting', () => {
  it('are all there after the commit, and seen by what follows in the transaction', async () => {
    const [one, two] = [uuidv7(), uuidv7()]
    const seen = await within(async (tx) => {
      await put(tx, one)
      await put(tx, two)
      return (await sql`select 1 from feedback where id in (${one}, ${two})`.execute(tx)).rows.length
    })
    expect([seen, await kept(one), await kept(two)]).toEqual([2, 1, 1])
  })

  it('tell at the commit what they met, and leave nothing', async () => {
    const id = uuidv7()
    const twice = within(async (tx) => {
      await put(tx, id)
      await put(tx, id)
    })
    await expect(twice).rejects.toMatchObject({ code: '23505', constraint: 'feedback_pkey' })
    expect(await kept(id)).toBe(0)
  })

  it('tell it at the next statement rather than that the transaction is over', async () => {
    const id = uuidv7()
    let reached = false
    const twice = within(async (tx) => {
      await put(tx, id)
      await put(tx, id)
      await sql`select 1`.execute(tx)
      reached = true
    })
    await expect(twice).rejects.toMatchObject({ code: '23505' })
    expect([reached, await kept(id)]).toEqual([false, 0])
  })

  it('leave a connection that works, whatever they met', async () => {
    const id = uuidv7()
    // More often than there are connections, so that each of them has met it.
    for (let n = 0; n < 25; n++)
      await expect(
        within(async (tx) => {
          await put(tx, id)
          await put(tx, id)
        }),
      ).rejects.toMatchObject({ code: '23505' })
    const all = await Promise.all(Array.from({ length: 25 }, () => sql`select 1`.execute(hall.services.db)))
    expect(all).toHaveLength(25)
  })

  it('go back with a story that thinks better of it', async () => {
    const id = uuidv7()
    const given = within(async (tx) => {
      await put(tx, id)
      throw new Error('thought better of it')
    })
    await expect(given).rejects.toThrow('thought better')
    expect(await kept(id)).toBe(0)
  })
})
