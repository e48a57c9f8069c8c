import { useState } from 'react'
import { Button } from 'antd'
import { Download, ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react'
import { address, call, type Problem } from '../../ui/client.ts'
import { asProblem, useAnswer, type AnswerOf } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'

type Found = AnswerOf<'GET /api/events/check'>

const kinds = { address: '地址', file: '文件', mail: '邮箱' }

/** How far the trail is signed, who else holds its heads, and whether it still is what was signed. */
export function Trail() {
  const trail = useAnswer('GET /api/events/trail', {})
  const [found, setFound] = useState<Found[]>([])
  const [running, setRunning] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  if (trail.problem) return <ProblemNote problem={trail.problem} again={trail.again} />
  if (!trail.data) return <p className="audit-trail muted">正在读取签署情况…</p>
  const { areas, witnesses, checked } = trail.data
  const signed = areas.filter(({ size }) => size > 0)

  /** Area by area, so that what is found shows as it is found. */
  const check = async () => {
    setRunning(true)
    setProblem(undefined)
    setFound([])
    try {
      for (const { area } of signed) {
        const one = await call('GET /api/events/check', { query: { area } })
        setFound((before) => [...before, one])
      }
    } catch (cause) {
      setProblem(asProblem(cause))
    } finally {
      setRunning(false)
    }
  }
  const broken = found.length
    ? found.flatMap((one) => one.findings.map(({ text }) => `${one.name}：${text}`))
    : (checked?.findings ?? [])
  const notices = found.flatMap((one) => one.notices.map(({ text }) => `${one.name}：${text}`))
  const done = found.length > 0 && !running
  const state = broken.length ? 'broken' : done || checked ? 'intact' : 'unknown'
  const Icon = { broken: ShieldAlert, intact: ShieldCheck, unknown: ShieldQuestion }[state]
  return (
    <section className="audit-trail" aria-label="签署和核对">
      <div className={`audit-state ${state}`} role="status">
        <Icon aria-hidden size="1.3em" />
        <span>
          <b>
            {running
              ? `正在核对（${found.length + 1}/${signed.length}）…`
              : {
                  broken: '记录与签署头对不上，可能被改过',
                  intact: '核对过，没有发现改动',
                  unknown: '还没有核对过',
                }[state]}
          </b>
          <small>
            {done ? (
              '刚刚核对。'
            ) : checked ? (
              <>
                上次核对：
                <When at={checked.at} />。
              </>
            ) : (
              '每天凌晨自动核对。'
            )}
            已签署 {signed.reduce((sum, { size }) => sum + size, 0)} 条。
            {broken.length > 0 && '请保留现场，立即联系系统管理员和运维人员。'}
          </small>
        </span>
        <Button onClick={() => void check()} loading={running} disabled={!signed.length}>
          现在核对
        </Button>
      </div>
      {problem && <ProblemNote problem={problem} again={() => void check()} />}
      {broken.length > 0 && (
        <ul className="audit-findings">
          {broken.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {notices.length > 0 && (
        <ul className="audit-notices">
          {notices.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {witnesses.length === 0 ? (
        <p className="audit-witness missing">
          <b>没有见证方。</b>
          签署头没有交给别人保存：能改数据库和数据文件夹的人改了记录，只有以前导出过的部分能证明。请让运维人员设置
          WITNESS。
        </p>
      ) : (
        <ul className="audit-witnesses">
          {witnesses.map((one) => (
            <li key={one.name} className={one.failure ? 'failed' : ''}>
              见证方（{kinds[one.kind]}）{one.name}：
              {one.failure ? (
                <b>没有收下，{one.failure}</b>
              ) : one.at ? (
                <>
                  <When at={one.at} /> 收到最新的签署头
                </>
              ) : (
                '还没有交过'
              )}
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>导出和签署头</summary>
        <p className="muted">
          导出的文件可以在任何一台电脑上用 npm run verify 核对。请定期导出，或把签署头抄送给单位以外的人保存。
        </p>
        <table className="audit-areas">
          <thead>
            <tr>
              <th>地区</th>
              <th>已签署</th>
              <th>最近签署</th>
              <th>导出</th>
            </tr>
          </thead>
          <tbody>
            {signed.map((one) => (
              <tr key={one.area}>
                <td>{one.name}</td>
                <td className="num">{one.size}</td>
                <td>{one.signedAt && <When at={one.signedAt} />}</td>
                <td>
                  <a href={address('GET /api/events/export', { query: { area: one.area } })} download>
                    <Download aria-hidden size="1em" /> 导出
                  </a>
                  <details>
                    <summary>签署头</summary>
                    <pre>{one.checkpoint}</pre>
                  </details>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
