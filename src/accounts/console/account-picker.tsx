import { useState } from 'react'
import { Select } from 'antd'
import { useAnswer } from '../../ui/console/ask.ts'
import { apart, Field, type FieldProps } from '../../ui/console/field.tsx'
import { useSettled } from '../../ui/console/settled.ts'
import '../../ui/console/org-picker.css'

export type PickedAccount = { id: string; name: string }

/** Chooses an account by name or login. `orgId`: only those serving there. */
export function AccountPicker({
  value,
  onChange,
  except,
  orgId,
  ...control
}: {
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: true | undefined
  'aria-required'?: true | undefined
  'aria-label'?: string
  status?: 'error' | undefined
  placeholder?: string
  value: PickedAccount | null
  onChange: (account: PickedAccount | null) => void
  except?: string
  orgId?: number
}) {
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim(), 200)
  const found = useAnswer(
    'GET /api/accounts',
    { query: { q: q || undefined, orgId, limit: 50 } },
    { keep: true },
  )
  const options = (found.data?.items ?? [])
    .filter((account) => account.active && account.id !== except)
    .map((account) => ({
      value: account.id,
      label: account.name,
      detail: [account.login, ...account.appointments.map((post) => post.org.name)].join(' · '),
    }))
  return (
    <Select<{ value: string; label: React.ReactNode }, (typeof options)[0]>
      {...control}
      labelInValue
      allowClear
      value={value ? { value: value.id, label: value.name } : undefined}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      options={options}
      optionRender={({ data }) => (
        <span className="org-found">
          {data.label}
          <small>{data.detail}</small>
        </span>
      )}
      placeholder={control.placeholder ?? '姓名或账号名'}
      notFoundContent={<p className="org-none">{found.data ? '没有这样的账号' : '正在读取…'}</p>}
      onChange={(next, option) => {
        const one = Array.isArray(option) ? option[0] : option
        onChange(next && one ? { id: one.value, name: one.label } : null)
      }}
      style={{ width: '100%' }}
    />
  )
}

export function AccountField(
  props: FieldProps & {
    value: PickedAccount | null
    onChange: (account: PickedAccount | null) => void
    except?: string
    orgId?: number
  },
) {
  const [asked, rest] = apart(props)
  return <Field {...asked}>{(control) => <AccountPicker {...rest} {...control} />}</Field>
}
