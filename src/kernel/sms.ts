import type { Config, Log } from './config.ts'

const seconds = 10

/**
 * Sends text messages: posted as `{ "phone", "text" }` to the operator's own address, which hands them to whatever
 * provider there is. Without one they are printed to the log, which is for trying out only. Nothing of a message is
 * logged when it could not be handed over.
 */
export function smsSender(sms: Config['sms'], log: Log): (phone: string, text: string) => Promise<boolean> {
  if (!sms)
    return (phone, text) => {
      log(`短信 ${phone}：${text}`)
      return Promise.resolve(true)
    }
  return async (phone, text) => {
    try {
      const answer = await fetch(sms.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-sms-secret': sms.secret },
        body: JSON.stringify({ phone, text }),
        redirect: 'error',
        signal: AbortSignal.timeout(seconds * 1_000),
      })
      await answer.body?.cancel()
      if (!answer.ok) log(`短信没有发出：SMS_URL 答 ${answer.status}`)
      return answer.ok
    } catch (error) {
      log(
        `短信没有发出：${(error as Error).name === 'TimeoutError' ? `${seconds}秒没有答复` : '连不上 SMS_URL'}`,
      )
      return false
    }
  }
}
