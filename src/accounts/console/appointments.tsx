import { useState } from 'react'
import { Button, Checkbox, Modal, Select } from 'antd'
import { Plus } from 'lucide-react'
import { roles, verbs, type Role } from '../../kernel/access.ts'
import { usePages, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { Day, DayInput, dayOf, today } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { OrgPicker, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { Empty, ListPage, Rows } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'
import { AccountPicker, type PickedAccount } from './account-picker.tsx'
import { roleOptions } from './account-steps.tsx'
import './accounts.css'

type Appointment = ItemOf<'GET /api/appointments'>

/** Who serves where, in which role, since when; appointing and ending. */
export function Component() {
  const { filters, set, clear, changed } = useUrlFilters({
    org: '',
    orgName: '',
    account: '',
    name: '',
    ended: '',
  })
  const list = usePages('GET /api/appointments', {
    query: {
      limit: 50,
      orgId: Number(filters.org) || undefined,
      accountId: filters.account || undefined,
      ended: filters.ended ? true : undefined,
    },
  })
  const org = filters.org ? { id: Number(filters.org), name: filters.orgName } : null
  const account = filters.account ? { id: filters.account, name: filters.name } : null
  const [appointing, setAppointing] = useState(false)
  const [ending, setEnding] = useState<Appointment>()
  return (
    <>
      <ListPage
        title="任职"
        facts="谁在哪个组织担任什么，权限从任职来"
        actions={
          <Button type="primary" icon={<Plus aria-hidden size="1em" />} onClick={() => setAppointing(true)}>
            登记任职
          </Button>
        }
        filters={
          <>
            <div style={{ width: '20rem' }}>
              <OrgPicker
                aria-label="哪个组织"
                placeholder="哪个组织"
                value={org}
                onChange={(next) => set({ org: next ? String(next.id) : '', orgName: next?.name ?? '' })}
              />
            </div>
            <div style={{ width: '15rem' }}>
              <AccountPicker
                aria-label="哪个人"
                placeholder="哪个人"
                value={account}
                onChange={(next) => set({ account: next?.id ?? '', name: next?.name ?? '' })}
              />
            </div>
            <Checkbox
              checked={filters.ended !== ''}
              onChange={(event) => set({ ended: event.target.checked ? '1' : '' })}
            >
              含已离任的
            </Checkbox>
          </>
        }
        list={list}
        empty={
          changed ? (
            <Empty title="没有这样的任职" action={<Button onClick={clear}>看全部任职</Button>} />
          ) : (
            <Empty title="还没有任职">先在“账号”里新建账号，再登记任职。</Empty>
          )
        }
      >
        {(appointments) => (
          <Rows<Appointment>
            name="任职"
            rows={appointments}
            rowKey={(post) => post.id}
            columns={[
              { title: '姓名', width: '9rem', cell: (post) => <b>{post.accountName}</b> },
              { title: '组织', cell: (post) => post.org.name },
              { title: '职务', width: '9rem', cell: (post) => roles[post.role].name },
              {
                title: '任期',
                width: '13rem',
                cell: (post) => (
                  <>
                    <Day day={post.startsOn} /> 起
                    {post.endsOn && (
                      <>
                        ，到 <Day day={post.endsOn} />
                      </>
                    )}
                  </>
                ),
              },
              {
                title: '状态',
                width: '7rem',
                cell: (post) => <State post={post} />,
              },
              {
                title: <span className="unseen">操作</span>,
                width: '6rem',
                cell: (post) =>
                  (!post.endsOn || post.endsOn >= today()) && (
                    <Button
                      size="small"
                      aria-label={`${post.accountName}离任${post.org.name}`}
                      onClick={() => setEnding(post)}
                    >
                      离任
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </ListPage>
      {appointing && <Appoint org={org} account={account} onClose={() => setAppointing(false)} />}
      {ending && <End post={ending} onClose={() => setEnding(undefined)} />}
    </>
  )
}

function State({ post }: { post: Appointment }) {
  if (post.active) return <StatusTag tone="green">在任</StatusTag>
  if (post.startsOn > today()) return <StatusTag tone="blue">未到任</StatusTag>
  return <StatusTag tone="grey">已离任</StatusTag>
}

function Appoint({
  org: org0,
  account: account0,
  onClose,
}: {
  org: PickedOrg | null
  account: PickedAccount | null
  onClose: () => void
}) {
  const [account, setAccount] = useState(account0)
  const [org, setOrg] = useState(org0)
  const [role, setRole] = useState<Role>()
  const [startsOn, setStartsOn] = useState(today())
  const [endsOn, setEndsOn] = useState('')
  const appoint = useWrite('POST /api/appointments', { done: '任职已登记' })
  const submit = async () => {
    if (!account || !org || !role || !startsOn) return
    const made = await appoint.send({
      body: { accountId: account.id, orgId: org.id, role, startsOn, ...(endsOn ? { endsOn } : {}) },
    })
    if (made) onClose()
  }
  return (
    <Modal
      open
      title="登记任职"
      okText="登记"
      cancelText="取消"
      okButtonProps={{ disabled: !account || !org || !role || !startsOn, loading: appoint.busy }}
      onOk={() => void submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Field label="谁" required path="accountId" problem={appoint.problem}>
        {(control) => <AccountPicker {...control} value={account} onChange={setAccount} />}
      </Field>
      <Field label="在哪个组织" required path="orgId" problem={appoint.problem}>
        {(control) => <OrgPicker {...control} value={org} onChange={setOrg} />}
      </Field>
      <Field
        label="职务"
        required
        path="role"
        problem={appoint.problem}
        hint={
          role &&
          `可以：${roles[role].verbs.map((verb) => verbs[verb]).join('、')}${(roles[role].verbs as readonly string[]).includes('identity.approve') ? '（登记满7天后才能同意打开匿名身份和换号）' : ''}`
        }
      >
        {(control) => (
          <Select
            {...control}
            options={roleOptions}
            value={role}
            onChange={setRole}
            style={{ width: '100%' }}
          />
        )}
      </Field>
      <div className="two">
        <Field label="从哪天起" required path="startsOn" problem={appoint.problem}>
          {(control) => <DayInput {...control} value={startsOn} onChange={setStartsOn} />}
        </Field>
        <Field label="到哪天止" hint="不填就是一直任职" path="endsOn" problem={appoint.problem}>
          {(control) => <DayInput {...control} min={startsOn} value={endsOn} onChange={setEndsOn} />}
        </Field>
      </div>
      <ProblemNote problem={appoint.problem} />
    </Modal>
  )
}

function End({ post, onClose }: { post: Appointment; onClose: () => void }) {
  const [endsOn, setEndsOn] = useState(() => {
    const day = post.endsOn ?? today()
    return day < post.startsOn ? post.startsOn : day
  })
  const [to, setTo] = useState<PickedAccount | null>(null)
  const end = useWrite('POST /api/appointments/{id}/end', {
    done: ({ moved, unattended }) =>
      unattended > 0
        ? `已登记离任。这个单位没有人任职了，还有${unattended}件待办没人办，请尽快任命`
        : moved > 0
          ? `已登记离任，${moved}件待办已移交`
          : '已登记离任',
  })
  const tomorrow = endsOn ? dayOf(new Date(Date.parse(`${endsOn}T12:00:00+08:00`) + 86_400_000)) : ''
  return (
    <Modal
      open
      title={`${post.accountName}离任`}
      okText="登记离任"
      cancelText="取消"
      okButtonProps={{ disabled: !endsOn, loading: end.busy }}
      onOk={() =>
        void end
          .send({ params: { id: post.id }, body: { endsOn, ...(to ? { handOverTo: to.id } : {}) } })
          .then((done) => done && onClose())
      }
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p className="about">
        {post.org.name} · {roles[post.role].name}
      </p>
      <Field
        label="任职到哪天"
        required
        path="endsOn"
        problem={end.problem}
        hint={
          tomorrow && (
            <>
              从 <Day day={tomorrow} /> 起没有这里的权限
            </>
          )
        }
      >
        {(control) => (
          <DayInput
            {...control}
            min={post.startsOn}
            value={endsOn}
            onChange={setEndsOn}
            style={{ maxWidth: '14rem' }}
          />
        )}
      </Field>
      <Field
        label="未完待办交给谁"
        hint="指名由本人办的待办，任职到期时转过去；不填则交回本单位再分"
        path="handOverTo"
        problem={end.problem}
      >
        {(control) => (
          <AccountPicker
            {...control}
            orgId={post.org.id}
            except={post.accountId}
            value={to}
            onChange={setTo}
          />
        )}
      </Field>
      <ProblemNote problem={end.problem} />
    </Modal>
  )
}
