import { useState } from 'react'
import { Button, Dropdown } from 'antd'
import { EllipsisVertical } from 'lucide-react'
import { Link } from '@tanstack/react-router'
import { roles } from '../../kernel/access.ts'
import { usePages, type ItemOf } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { noOrg, OrgFilter, SearchBox } from '../../ui/console/list-filters.tsx'
import { AddButton, Empty, ListPage, Rows } from '../../ui/console/page.tsx'
import { useMe } from '../../ui/console/session.ts'
import { useSettled } from '../../ui/console/settled.ts'
import { StatusTag } from '../../ui/console/tags.tsx'
import './accounts.css'

export type Account = ItemOf<'GET /api/accounts'>
export type Step = 'create' | 'reset' | 'end' | 'hand-over'

const Steps = lazily(() => import('./account-steps.tsx'), 'AccountStep')

export function Component() {
  const me = useMe()
  const { filters, set, clear, changed } = useUrlFilters({ q: '', ...noOrg })
  const q = useSettled(filters.q.trim(), 250)
  const list = usePages('GET /api/accounts', {
    query: { limit: 50, q: q || undefined, orgId: Number(filters.org) || undefined },
  })
  const [step, setStep] = useState<{ kind: Step; account?: Account }>()
  return (
    <>
      <ListPage
        title="账号"
        facts="一人一个账号；能做什么由任职决定"
        actions={<AddButton onClick={() => setStep({ kind: 'create' })}>新建账号</AddButton>}
        filters={
          <>
            <SearchBox
              label="姓名或账号名"
              width="15rem"
              value={filters.q}
              onChange={(words) => set({ q: words }, { typing: true })}
            />
            <OrgFilter label="在哪个组织任职" filters={filters} set={set} />
          </>
        }
        list={list}
        empty={
          changed ? (
            <Empty title="没有这样的账号" action={<Button onClick={clear}>看全部账号</Button>} />
          ) : (
            <Empty title="还没有账号">点“新建账号”，登记第一位同事。</Empty>
          )
        }
      >
        {(accounts) => (
          <Rows<Account>
            name="账号"
            rows={accounts}
            rowKey={(account) => account.id}
            columns={[
              {
                title: '姓名',
                width: '24%',
                cell: (account) => (
                  <>
                    <b>{account.name}</b>
                    <small>{account.login}</small>
                  </>
                ),
              },
              {
                title: '任职',
                cell: (account) =>
                  account.appointments.length === 0 ? (
                    <span className="muted">没有任职，登录后什么也看不到</span>
                  ) : (
                    account.appointments.map((post, index) => (
                      <div key={index}>
                        {post.org.name} <span className="muted">{roles[post.role].name}</span>
                      </div>
                    ))
                  ),
              },
              {
                title: '状态',
                width: 'state',
                cell: (account) =>
                  !account.active ? (
                    <StatusTag tone="grey">已停用</StatusTag>
                  ) : account.locked ? (
                    <StatusTag tone="red">已锁定</StatusTag>
                  ) : (
                    <StatusTag tone="green">正常</StatusTag>
                  ),
              },
              {
                title: '动态码',
                width: 'word',
                wide: true,
                cell: (account) => (account.totp ? '已启用' : <span className="muted">未启用</span>),
              },
              {
                title: '上次登录',
                width: 'when',
                wide: true,
                cell: (account) =>
                  account.lastSignInAt ? (
                    <When at={account.lastSignInAt} />
                  ) : (
                    <span className="muted">还没有登录过</span>
                  ),
              },
              {
                title: <span className="unseen">操作</span>,
                width: '4.5rem',
                cell: (account) => (
                  <Dropdown
                    trigger={['click']}
                    menu={{
                      items: [
                        { key: 'reset', label: '重设密码并解锁' },
                        { key: 'hand-over', label: '移交全部待办' },
                        {
                          key: 'posts',
                          label: (
                            <Link to="/appointments" search={{ account: account.id, name: account.name }}>
                              看任职
                            </Link>
                          ),
                        },
                        {
                          key: 'end',
                          label: '停用账号',
                          danger: true,
                          // Nobody locks the door behind oneself.
                          disabled: !account.active || account.id === me.accountId,
                        },
                      ],
                      onClick: ({ key }) => {
                        if (key !== 'posts') setStep({ kind: key as Step, account })
                      },
                    }}
                  >
                    <Button
                      type="text"
                      size="small"
                      aria-label={`${account.name}的操作`}
                      icon={<EllipsisVertical aria-hidden size="1.2em" />}
                    />
                  </Dropdown>
                ),
              },
            ]}
          />
        )}
      </ListPage>
      {step && <Steps {...step} onClose={() => setStep(undefined)} />}
    </>
  )
}
