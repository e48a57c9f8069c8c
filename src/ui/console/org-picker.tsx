// `OrgPicker` chooses an org, `OrgsPicker` several: the tree level by level, or search by name, former name, pinyin
// or initials. Values are `{ id, name }`. Both draw only the lines in sight, however many there are. As fields of a form:
// `OrgField`, `OrgsField`.
import { useEffect, useId, useRef, useState } from 'react'
import { TreeSelect } from 'antd'
import { useAnswer, type ItemOf } from './ask.ts'
import { apart, Field, type FieldProps } from './field.tsx'
import { useOrgTree } from './org-tree.ts'
import { useSettled } from './settled.ts'
import './org-picker.css'

export type PickedOrg = { id: number; name: string }
type Common = {
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: true | undefined
  'aria-required'?: true | undefined
  'aria-label'?: string
  status?: 'error' | undefined
  placeholder?: string
  disabled?: boolean
  /** Search the whole city, not only below the org acted for: handing a concern over needs it. */
  everywhere?: boolean
  /** Only these kinds are found by searching. */
  kind?: ItemOf<'GET /api/orgs'>['kind'][]
  /** Cannot be chosen: itself, say. */
  except?: number[]
}

export function OrgPicker(
  props: Common & {
    value: PickedOrg | null
    onChange: (org: PickedOrg | null) => void
    allowClear?: boolean
  },
) {
  const { value, onChange, allowClear = true, ...rest } = props
  return (
    <Picker
      {...rest}
      multiple={false}
      allowClear={allowClear}
      value={value ? [value] : []}
      onChange={(orgs) => onChange(orgs[0] ?? null)}
    />
  )
}
function OrgsPicker(props: Common & { value: PickedOrg[]; onChange: (orgs: PickedOrg[]) => void }) {
  return <Picker {...props} multiple allowClear />
}

type Picking = Pick<Common, 'disabled' | 'everywhere' | 'except' | 'kind'>

export function OrgField(
  props: FieldProps &
    Picking & { value: PickedOrg | null; onChange: (org: PickedOrg | null) => void; allowClear?: boolean },
) {
  const [asked, rest] = apart(props)
  return <Field {...asked}>{(control) => <OrgPicker {...rest} {...control} />}</Field>
}
export function OrgsField(
  props: FieldProps & Picking & { value: PickedOrg[]; onChange: (orgs: PickedOrg[]) => void },
) {
  const [asked, rest] = apart(props)
  return <Field {...asked}>{(control) => <OrgsPicker {...rest} {...control} />}</Field>
}

type Labeled = { value: number | string; label: React.ReactNode }

