import { useState } from 'react'
import { Button, Switch } from 'antd'
import { roles } from '../../kernel/access.ts'
import { queryClient, useWrite } from '../../ui/console/ask.ts'
import { announce } from '../../ui/console/announce.ts'
import { setLarge, useLarge } from '../../ui/console/large.ts'
import { Page, Section } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { becomeMe, useMe } from '../../ui/console/session.ts'
import { StatusTag } from '../../ui/console/tags.tsx'
import { Entries } from './entries.tsx'
import { Sessions } from './sessions.tsx'
import { PasswordForm } from './password-form.tsx'
import { TotpSetup } from './totp.tsx'
import './accounts.css'

export function Component() {
  const me = useMe()
  return (
    <Page title="设置" facts={`${me.name} · ${me.acting.orgName}`}>
      <div className="settings">
        <Posts />
        <Look />
        <Password />
        <Totp />
        <Section title="登录着的设备" facts="有不认识的，先退出其他设备，再改密码">
          <Sessions />
        </Section>
        <Entry />
      </div>
    </Page>
  )
}

function Posts() {
  const me = useMe()
  const act = useWrite('POST /api/me/act-for', { done: (next) => `现在代表${next.acting?.orgName ?? ''}` })
  return (
    <Section title="我的任职" facts="代表哪个组织，就看到哪个组织的待办">
      <ul className="posts">
        {me.posts.map((post) => (
          <li key={post.orgId}>
            <span>
              {post.orgName}
              <small>{post.roles.map((role) => roles[role].name).join('、')}</small>
            </span>
            {post.orgId === me.acting.orgId ? (
              <StatusTag tone="green">正在代表</StatusTag>
            ) : (
              <Button
                loading={act.busy}
                onClick={() =>
                  void act.send({ body: { orgId: post.orgId } }).then((next) => {
                    if (!next) return
                    queryClient.clear()
                    becomeMe(next)
                  })
                }
              >
                改为代表
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ProblemNote problem={act.problem} />
    </Section>
  )
}

function Look() {
  const large = useLarge()
  return (
    <Section title="显示">
      <div className="card-body setting-line">
        <span>
          <label htmlFor="large">大字</label>
          <br />
          <small className="muted">字号放大四分之一，只在这台设备上生效</small>
        </span>
        <Switch id="large" checked={large} onChange={setLarge} />
      </div>
    </Section>
  )
}

function Password() {
  return (
    <Section title="密码">
      <PasswordForm about="修改后，这个账号在别处的登录会立即退出。" />
    </Section>
  )
}

function Entry() {
  return (
    <Section title="谁动过我的登录" facts="近半年。有不是你本人的，请立即改密码并告诉审计员">
      <Entries />
    </Section>
  )
}

function Totp() {
  const [setting, setSetting] = useState(false)
  const { totp } = useMe()
  return (
    <Section title="动态码" facts="登录的第二道锁，系统管理员必须启用">
      <div className="card-body">
        {setting ? (
          <TotpSetup
            replaces={totp}
            onDone={(me) => {
              becomeMe(me)
              setSetting(false)
              announce('动态码已启用，下次登录时要填')
            }}
          />
        ) : (
          <>
            <p className="about">
              启用后，登录除了密码还要填手机上的6位动态码。换手机时在这里重新设置，旧的随即作废。
            </p>
            <Button onClick={() => setSetting(true)}>{totp ? '更换动态码' : '设置动态码'}</Button>
          </>
        )}
      </div>
    </Section>
  )
}
