import { useState } from 'react'
import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { roles, type Role } from '../../kernel/access.ts'
import { announce } from '../../ui/console/announce.ts'
import { useWrite } from '../../ui/console/ask.ts'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'
import { AccountPicker, type PickedAccount } from './account-picker.tsx'
import type { Account, Step } from './accounts.tsx'

export const roleOptions = (Object.keys(roles) as Role[]).map((value) => ({
  value,
  label: roles[value].name,
}))

/** The dialog of one step on an account. */
export function AccountStep({
  kind,
  account,
  onClose,
}: {
  kind: Step
  account?: Account
  onClose: () => void
}) {
  if (kind === 'create') return <Create onClose={onClose} />
  if (!account) return null
  if (kind === 'reset') return <Reset account={account} onClose={onClose} />
  if (kind === 'end') return <End account={account} onClose={onClose} />
  return <HandOver account={account} onClose={onClose} />
}

/** Twelve characters without those that look alike, from the browser's own randomness. */
function invent(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const picked = crypto.getRandomValues(new Uint8Array(12))
  return [...picked]
    .map((byte) => letters[byte % letters.length])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-')
}

function PasswordField({
  value,
  onChange,
  problem,
}: {
  value: string
  onChange: (password: string) => void
  problem: Parameters<typeof ProblemNote>[0]['problem']
}) {
  return (
    <Field
      label="初始密码"
      required
      hint="至少10个字符。当面或电话告诉本人，请本人登录后在“设置”里改掉。负责人要过7天才能同意打开匿名身份和换号"
      path="password"
      problem={problem}
      error={problem?.code === 'weak-password' ? '密码太容易猜到' : undefined}
    >
      {(control) => (
        <div className="with-button">
          <Input
            {...control}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <Button onClick={() => onChange(invent())}>随机一个</Button>
          <Button
            disabled={!value}
            onClick={() => void navigator.clipboard?.writeText(value).then(() => announce('密码已复制'))}
          >
            复制
          </Button>
        </div>
      )}
    </Field>
  )
}

function Create({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const [name, setName] = useState('')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState(invent)
  const [org, setOrg] = useState<PickedOrg | null>({ id: me.acting.orgId, name: me.acting.orgName })
  const [role, setRole] = useState<Role>()
  const create = useWrite('POST /api/accounts', { done: '账号已新建，可以登录了' })
  const taken = create.problem?.code === 'login-taken'
  const submit = async () => {
    if (!org || !role) return
    const made = await create.send({
      body: { login: login.trim(), name: name.trim(), password, orgId: org.id, role },
    })
    if (made) onClose()
  }
  return (
    <Modal
      open
      title="新建账号"
      okText="新建"
      cancelText="取消"
      okButtonProps={{
        disabled: !name.trim() || login.trim().length < 2 || password.length < 10 || !org || !role,
        loading: create.busy,
      }}
      onOk={() => void submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Field label="姓名" required path="name" problem={create.problem}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={50}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="账号名"
        required
        hint="登录时填；字母、数字和 . _ @ -"
        path="login"
        problem={create.problem}
        error={taken ? '账号名已被使用，请换一个' : undefined}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={60}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
        )}
      </Field>
      <PasswordField value={password} onChange={setPassword} problem={create.problem} />
      <Field label="在哪里任职" required path="orgId" problem={create.problem}>
        {(control) => <OrgPicker {...control} allowClear={false} value={org} onChange={setOrg} />}
      </Field>
      <Field label="职务" required path="role" problem={create.problem}>
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
      {!taken && <ProblemNote problem={create.problem} />}
    </Modal>
  )
}

function Reset({ account, onClose }: { account: Account; onClose: () => void }) {
  const [password, setPassword] = useState(invent)
  const [totp, setTotp] = useState(false)
  const reset = useWrite('POST /api/accounts/{id}/password', { done: '密码已重设，锁定已解除' })
  return (
    <Modal
      open
      title={`重设${account.name}的密码`}
      okText="重设密码"
      cancelText="取消"
      okButtonProps={{ disabled: password.length < 10, loading: reset.busy }}
      onOk={() =>
        void reset
          .send({ params: { id: account.id }, body: { password, ...(totp ? { totp: true } : {}) } })
          .then((done) => done && onClose())
      }
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p className="about">原来的密码随即失效，输错太多造成的锁定也一并解除。</p>
      <PasswordField value={password} onChange={setPassword} problem={reset.problem} />
      <Checkbox checked={totp} onChange={(event) => setTotp(event.target.checked)}>
        手机丢了或换了：同时取消动态码
      </Checkbox>
      <ProblemNote problem={reset.problem} />
    </Modal>
  )
}

function End({ account, onClose }: { account: Account; onClose: () => void }) {
  const end = useWrite('POST /api/accounts/{id}/end', { done: `${account.name}的账号已停用` })
  return (
    <Modal
      open
      title={`停用${account.name}的账号`}
      okText="停用"
      cancelText="取消"
      okButtonProps={{ danger: true, loading: end.busy }}
      onOk={() => void end.send({ params: { id: account.id }, body: {} }).then((done) => done && onClose())}
      onCancel={onClose}
    >
      <p className="about">
        所有设备上的登录立即失效，以后也不能再登录。经手过的记录都保留。手上还有待办的，请先“移交全部待办”。
      </p>
      <ProblemNote problem={end.problem} />
    </Modal>
  )
}

function HandOver({ account, onClose }: { account: Account; onClose: () => void }) {
  const [to, setTo] = useState<PickedAccount | null>(null)
  const move = useWrite('POST /api/tasks/hand-over', {
    done: ({ moved }) => (moved > 0 ? `已移交${moved}件待办` : '没有指名交给这个人的待办'),
  })
  return (
    <Modal
      open
      title={`移交${account.name}的全部待办`}
      okText="移交"
      cancelText="取消"
      okButtonProps={{ disabled: !to, loading: move.busy }}
      onOk={() =>
        to &&
        void move
          .send({ body: { fromAccountId: account.id, toAccountId: to.id } })
          .then((done) => done && onClose())
      }
      onCancel={onClose}
    >
      <p className="about">
        指名由{account.name}办的待办，交给在同一组织任职的另一个人；没有指名的本来就由本单位共同办理。
      </p>
      <Field label="交给谁" required>
        {(control) => <AccountPicker {...control} value={to} onChange={setTo} except={account.id} />}
      </Field>
      <ProblemNote problem={move.problem} />
    </Modal>
  )
}
