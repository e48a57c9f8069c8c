import { useState } from 'react'
import { Checkbox, Input, Modal, Select } from 'antd'
import { useWrite } from '../../ui/console/ask.ts'
import { announce } from '../../ui/console/announce.ts'
import { DayInput, today } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { orgKinds, type OrgKind } from '../words.ts'
import type { ShownOrg } from './orgs.tsx'

export type Change = 'create' | 'change' | 'rename' | 'move' | 'merge' | 'dissolve'

const kindOptions = (Object.keys(orgKinds) as OrgKind[]).map((value) => ({ value, label: orgKinds[value] }))

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
  const [shortName, setShortName] = useState('')
  const [kind, setKind] = useState<OrgKind>()
  const [uscc, setUscc] = useState('')
  const [confirm, setConfirm] = useState(false)
  const create = useWrite('POST /api/orgs')
  const submit = async () => {
    if (!kind) return
    const made = await create.send({
      body: {
        parentId: org.id,
        name: name.trim(),
        kind,
        ...(shortName.trim() ? { shortName: shortName.trim() } : {}),
        ...(uscc.trim() ? { uscc: uscc.trim() } : {}),
        ...(confirm ? { confirm } : {}),
      },
    })
    if (!made) return
    announce(made.warnings.length > 0 ? `已新建。请核对：${made.warnings[0]}` : `已新建${name.trim()}`)
    onDone([org.id], made.id)
  }
  return (
    <Modal
      open
      title={`在“${org.name}”之下新建`}
      okText="新建"
      cancelText="取消"
      okButtonProps={{ disabled: name.trim().length < 2 || !kind, loading: create.busy }}
      onOk={() => void submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Field label="全称" required path="name" problem={create.problem}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={100}
            value={name}
            onChange={(event) => {
              setName(event.target.value)
              setConfirm(false)
            }}
          />
        )}
      </Field>
      <Field label="类别" required path="kind" problem={create.problem}>
        {(control) => (
          <Select
            {...control}
            options={kindOptions}
            value={kind}
            onChange={setKind}
            style={{ width: '100%' }}
          />
        )}
      </Field>
      <Field label="简称" path="shortName" problem={create.problem}>
        {(control) => (
          <Input
            {...control}
            maxLength={40}
            value={shortName}
            onChange={(event) => setShortName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="统一社会信用代码"
        hint="18位；校验位不符只提醒，早年的代码有的通不过"
        path="uscc"
        problem={create.problem}
      >
        {(control) => (
          <Input
            {...control}
            maxLength={18}
            value={uscc}
            onChange={(event) => setUscc(event.target.value.toUpperCase())}
          />
        )}
      </Field>
      <ProblemNote problem={create.problem} />
      {create.problem?.code === 'org-exists' && (
        <Checkbox checked={confirm} onChange={(event) => setConfirm(event.target.checked)}>
          核对过了，确是另一个组织，仍然新建
        </Checkbox>
      )}
    </Modal>
  )
}

function Correct({ org, onClose, onDone }: Dialog) {
  const [shortName, setShortName] = useState(org.shortName ?? '')
  const [kind, setKind] = useState(org.kind)
  const [uscc, setUscc] = useState(org.uscc ?? '')
  const change = useWrite('POST /api/orgs/{id}/change', {
    done: ({ warnings }) => (warnings.length > 0 ? `已保存。请核对：${warnings[0]}` : '已保存'),
  })
  const submit = async () => {
    const done = await change.send({
      params: { id: org.id },
      body: { shortName: shortName.trim() || null, kind, uscc: uscc.trim() || null },
    })
    if (done) onDone([org.parentId])
  }
  return (
    <Modal
      open
      title={`修改“${org.name}”`}
      okText="保存"
      cancelText="取消"
      okButtonProps={{ loading: change.busy }}
      onOk={() => void submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Field label="简称" path="shortName" problem={change.problem}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={40}
            value={shortName}
            onChange={(event) => setShortName(event.target.value)}
          />
        )}
      </Field>
      <Field label="类别" path="kind" problem={change.problem}>
        {(control) => (
          <Select
            {...control}
            options={kindOptions}
            value={kind}
            onChange={setKind}
            style={{ width: '100%' }}
          />
        )}
      </Field>
      <Field label="统一社会信用代码" path="uscc" problem={change.problem}>
        {(control) => (
          <Input
            {...control}
            maxLength={18}
            value={uscc}
            onChange={(event) => setUscc(event.target.value.toUpperCase())}
          />
        )}
      </Field>
      <ProblemNote problem={change.problem} />
    </Modal>
  )
}

const words = {
  rename: { title: '更名', ok: '更名', about: '原名记入沿革，按原名仍能找到。', done: '已更名' },
  move: { title: '划转到另一个上级', ok: '划转', about: '下级、任职和未完的事随之转过去。', done: '已划转' },
  merge: {
    title: '并入另一个组织',
    ok: '并入',
    about: '下级、任职和未完的待办转入对方，这个组织随即停用。并入后不能自动拆开。',
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
  const ready =
    change === 'rename' ? name.trim().length > 1 && name.trim() !== org.name : change === 'dissolve' || other
  const submit = async () => {
    const params = { id: org.id }
    const how = { ...(on ? { on } : {}), ...(reason.trim() ? { reason: reason.trim() } : {}) }
    if (change === 'rename') {
      if (await rename.send({ params, body: { name: name.trim(), ...how } })) onDone([org.parentId])
    } else if (change === 'move' && other) {
      if (await move.send({ params, body: { parentId: other.id, ...how } })) onDone([org.parentId, other.id])
    } else if (change === 'merge' && other) {
      if (await merge.send({ params, body: { into: other.id, ...how } }))
        onDone([org.parentId, other.id], other.id)
    } else if (change === 'dissolve') {
      if (await dissolve.send({ params, body: how })) onDone([org.parentId])
    }
  }
  return (
    <Modal
      open
      title={`${org.name}：${say.title}`}
      okText={say.ok}
      cancelText="取消"
      okButtonProps={{
        disabled: !ready,
        loading: write.busy,
        danger: change === 'merge' || change === 'dissolve',
      }}
      onOk={() => void submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p className="about">{say.about}</p>
      {change === 'rename' && (
        <Field label="新的全称" required path="name" problem={write.problem}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      )}
      {(change === 'move' || change === 'merge') && (
        <Field
          label={change === 'move' ? '新的上级' : '并入哪个组织'}
          required
          path={change === 'move' ? 'parentId' : 'into'}
          problem={write.problem}
        >
          {(control) => <OrgPicker {...control} value={other} onChange={setOther} except={[org.id]} />}
        </Field>
      )}
      <Field label="从哪天起" hint="补记以前的变动时改这里" path="on" problem={write.problem}>
        {(control) => (
          <DayInput {...control} max={today()} value={on} onChange={setOn} style={{ maxWidth: '14rem' }} />
        )}
      </Field>
      <Field label="依据或原因" path="reason" problem={write.problem}>
        {(control) => (
          <Input.TextArea
            {...control}
            rows={2}
            maxLength={500}
            placeholder="如：批复文号"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <ProblemNote problem={write.problem} />
    </Modal>
  )
}
