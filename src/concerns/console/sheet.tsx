import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { Printer } from 'lucide-react'
import type { ReactNode } from 'react'
import { useAnswer } from '../../ui/console/ask.ts'
import { fullDay, Moment } from '../../ui/console/dates.tsx'
import { Answered, Page } from '../../ui/console/page.tsx'
import { useMe } from '../../ui/console/session.ts'
import { outcomes, satisfactions, sources, statuses, urgencies } from '../words.ts'
import './sheet.css'

const partWords = { assist: '协办', rally: '会办' }

/** One concern as the paper that is filed and signed (诉求办理单): A4, whole dates, no phone of anybody. */
export function Component() {
  const { id } = useParams({ strict: false }) as { id: string }
  const answer = useAnswer('GET /api/concerns/{id}', { params: { id } })
  const me = useMe()
  const concern = answer.data
  if (!concern)
    return (
      <Page title="诉求办理单" crumbs={[{ name: '诉求', to: `/concerns/${id}` }]}>
        <Answered answer={answer} rows={8} />
      </Page>
    )
  const helping = concern.parties.filter(({ part, state }) => part !== 'lead' && state !== 'cancelled')
  return (
    <Page
      title="诉求办理单"
      facts="按 A4 纸排版；打印前可在预览里核对"
      crumbs={[{ name: concern.number, to: `/concerns/${id}` }]}
      actions={
        <Button type="primary" icon={<Printer aria-hidden size="1em" />} onClick={() => window.print()}>
          打印
        </Button>
      }
    >
      <article className="sheet" aria-label="诉求办理单">
        <header>
          <p className="sheet-org">{concern.owner.name}</p>
          <p className="sheet-title">诉求办理单</p>
          <p className="sheet-number">
            <span>编号：{concern.number}</span>
            <span>状态：{statuses[concern.status]}</span>
          </p>
        </header>
        <table>
          <colgroup>
            <col className="sheet-label" />
            <col />
            <col className="sheet-label" />
            <col />
          </colgroup>
          <tbody>
            <Wide name="标题">{concern.title}</Wide>
            <Pair of={['类别', concern.className, '紧急程度', urgencies[concern.urgency]]} />
            <Pair
              of={['来源', sources[concern.source], '反映时间', <Moment key="at" at={concern.raisedAt} />]}
            />
            <Pair
              of={[
                '反映人',
                [concern.raiser.name, concern.raiser.newForm].filter(Boolean).join('，'),
                '地点',
                concern.place || '未填',
              ]}
            />
            <Wide name="诉求内容" tall>
              {concern.text}
              {concern.files.length > 0 && `\n（附照片${concern.files.length}张，存于系统）`}
            </Wide>
            <Pair of={['受理工会', concern.owner.name, '主办单位', concern.lead?.name ?? '未派单']} />
            {helping.length > 0 && (
              <Wide name="协办单位">
                {helping
                  .map((one) => `${one.org.name}（${partWords[one.part as keyof typeof partWords]}）`)
                  .join('、')}
              </Wide>
            )}
            <Wide name="答复" tall>
              {concern.answer ? (
                <>
                  {concern.answer.text}
                  <small>
                    {concern.answer.by}，<Moment at={concern.answer.at} />
                    ，认为{outcomes[concern.answer.claim]}
                    {concern.answer.files.length > 0 && `，附照片${concern.answer.files.length}张`}
                  </small>
                </>
              ) : (
                '尚未答复'
              )}
            </Wide>
            <Pair
              of={[
                '职工评价',
                concern.outcome ? `是否解决：${outcomes[concern.outcome]}` : '尚未评价',
                '满意程度',
                concern.satisfaction ? satisfactions[concern.satisfaction] : '—',
              ]}
            />
            {concern.commitments.length > 0 && (
              <Wide name="承诺">
                {concern.commitments
                  .map((one) => one.text + (one.dueOn ? `（${fullDay(one.dueOn)}前）` : '（期限未定）'))
                  .join('；')}
              </Wide>
            )}
            {concern.mergedInto && <Wide name="并入">{concern.mergedInto.number}，在那里继续办理</Wide>}
          </tbody>
        </table>
        {concern.limits.length > 0 && (
          <table className="sheet-lines">
            <caption>各环节期限</caption>
            <thead>
              <tr>
                <th>环节</th>
                <th>期限</th>
                <th>完成时间</th>
                <th>是否逾期</th>
              </tr>
            </thead>
            <tbody>
              {concern.limits.map((one) => (
                <tr key={one.stage}>
                  <td>{one.name}</td>
                  <td>
                    <Moment at={one.due.at} />
                    {!one.due.certain && '（该年放假安排尚未公布）'}
                  </td>
                  <td>{one.doneAt ? <Moment at={one.doneAt} /> : '未完成'}</td>
                  <td>
                    {Date.parse(one.doneAt ?? new Date().toISOString()) > Date.parse(one.due.at)
                      ? '逾期'
                      : '否'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <table className="sheet-lines">
          <caption>办理过程</caption>
          <thead>
            <tr>
              <th className="sheet-time">时间</th>
              <th className="sheet-by">办理人</th>
              <th>事项</th>
            </tr>
          </thead>
          <tbody>
            {concern.timeline.map((entry) => (
              <tr key={entry.id}>
                <td>
                  <Moment at={entry.at} />
                </td>
                <td>{entry.by}</td>
                <td>
                  {entry.text}
                  {entry.note && <small>{entry.note}</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <footer>
          <div className="sheet-sign">
            <p>承办人（签字）：</p>
            <p>审核人（签字）：</p>
            <p>受理工会（盖章）：</p>
            <p>　　　　年　　月　　日</p>
          </div>
          <p className="sheet-printed">
            {me.name}打印于
            <Moment at={new Date().toISOString()} />
          </p>
        </footer>
      </article>
    </Page>
  )
}

function Wide({ name, tall = false, children }: { name: string; tall?: boolean; children: ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td colSpan={3} className={tall ? 'sheet-tall' : undefined}>
        {children}
      </td>
    </tr>
  )
}

function Pair({ of: [a, one, b, two] }: { of: [string, ReactNode, string, ReactNode] }) {
  return (
    <tr>
      <th scope="row">{a}</th>
      <td>{one}</td>
      <th scope="row">{b}</th>
      <td>{two}</td>
    </tr>
  )
}
