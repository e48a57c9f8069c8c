import { useEffect, type ReactNode } from 'react'
import { useRouterState } from '@tanstack/react-router'
import type { Verb } from '../../kernel/access.ts'
import { stages, urgencies, type Urgency } from '../../concerns/words.ts'
import { useAnswer, type ItemOf } from '../../ui/console/ask.ts'
import { today } from '../../ui/console/dates.tsx'
import { Answered, Page } from '../../ui/console/page.tsx'
import { useMe } from '../../ui/console/session.ts'
import './help.css'

type Limit = ItemOf<'GET /api/concern-limits'>

const units = { hour: '小时', 'working-day': '个工作日', day: '天' }
const owed = ['dispatch', 'contact', 'answer', 'call-back'] as const

/** What each screen is for, in the order of the menu, as somebody needs it in the first week. */
const parts: { id: string; name: string; verb: Verb; says: ReactNode }[] = [
  {
    id: 'today',
    name: '今日',
    verb: 'task.work',
    says: (
      <>
        <p>打开就是今天要办的，最急的在最前。红色是逾期，黄色是快到期；上级督办的排在所有事之前。</p>
        <p>点一行进到那件事，按钮就在最上面：轮到你做什么，就有什么按钮；没有按钮，就是还没轮到你。</p>
      </>
    ),
  },
  {
    id: 'concerns',
    name: '诉求',
    verb: 'concern.open',
    says: (
      <>
        <p>
          一件事从职工反映到办结，一直在同一页：受理 → 派单 → 接单 → 联系职工 → 答复 → 回访 →
          办结。谁办的、什么时候，下面的过程里都有。
        </p>
        <ul>
          <li>先联系职工，再办理。匿名的联系不到，用“请工会转达”，由受理的工会转。</li>
          <li>不归你们管，在接单前退回，写明理由和该找谁。</li>
          <li>办不完，在到期前申请延期；批准的人不能是申请的人。</li>
          <li>涉及几家的，用“吹哨”把他们叫来，各办各的部分。</li>
          <li>答复以后由工会回访。是否解决、是否满意只由职工说；不满意就重新办。</li>
          <li>打开匿名职工的身份要两个人同意，并且会告诉职工。能不打开就不打开。</li>
        </ul>
        <p>列表上方的条件可以存成“常用视图”，也可以给同事共用。“导出台账”导出的就是你看到的这些。</p>
      </>
    ),
  },
  {
    id: 'common-issues',
    name: '共性问题',
    verb: 'concern.read',
    says: <p>原因相同的几件诉求，在诉求列表里勾选后归到一起，一次解决，一次告诉所有反映的人。</p>,
  },
  {
    id: 'commitments',
    name: '承诺',
    verb: 'commitment.read',
    says: <p>谁答应了什么、什么时候前做到、做到没有。到期没有结果的会回到登记它的工会的待办里。</p>,
  },
  {
    id: 'activities',
    name: '活动',
    verb: 'activity.read',
    says: (
      <p>办了什么、在哪、谁参加。公开的会出现在职工端；活动上听到的事，可以直接登记成诉求并连回这次活动。</p>
    ),
  },
  {
    id: 'people',
    name: '职工',
    verb: 'person.read',
    says: (
      <p>
        电话和证件号只显示一部分，要看全须写明用途，本人在“我的”里看得到谁看过。职工已经用手机登录过的，号码只能由本人或两个人一起更改。
      </p>
    ),
  },
  {
    id: 'intake',
    name: '报刊与简报',
    verb: 'intake.use',
    says: (
      <p>
        把一版报道贴进来，软件分出每篇里的活动、诉求、承诺和人，逐条核对后接受。别人办的事不会记成你们办的。
      </p>
    ),
  },
  {
    id: 'accounts',
    name: '账号与任职',
    verb: 'account.manage',
    says: (
      <p>
        先建账号，再登记任职：在哪个组织、什么职务、从哪天到哪天，权限由此而来。离任时写明接任的人，待办会一起交过去。密码由别人设的，本人首次登录要改掉。
      </p>
    ),
  },
  {
    id: 'rules',
    name: '类别与时限',
    verb: 'rule.manage',
    says: <p>时限只新增、不改旧的，写明生效日和依据；放假安排没有公布的年份，期限会标明“放假未公布”。</p>,
  },
  {
    id: 'audit',
    name: '操作记录',
    verb: 'event.read',
    says: (
      <p>
        做过的事都在这里，不能改。“现在核对”检查有没有被改过；请定期导出，并让单位以外的见证方保存签署头，否则改动事后难以证明。
      </p>
    ),
  },
]

/** The limit in force in an area today where no class says otherwise: the area's own before the common one, the newest first. */
function limitIn(limits: readonly Limit[], area: number, stage: string, urgency: Urgency): Limit | undefined {
  return limits
    .filter(
      (one) =>
        one.stage === stage &&
        one.urgency === urgency &&
        one.classCode === null &&
        (one.area === null || one.area === area) &&
        one.effectiveFrom <= today(),
    )
    .toSorted(
      (a, b) =>
        Number(b.area !== null) - Number(a.area !== null) ||
        b.effectiveFrom.localeCompare(a.effectiveFrom) ||
        b.id - a.id,
    )[0]
}

/** 帮助: read in five minutes, each screen's part reached from that screen, with the deadlines that hold here. */
export function Component() {
  const me = useMe()
  const limits = useAnswer('GET /api/concern-limits', {})
  const hash = useRouterState({ select: (router) => router.location.hash })
  const shown = parts.filter(({ verb }) => me.verbs.includes(verb))
  useEffect(() => {
    if (hash) document.getElementById(`help-${hash}`)?.scrollIntoView()
  }, [hash, limits.data])
  return (
    <Page title="帮助" facts="五分钟看完；右上角的问号打开当前页面的那一段">
      <article className="help">
        <section id="help-deadlines">
          <h2>这里的时限</h2>
          <Answered answer={limits} rows={3}>
            {({ items }) => (
              <div className="help-wide">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">环节</th>
                      {(Object.keys(urgencies) as Urgency[]).map((urgency) => (
                        <th scope="col" key={urgency}>
                          {urgencies[urgency]}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {owed.map((stage) => (
                      <tr key={stage}>
                        <th scope="row">{stages[stage]}</th>
                        {(Object.keys(urgencies) as Urgency[]).map((urgency) => {
                          const limit = limitIn(items, me.acting.area, stage, urgency)
                          return (
                            <td key={urgency} title={limit?.basis}>
                              {limit ? `${limit.amount} ${units[limit.unit]}` : '—'}
                            </td>
                          )
                        })}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </Answered>
          <p className="muted">
            到期前一个工作日变黄，过期变红；不足两个工作日的，最后四分之一变黄。个别类别另有规定，以每件事上写的期限为准。
          </p>
        </section>
        {shown.map(({ id, name, says }) => (
          <section key={id} id={`help-${id}`}>
            <h2>{name}</h2>
            {says}
          </section>
        ))}
        <section id="help-settings">
          <h2>其他</h2>
          <ul>
            <li>Ctrl K 打开搜索：编号、标题、人、组织、页面都能搜。</li>
            <li>铃铛里是别人对你经手的事做了什么。</li>
            <li>右上角你的名字：大字、设置、退出；“对软件有意见”直接提给维护的人。</li>
          </ul>
        </section>
      </article>
    </Page>
  )
}
