// What lists are narrowed down by: `SearchBox` by words, `OrgFilter` by an org.
import { Input } from 'antd'
import { Search } from 'lucide-react'
import { OrgPicker } from './org-picker.tsx'

/** Words to look for. The list asks with `useSettled` ones, so as not to ask at every letter. */
export function SearchBox({
  label,
  placeholder = label,
  width,
  value,
  onChange,
}: {
  label: string
  placeholder?: string
  /** Wide enough for its placeholder. */
  width?: string
  value: string
  onChange: (words: string) => void
}) {
  return (
    <Input
      allowClear
      prefix={<Search aria-hidden size="1em" />}
      aria-label={label}
      placeholder={placeholder}
      maxLength={60}
      style={{ width }}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** In the address, an org is its number and its name, which is shown before it is asked for. */
export const noOrg = { org: '', orgName: '' }
export const orgIn = (filters: typeof noOrg) =>
  filters.org ? { id: Number(filters.org), name: filters.orgName } : null

export function OrgFilter({
  label,
  width = '20rem',
  everywhere = false,
  filters,
  set,
}: {
  label: string
  width?: string
  everywhere?: boolean
  filters: typeof noOrg
  set: (patch: typeof noOrg) => void
}) {
  return (
    <div style={{ width }}>
      <OrgPicker
        aria-label={label}
        placeholder={label}
        everywhere={everywhere}
        value={orgIn(filters)}
        onChange={(org) => set({ org: org ? String(org.id) : '', orgName: org?.name ?? '' })}
      />
    </div>
  )
}
