// Heads are handed to somebody else, or nobody can tell later that they were ever others: an address that speaks the
// protocol of transparency-log witnesses (C2SP tlog-witness), a file on somebody else's machine, or e-mail.
import { appendFile } from 'node:fs/promises'
import nodemailer from 'nodemailer'
import type { Witness } from '../kernel/config.ts'
import type { Services } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { cosignedAt, readCheckpoint, signaturesIn, type Checkpoint } from './checkpoint.ts'
import { consistencyProof } from './merkle.ts'
import { leavesOf } from './leaf.ts'

/** A mail a day tells as much as one a minute. Milliseconds. */
const mailEvery = 24 * 3_600_000
/** A witness that failed is left in peace for a while. Milliseconds. */
const restAfterFailure = 10 * 60_000
const patience = 20_000

type Standing = { witness: string; area: number; size: number; at: Date | null; failed_at: Date | null }

/** The newest head of each area, with what is waiting to be handed out. */
async function heads({ db }: Services): Promise<{ area: number; checkpoint: Checkpoint }[]> {
  const { rows } = await sql<{ area: number; note: string }>`
    select t.area, c.note from event_tree t join event_checkpoint c on c.area = t.area and c.size = t.size order by t.area`.execute(
    db,
  )
  return rows.flatMap(({ area, note }) => {
    const checkpoint = readCheckpoint(note)
    return checkpoint ? [{ area, checkpoint }] : []
  })
}

/** Hands the newest heads to every witness that does not have them. What fails is written down and tried again. */
export async function handOut(services: Services, now: Date): Promise<void> {
  const { witnesses } = services.config
  if (!witnesses.length) return
  const newest = await heads(services)
  const { rows: standing } =
    await sql<Standing>`select witness, area, size, at, failed_at from event_witness`.execute(services.db)
  for (const witness of witnesses) {
    const has = new Map(standing.filter((one) => one.witness === witness.name).map((one) => [one.area, one]))
    const waiting = newest.filter(
      ({ area, checkpoint }) =>
        checkpoint.size !== (has.get(area)?.size ?? 0) &&
        now.getTime() - (has.get(area)?.failed_at?.getTime() ?? 0) >= restAfterFailure,
    )
    if (!waiting.length) continue
    if (witness.kind === 'mail') {
      const last = Math.max(...[...has.values()].map(({ at }) => at?.getTime() ?? 0), 0)
      if (now.getTime() - last < mailEvery) continue
      const sent = attempt(() =>
        mail(
          services,
          witness,
          waiting.map(({ checkpoint }) => checkpoint),
        ),
      )
      for (const one of waiting) await note(services, witness, one, now, await sent)
      continue
    }
    for (const one of waiting) {
      const given = await attempt(() =>
        witness.kind === 'file'
          ? appendFile(witness.path, `${one.checkpoint.note}\n`, { mode: 0o644, flush: true })
          : ask(services, witness, one, has.get(one.area)?.size ?? 0),
      )
      await note(services, witness, one, now, given)
    }
  }
}

type Given = { cosignature?: string; failure?: string }

async function attempt(hand: () => Promise<string | void>): Promise<Given> {
  try {
    return { cosignature: (await hand()) ?? '' }
  } catch (error) {
    return { failure: (error as Error).message.slice(0, 300) }
  }
}

async function note(
  services: Services,
  witness: Witness,
  { area, checkpoint }: { area: number; checkpoint: Checkpoint },
  now: Date,
  { cosignature, failure }: Given,
) {
  if (failure !== undefined)
    services.log(`见证方 ${witness.name} 没有收下操作记录（${area}）的签署头：${failure}`)
  const said =
    failure === undefined
      ? {
          size: checkpoint.size,
          at: now,
          cosignature: cosignature || null,
          failure: null,
          failed_at: null,
        }
      : { failure, failed_at: now }
  await services.db
    .insertInto('event_witness')
    .values({ area, witness: witness.name, size: 0, ...said })
    .onConflict((one) => one.columns(['area', 'witness']).doUpdateSet(said))
    .execute()
}

/** Asks a witness to sign beside us; it refuses what does not grow out of what it saw before. */
async function ask(
  services: Services,
  witness: Extract<Witness, { kind: 'address' }>,
  { area, checkpoint }: { area: number; checkpoint: Checkpoint },
  old: number,
): Promise<string> {
  const send = async (from: number) => {
    const proof = await consistencyProof(leavesOf(services, area), from, checkpoint.size)
    return fetch(`${witness.url}/add-checkpoint`, {
      method: 'POST',
      body: [`old ${from}`, ...proof.map((hash) => hash.toString('base64')), '', checkpoint.note].join('\n'),
      signal: AbortSignal.timeout(patience),
      redirect: 'error',
    })
  }
  let answer = await send(old)
  let said = (await answer.text()).slice(0, 20_000)
  // It knows another size than we remember having given it: a restored database, an answer that was lost.
  if (
    answer.status === 409 &&
    /^\d{1,15}\n?$/.test(said) &&
    Number(said) <= checkpoint.size &&
    Number(said) !== old
  ) {
    answer = await send(Number(said))
    said = (await answer.text()).slice(0, 20_000)
  }
  const refusals: Record<number, string> = {
    403: '它不认我们的签名公钥，请把公钥登记给它',
    404: '它还没有登记这份记录的名称',
    409: '它见过的记录比现在的长，或同样长而内容不同：记录可能被改过或恢复过旧备份',
    422: '它见过的记录不是现在这份的开头：记录可能被改过',
  }
  if (answer.status !== 200) throw new Error(refusals[answer.status] ?? `它答复 ${answer.status}`)
  if (!witness.key) return said
  const signatures = signaturesIn(said)
  if (!signatures || !cosignedAt({ text: checkpoint.text, signatures }, witness.key))
    throw new Error('它的签名与登记的见证公钥对不上')
  return said
}

async function mail(
  services: Services,
  witness: Extract<Witness, { kind: 'mail' }>,
  checkpoints: Checkpoint[],
): Promise<void> {
  const { smtp } = services.config
  if (!smtp) throw new Error('没有设置 SMTP_URL')
  const post = nodemailer.createTransport({
    url: smtp.url,
    connectionTimeout: patience,
    socketTimeout: patience,
  })
  try {
    await post.sendMail({
      from: smtp.from,
      to: witness.to,
      subject: `操作记录签署头 ${checkpoints[0]!.origin.split('/')[1]}`,
      text: `请原样保存这封邮件：以后核对操作记录有没有被改过，要用到下面的内容。\n\n${checkpoints.map((one) => one.note).join('\n')}`,
    })
  } finally {
    post.close()
  }
}
