// Who comes while the demonstration is still being loaded: told so, with how far it is, and let in when it is done.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Config } from './config.ts'
import { kernelProblems, problem, problemBody } from './problem.ts'

/** How far a long loading is: so many of all, and about how long it will take yet. */
export type Progress = { done: number; of: number; secondsLeft: number | null }

/** `812/2043件，39%，约剩48秒`. */
export const progressWords = ({ done, of, secondsLeft }: Progress): string =>
  `${done}/${of}件，${percentOf({ done, of })}%` +
  (secondsLeft === null
    ? ''
    : `，约剩${secondsLeft < 90 ? `${secondsLeft}秒` : `${Math.round(secondsLeft / 60)}分钟`}`)

/** Never 100 before it is done. */
const percentOf = ({ done, of }: Pick<Progress, 'done' | 'of'>): number =>
  of ? Math.min(99, Math.floor((100 * done) / of)) : 0

/**
 * Answers at the program's address until `close`: a page that shows the progress and opens what was asked for when
 * it is done, and a named problem to everything else. Nothing of the half-told year is to be seen.
 */
export async function openWaiting({ port, host }: Pick<Config, 'port' | 'host'>) {
  let now: Progress = { done: 0, of: 0, secondsLeft: null }
  const server = createServer((request, response) => {
    const page = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
    const body = problemBody(
      kernelProblems,
      problem('loading', {
        hint: `${now.of ? `已装${progressWords(now)}` : '正在准备'}。装好以前看不到任何数据；装好后页面会自己打开。`,
      }),
    )
    response.writeHead(503, {
      'content-type': page ? 'text/html; charset=utf-8' : 'application/problem+json; charset=utf-8',
      'retry-after': '3',
      'cache-control': 'no-store',
      connection: 'close',
    })
    response.end(page ? waitingPage(body) : JSON.stringify(body))
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    show: (progress: Progress) => void (now = progress),
    /** Resolves when the address is free for the program itself. */
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const waitingPage = ({ title, hint }: { title: string; hint: string }): string => `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · 职工之家</title>
<style>body{max-width:480px;margin:15vh auto;padding:0 16px;font:16px/1.6 system-ui,sans-serif;color:#1f1b18;overflow-wrap:anywhere}h1{font-size:1.5em}</style>
<h1>${title}</h1><p id="hint" role="status">${hint}</p>
<script>
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { headers: { accept: 'application/json' }, cache: 'no-store' })
    if (answer.status !== 503) return location.reload()
    document.getElementById('hint').textContent = (await answer.json()).hint
  } catch {}
}, 1000)
</script></html>
`