function Picker({
  value,
  onChange,
  multiple,
  allowClear,
  everywhere,
  kind,
  except,
  placeholder = '选组织：输入名称或拼音',
  ...control
}: Common & {
  value: PickedOrg[]
  onChange: (orgs: PickedOrg[]) => void
  multiple: boolean
  allowClear: boolean
}) {
  const [open, setOpen] = useState(false)
  const own = useId()
  const id = control.id ?? own
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim(), 200)
  const tree = useOrgTree(open)
  const found = useAnswer(
    'GET /api/orgs/search',
    q ? { query: { q, limit: 50, everywhere: everywhere || undefined, kind } } : null,
    { keep: true },
  )
  const searching = typed.trim() !== ''
  const pick = (orgs: PickedOrg[]) => {
    onChange(orgs)
    setTyped('')
    if (!multiple) setOpen(false)
  }
  /** What was typed when Enter was pressed, while its answer is on the way. */
  const wanted = useRef('')
  const takeOnly = () => {
    const fits = (found.data?.items ?? []).filter((org) => org.active && !except?.includes(org.id))
    const [only] = fits
    wanted.current = ''
    if (fits.length !== 1 || !only || value.some((org) => org.id === only.id)) return
    pick(multiple ? [...value, { id: only.id, name: only.name }] : [{ id: only.id, name: only.name }])
  }
  const settled = q === typed.trim() && found.data !== undefined && !found.turning
  useEffect(() => {
    if (settled && wanted.current && wanted.current === q) takeOnly()
  })
  const treeData = searching
    ? (found.data?.items ?? []).map((org) => ({
        key: org.id,
        value: org.id,
        title: (
          <span className="org-found">
            {org.name}
            <small>
              {[org.matched !== org.name && `“${org.matched}”`, org.trail].filter(Boolean).join(' · ')}
            </small>
          </span>
        ),
        name: org.name,
        isLeaf: true,
        disabled: !org.active || except?.includes(org.id),
      }))
    : mark(tree.nodes ?? [], except)
  const names = new Map<number, string>(found.data?.items.map((org) => [org.id, org.name]))
  const nameOf = (id: number): string =>
    value.find((org) => org.id === id)?.name ?? names.get(id) ?? find(tree.nodes ?? [], id) ?? ''
  const labeled = value.map((org): Labeled => ({ value: org.id, label: org.name }))
  return (
    <TreeSelect<Labeled | Labeled[] | undefined>
      {...control}
      id={id}
      // antd's input names a list of this id as its own, but draws a tree without one.
      popupRender={(menu) => <div id={`${id}_list`}>{menu}</div>}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        if (!next) setTyped('')
      }}
      value={multiple ? labeled : labeled[0]}
      labelInValue
      multiple={multiple}
      allowClear={allowClear}
      placeholder={placeholder}
      treeData={treeData as never}
      treeNodeLabelProp="name"
      onInputKeyDown={(event) => {
        // A line walked to with the arrows is antd's to take.
        if (event.key !== 'Enter' || !searching || event.currentTarget.getAttribute('aria-activedescendant'))
          return
        if (settled) takeOnly()
        else wanted.current = typed.trim()
      }}
      showSearch={{ searchValue: typed, onSearch: setTyped, filterTreeNode: false }}
      loadData={
        searching
          ? undefined
          : async ({ key, children }) => {
              if (!children?.length && typeof key === 'number') await tree.expand(key)
            }
      }
      onSelect={(_picked, node) => {
        const { next } = node as { next?: { parentId: number | undefined; cursor: string } }
        if (next) void tree.more(next)
      }}
      onChange={(next) => {
        const picked = next === undefined || next === null ? [] : Array.isArray(next) ? next : [next]
        const ids = picked.map((one) => one.value).filter((id): id is number => typeof id === 'number')
        // The line 更多 was chosen: nothing changes.
        if (picked.length > 0 && ids.length < picked.length) return
        onChange(ids.map((id) => ({ id, name: nameOf(id) })))
        if (multiple) setTyped('')
      }}
      listHeight={360}
      popupMatchSelectWidth={false}
      classNames={{ popup: { root: searching ? 'org-search' : '' } }}
      styles={{ popup: { root: { minWidth: 360, maxWidth: '92vw' } } }}
      style={{ width: '100%' }}
      notFoundContent={
        <p className="org-none">
          {tree.problem?.message ??
            (searching && q && found.data ? '没有这样的组织，换个字试试。' : '正在读取…')}
        </p>
      }
    />
  )
}

type Marked = { key: unknown; title: string; name: string; disabled?: boolean; children?: Marked[] }
function mark(
  nodes: ReturnType<typeof useOrgTree>['nodes'] & object,
  except: number[] | undefined,
): Marked[] {
  return nodes.map((node) => ({
    ...node,
    name: node.title,
    disabled: typeof node.key === 'number' && except?.includes(node.key),
    children: node.children && mark(node.children, except),
  }))
}
function find(
  nodes: { key: unknown; title: string; children?: never[] | unknown[] }[],
  id: number,
): string | undefined {
  for (const node of nodes) {
    if (node.key === id) return node.title
    const below = node.children && find(node.children as never, id)
    if (below) return below
  }
}
