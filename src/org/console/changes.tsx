import { useState } from 'react'
import { Checkbox } from 'antd'
import { filled, useWrite } from '../../ui/console/ask.ts'
import { optionsOf, SelectField } from '../../ui/console/choice-field.tsx'
import { today } from '../../ui/console/dates.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { useDraft } from '../../ui/console/draft.ts'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { LongTextField, TextField } from '../../ui/console/text-field.tsx'
import { orgKinds, type OrgKind } from '../words.ts'
import type { ShownOrg } from './orgs.tsx'

export type Change = 'create' | 'change' | 'rename' | 'move' | 'merge' | 'dissolve'

type Dialog = {
  org: ShownOrg
  onClose: () => void
  /** `touched`: the orgs whose children changed (null: the top); `next`: the org to open. */
  onDone: (touched: (number | null)[], next?: number) => void
}

/** The dialog of one change to the tree. */
export function OrgChange({ change, ...dialog }: Dialog & { change: Change }) {
  if (change === 'create') return <Create {...dialog} />
  if (change === 'change') return <Correct {...dialog} />
  return <Alter change={change} {...dialog} />
}

function Create({ org, onClose, onDone }: Dialog) {
  const [name, setName] = useState('')
  const [confirm, setConfirm] = useState(false)
  const create = useWrite('POST /api/orgs', {
    done: ({ warnings }) => (warnings.length > 0 ? `已新建。请核对：${warnings[0]}` : `已新建${name.trim()}`),
  })
  const form = useDraft<More>({ shortName: '', kind: undefined, uscc: '' }, create)
  const { kind, shortName, uscc } = form.draft
  return (
    <FormModal
      title={`在“${org.name}”之下新建`}
      ok="新建"
      ready={name.trim().length >= 2 && kind !== undefined}
      write={create}
      onSend={() =>
        create.send({
          body: {
            parentId: org.id,
            name: name.trim(),
            kind: kind!,
            ...filled({ shortName, uscc }),
            ...(confirm ? { confirm } : {}),
          },
        })
      }
      onDone={(made) => onDone([org.id], made.id)}
      onClose={onClose}
    >
      <TextField
        label="全称"
        required
        path="name"
        write={create}
        autoFocus
        max={100}
        value={name}
        onChange={(typed) => {
          setName(typed)
          setConfirm(false)
        }}
      />
      <MoreFields form={form} />
      {create.problem?.code === 'org-exists' && (
        <Checkbox checked={confirm} onChange={(event) => setConfirm(event.target.checked)}>
          核对过了，确是另一个组织，仍然新建
        </Checkbox>
      )}
    </FormModal>
  )
}

function Correct({ org, onClose, onDone }: Dialog) {
  const change = useWrite('POST /api/orgs/{id}/change', {
    done: ({ warnings }) => (warnings.length > 0 ? `已保存。请核对：${warnings[0]}` : '已保存'),
  })
  const form = useDraft<More>(
    { shortName: org.shortName ?? '', kind: org.kind, uscc: org.uscc ?? '' },
    change,
  )
  const { kind, shortName, uscc } = form.draft
  return (
    <FormModal
      title={`修改“${org.name}”`}
      ok="保存"
      write={change}
      onSend={() =>
        change.send({
          params: { id: org.id },
          body: { shortName: shortName.trim() || null, kind: kind!, uscc: uscc.trim() || null },
        })
      }
      onDone={() => onDone([org.parentId])}
      onClose={onClose}
    >
      <MoreFields form={form} />
    </FormModal>
  )
}

/** What is known of an org besides its name. */
type More = { shortName: string; kind: OrgKind | undefined; uscc: string }

function MoreFields({ form }: { form: ReturnType<typeof useDraft<More>> }) {
  const { set, field } = form
  return (
    <>
      <SelectField label="类别" required options={optionsOf(orgKinds)} {...field('kind')} />
      <TextField label="简称" max={40} {...field('shortName')} />
      <TextField
        label="统一社会信用代码"
        hint="18位；校验位不符只提醒，早年的代码有的通不过"
        max={18}
        {...field('uscc')}
        onChange={(typed) => set({ uscc: typed.toUpperCase() })}
      />
    </>
  )
}

const words = {
  rename: { title: '更名', ok: '更名', about: '原名记入沿革，按原名仍能找到。', done: '已更名' },
  move: { title: '划转到另一个上级', ok: '划转', about: '下级、任职和未完的事随之转过去。', done: '已划转' },
  merge: {
    title: '并入另一个组织',
    ok: '并入',
    about:
      '下级、任职和未完的待办转入对方，这个组织随即停用，不能自动拆开。你自己在这里的任职不转入；转入的负责人过7天才能同意打开匿名身份。',
    done: '已并入',
  },
  dissolve: {
    title: '撤销',
    ok: '撤销这个组织',
    about: '有下级、在任人员或未完待办的不能撤销；撤销后仍能查到它的沿革。',
    done: '已撤销',
  },
} as const

function Alter({ change, org, onClose, onDone }: Dialog & { change: keyof typeof words }) {
  const say = words[change]
  const [name, setName] = useState(org.name)
  const [other, setOther] = useState<PickedOrg | null>(null)
  const [on, setOn] = useState(today())
  const [reason, setReason] = useState('')
  const rename = useWrite('POST /api/orgs/{id}/rename', { done: say.done })
  const move = useWrite('POST /api/orgs/{id}/move', { done: say.done })
  const merge = useWrite('POST /api/orgs/{id}/merge', { done: say.done })
  const dissolve = useWrite('POST /api/orgs/{id}/dissolve', { done: say.done })
  const write = { rename, move, merge, dissolve }[change]
  const params = { id: org.id }
  const how = filled({ on, reason })
  // Whose children change by it, besides those of the org above.
  const send = async (): Promise<number[] | undefined> => {
    if (change === 'rename') return (await rename.send({ params, body: { name: name.trim(), ...how } })) && []
    if (change === 'move')
      return (await move.send({ params, body: { parentId: other!.id, ...how } })) && [other!.id]
    if (change === 'merge')
      return (await merge.send({ params, body: { into: other!.id, ...how } })) && [other!.id]
    return (await dissolve.send({ params, body: how })) && []
  }
  return (
    <FormModal
      title={`${org.name}：${say.title}`}
      about={say.about}
      ok={say.ok}
      danger={change === 'merge' || change === 'dissolve'}
      ready={
        change === 'rename'
          ? name.trim().length > 1 && name.trim() !== org.name
          : change === 'dissolve' || other !== null
      }
      write={write}
      onSend={send}
      onDone={(also) => onDone([org.parentId, ...also], change === 'merge' ? other?.id : undefined)}
      onClose={onClose}
    >
      {change === 'rename' && (
        <TextField
          label="新的全称"
          required
          path="name"
          write={write}
          autoFocus
          max={100}
          value={name}
          onChange={setName}
        />
      )}
      {(change === 'move' || change === 'merge') && (
        <OrgField
          label={change === 'move' ? '新的上级' : '并入哪个组织'}
          required
          path={change === 'move' ? 'parentId' : 'into'}
          write={write}
          value={other}
          onChange={setOther}
          except={[org.id]}
        />
      )}
      <DayField
        label="从哪天起"
        hint="补记以前的变动时改这里"
        path="on"
        write={write}
        max={today()}
        value={on}
        onChange={setOn}
        style={{ maxWidth: '14rem' }}
      />
      <LongTextField
        label="依据或原因"
        path="reason"
        write={write}
        rows={2}
        max={500}
        placeholder="如：批复文号"
        value={reason}
        onChange={setReason}
      />
    </FormModal>
  )
}
