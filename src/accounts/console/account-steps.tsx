import { useState } from 'react'
import { Button, Checkbox, Input } from 'antd'
import { roles, type Role } from '../../kernel/access.ts'
import { announce } from '../../ui/console/announce.ts'
import { useWrite } from '../../ui/console/ask.ts'
import { SelectField } from '../../ui/console/choice-field.tsx'
import { useDraft } from '../../ui/console/draft.ts'
import { Field, type FieldProps } from '../../ui/console/field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { useMe } from '../../ui/console/session.ts'
import { TextField } from '../../ui/console/text-field.tsx'
import { AccountField, type PickedAccount } from './account-picker.tsx'
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

function FirstPassword({
  value,
  onChange,
  write,
}: Pick<FieldProps, 'path' | 'write'> & { value: string; onChange: (password: string) => void }) {
  return (
    <Field
      label="初始密码"
      required
      hint="至少10个字符。当面或电话告诉本人；本人第一次登录必须改掉，并会看到是谁设的。负责人要过7天才能同意打开匿名身份和换号"
      path="password"
      write={write}
      error={write?.problem?.code === 'weak-password' ? '密码太容易猜到' : undefined}
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
  const create = useWrite('POST /api/accounts', { done: '账号已新建，可以登录了' })
  const { draft, field } = useDraft(
    () => ({
      name: '',
      login: '',
      password: invent(),
      org: { id: me.acting.orgId, name: me.acting.orgName } as PickedOrg | null,
      role: undefined as Role | undefined,
    }),
    create,
  )
  const { name, login, password, org, role } = draft
  const taken = create.problem?.code === 'login-taken'
  return (
    <FormModal
      title="新建账号"
      ok="新建"
      ready={name.trim() !== '' && login.trim().length >= 2 && password.length >= 10 && !!org && !!role}
      said={taken}
      write={create}
      onSend={() =>
        create.send({
          body: { login: login.trim(), name: name.trim(), password, orgId: org!.id, role: role! },
        })
      }
      onClose={onClose}
    >
      <TextField label="姓名" required autoFocus max={50} {...field('name')} />
      <TextField
        label="账号名"
        required
        hint="登录时填；字母、数字和 . _ @ -"
        error={taken ? '账号名已被使用，请换一个' : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        max={60}
        {...field('login')}
      />
      <FirstPassword {...field('password')} />
      <OrgField label="在哪里任职" required allowClear={false} {...field('org')} path="orgId" />
      <SelectField label="职务" required options={roleOptions} {...field('role')} />
    </FormModal>
  )
}

function Reset({ account, onClose }: { account: Account; onClose: () => void }) {
  const [password, setPassword] = useState(invent)
  const [totp, setTotp] = useState(false)
  const reset = useWrite('POST /api/accounts/{id}/password', { done: '密码已重设，锁定已解除' })
  return (
    <FormModal
      title={`重设${account.name}的密码`}
      about="原来的密码随即失效，输错太多造成的锁定也一并解除。"
      ok="重设密码"
      ready={password.length >= 10}
      write={reset}
      onSend={() =>
        reset.send({ params: { id: account.id }, body: { password, ...(totp ? { totp: true } : {}) } })
      }
      onClose={onClose}
    >
      <FirstPassword value={password} onChange={setPassword} write={reset} />
      <Checkbox checked={totp} onChange={(event) => setTotp(event.target.checked)}>
        手机丢了或换了：同时取消动态码
      </Checkbox>
    </FormModal>
  )
}

function End({ account, onClose }: { account: Account; onClose: () => void }) {
  const end = useWrite('POST /api/accounts/{id}/end', { done: `${account.name}的账号已停用` })
  return (
    <FormModal
      title={`停用${account.name}的账号`}
      about="所有设备上的登录立即失效，以后也不能再登录。经手过的记录都保留。手上还有待办的，请先“移交全部待办”。"
      ok="停用"
      danger
      write={end}
      onSend={() => end.send({ params: { id: account.id }, body: {} })}
      onClose={onClose}
    />
  )
}

function HandOver({ account, onClose }: { account: Account; onClose: () => void }) {
  const [to, setTo] = useState<PickedAccount | null>(null)
  const move = useWrite('POST /api/tasks/hand-over', {
    done: ({ moved }) => (moved > 0 ? `已移交${moved}件待办` : '没有指名交给这个人的待办'),
  })
  return (
    <FormModal
      title={`移交${account.name}的全部待办`}
      about={`指名由${account.name}办的待办，交给在同一组织任职的另一个人；没有指名的本来就由本单位共同办理。`}
      ok="移交"
      ready={to !== null}
      write={move}
      onSend={() => move.send({ body: { fromAccountId: account.id, toAccountId: to!.id } })}
      onClose={onClose}
    >
      <AccountField label="交给谁" required value={to} onChange={setTo} except={account.id} />
    </FormModal>
  )
}
