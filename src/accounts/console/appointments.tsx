import { useState } from 'react'
import { Button, Checkbox } from 'antd'
import { roles, verbs, type Role } from '../../kernel/access.ts'
import { filled, usePages, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { SelectField } from '../../ui/console/choice-field.tsx'
import { Day, dayOf, today } from '../../ui/console/dates.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { useDraft } from '../../ui/console/draft.ts'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { noOrg, OrgFilter, orgIn } from '../../ui/console/list-filters.tsx'
import { OrgField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { AddButton, Empty, ListPage, Rows } from '../../ui/console/page.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'
import { AccountField, AccountPicker, type PickedAccount } from './account-picker.tsx'
import { roleOptions } from './account-steps.tsx'
import './accounts.css'

type Appointment = ItemOf<'GET /api/appointments'>

/** Who serves where, in which role, since when; appointing and ending. */
export function Component() {
  const { filters, set, clear, changed } = useUrlFilters({ ...noOrg, account: '', name: '', ended: '' })
  const org = orgIn(filters)
  const list = usePages('GET /api/appointments', {
    query: {
      limit: 50,
      orgId: org?.id,
      accountId: filters.account || undefined,
      ended: filters.ended ? true : undefined,
    },
  })
  const account = filters.account ? { id: filters.account, name: filters.name } : null
  const [appointing, setAppointing] = useState(false)
  const [ending, setEnding] = useState<Appointment>()
  return (
    <>
      <ListPage
        title="任职"
        facts="谁在哪个组织担任什么，权限从任职来"
        actions={<AddButton onClick={() => setAppointing(true)}>登记任职</AddButton>}
        filters={
          <>
            <OrgFilter label="哪个组织" filters={filters} set={set} />
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
              { title: '姓名', width: 'word', cell: (post) => <b>{post.accountName}</b> },
              { title: '组织', cell: (post) => post.org.name },
              { title: '职务', width: 'word', cell: (post) => roles[post.role].name },
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
                width: 'state',
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
  org,
  account,
  onClose,
}: {
  org: PickedOrg | null
  account: PickedAccount | null
  onClose: () => void
}) {
  const appoint = useWrite('POST /api/appointments', { done: '任职已登记' })
  const { draft, field } = useDraft(
    { account, org, role: undefined as Role | undefined, startsOn: today(), endsOn: '' },
    appoint,
  )
  const { role, startsOn, endsOn } = draft
  return (
    <FormModal
      title="登记任职"
      ok="登记"
      ready={!!draft.account && !!draft.org && !!role && startsOn !== ''}
      write={appoint}
      onSend={() =>
        appoint.send({
          body: {
            accountId: draft.account!.id,
            orgId: draft.org!.id,
            role: role!,
            startsOn,
            ...filled({ endsOn }),
          },
        })
      }
      onClose={onClose}
    >
      <AccountField label="谁" required {...field('account')} path="accountId" />
      <OrgField label="在哪个组织" required {...field('org')} path="orgId" />
      <SelectField
        label="职务"
        required
        hint={
          role &&
          `可以：${roles[role].verbs.map((verb) => verbs[verb]).join('、')}${(roles[role].verbs as readonly string[]).includes('identity.approve') ? '（登记满7天后才能同意打开匿名身份和换号）' : ''}`
        }
        options={roleOptions}
        {...field('role')}
      />
      <div className="two">
        <DayField label="从哪天起" required {...field('startsOn')} />
        <DayField label="到哪天止" hint="不填就是一直任职" min={startsOn} {...field('endsOn')} />
      </div>
    </FormModal>
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
    <FormModal
      title={`${post.accountName}离任`}
      about={`${post.org.name} · ${roles[post.role].name}`}
      ok="登记离任"
      ready={endsOn !== ''}
      write={end}
      onSend={() =>
        end.send({ params: { id: post.id }, body: { endsOn, ...(to ? { handOverTo: to.id } : {}) } })
      }
      onClose={onClose}
    >
      <DayField
        label="任职到哪天"
        required
        hint={
          tomorrow && (
            <>
              从 <Day day={tomorrow} /> 起没有这里的权限
            </>
          )
        }
        path="endsOn"
        write={end}
        min={post.startsOn}
        value={endsOn}
        onChange={setEndsOn}
        style={{ maxWidth: '14rem' }}
      />
      <AccountField
        label="未完待办交给谁"
        hint="指名由本人办的待办，任职到期时转过去；不填则交回本单位再分"
        path="handOverTo"
        write={end}
        orgId={post.org.id}
        except={post.accountId}
        value={to}
        onChange={setTo}
      />
    </FormModal>
  )
}
