import { useState } from 'react'
import { Button, Input, InputNumber, Modal, Select, Switch } from 'antd'
import { Plus } from 'lucide-react'
import { useAnswer, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { Day, DayInput, today } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { Empty, Page, Rows, Section, Waiting } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useCan } from '../../ui/console/session.ts'
import { StatusTag } from '../../ui/console/tags.tsx'
import { classIcons, stages, urgencies, type Urgency } from '../words.ts'
import { ClassIcon } from '../worker/class-icon.tsx'
import { optionsOf } from './words.tsx'
import './concerns.css'

type Class = ItemOf<'GET /api/concern-classes'>
type Limit = ItemOf<'GET /api/concern-limits'>

const iconWords: Record<(typeof classIcons)[number], string> = {
  'door-open': '门',
  bike: '车',
  utensils: '餐具',
  coffee: '杯子',
  plug: '插头',
  timer: '计时',
  'package-x': '包裹',
  wallet: '钱包',
  'file-text': '文书',
  'shield-plus': '盾牌',
  landmark: '机构',
  'hard-hat': '安全帽',
  'cloud-lightning': '雷雨',
  'heart-pulse': '心跳',
  house: '房屋',
  baby: '孩子',
  'graduation-cap': '学位帽',
  'user-plus': '加入',
  'hand-heart': '关心',
  ellipsis: '三个点',
}
const units = { hour: '小时', 'working-day': '个工作日', day: '天' }

const stageOrder = Object.keys(stages)
const urgencyOrder = Object.keys(urgencies).reverse()
/** As a matter goes through its stages, the most urgent first; within one, as the server gives them. */
const inOrder = (a: Limit, b: Limit) =>
  stageOrder.indexOf(a.stage) - stageOrder.indexOf(b.stage) ||
  urgencyOrder.indexOf(a.urgency) - urgencyOrder.indexOf(b.urgency)

/** 类别与时限: what concerns are sorted by, and how long each stage may take; rules are added, never overwritten. */
export function Component() {
  const manages = useCan('rule.manage')
  const classes = useAnswer('GET /api/concern-classes', {})
  const limits = useAnswer('GET /api/concern-limits', {})
  const areas = useAnswer('GET /api/areas', {})
  const [editing, setEditing] = useState<Class | 'new'>()
  const [adding, setAdding] = useState(false)
  const className = (code: string | null) =>
    code === null ? '所有类别' : (classes.data?.items.find((one) => one.code === code)?.name ?? code)
  const areaName = (code: number | null) =>
    code === null ? '所有地区' : (areas.data?.items.find((one) => one.code === code)?.name ?? String(code))
  return (
    <Page title="类别与时限" facts={manages ? undefined : '由系统管理员维护'}>
      <Section
        title="各环节时限"
        facts="地区和类别写得越具体越优先；同样具体的，取已生效里最新的"
        actions={
          manages && (
            <Button icon={<Plus aria-hidden size="1em" />} onClick={() => setAdding(true)}>
              新增时限
            </Button>
          )
        }
      >
        <ProblemNote problem={limits.problem} again={limits.again} />
        {!limits.data ? (
          limits.loading && <Waiting />
        ) : limits.data.items.length === 0 ? (
          <Empty title="还没有时限">新增后，受理、派单、联系、答复和回访会按它计算期限。</Empty>
        ) : (
          <Rows
            name="各环节时限"
            rows={[...limits.data.items].sort(inOrder)}
            rowKey={(one) => one.id}
            columns={[
              { title: '环节', width: '7rem', cell: (one) => stages[one.stage] },
              { title: '紧急程度', width: '11rem', cell: (one) => urgencies[one.urgency] },
              {
                title: '时限',
                width: '8rem',
                cell: (one) => (
                  <b>
                    {one.amount}
                    {units[one.unit]}
                  </b>
                ),
              },
              {
                title: '适用',
                width: '14rem',
                cell: (one) => `${areaName(one.area)} · ${className(one.classCode)}`,
              },
              {
                title: '生效',
                width: '9rem',
                cell: (one) => (
                  <>
                    <Day day={one.effectiveFrom} />
                    {one.effectiveFrom > today() && <small>尚未生效</small>}
                    {limits.data!.items.some((other) => replaces(other, one)) && <small>已由新的代替</small>}
                  </>
                ),
              },
              { title: '依据', cell: (one) => one.basis },
            ]}
          />
        )}
      </Section>
      <Section
        title="诉求类别"
        facts="停用的类别不再给职工选，已有诉求不受影响"
        actions={
          manages && (
            <Button icon={<Plus aria-hidden size="1em" />} onClick={() => setEditing('new')}>
              新增类别
            </Button>
          )
        }
      >
        <ProblemNote problem={classes.problem} again={classes.again} />
        {!classes.data ? (
          <Waiting />
        ) : (
          <Rows
            name="诉求类别"
            rows={classes.data.items}
            rowKey={(one) => one.code}
            columns={[
              {
                title: '类别',
                cell: (one) => (
                  <>
                    {one.name}
                    <small>手机上显示“{one.shortName}”</small>
                  </>
                ),
              },
              { title: '代码', width: '11rem', wide: true, cell: (one) => <code>{one.code}</code> },
              { title: '紧急程度', width: '11rem', cell: (one) => urgencies[one.urgency] },
              {
                title: '状态',
                width: '7rem',
                cell: (one) => (
                  <StatusTag tone={one.active ? 'green' : 'grey'}>{one.active ? '在用' : '停用'}</StatusTag>
                ),
              },
              ...(manages
                ? [
                    {
                      title: '操作',
                      width: '6rem',
                      cell: (one: Class) => (
                        <button
                          type="button"
                          className="link"
                          aria-label={`修改${one.name}`}
                          onClick={() => setEditing(one)}
                        >
                          修改
                        </button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Section>
      {editing && (
        <EditClass
          before={editing === 'new' ? null : editing}
          codes={classes.data?.items.map((one) => one.code) ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
      {adding && (
        <AddLimit
          classes={classes.data?.items ?? []}
          areas={areas.data?.items ?? []}
          onClose={() => setAdding(false)}
        />
      )}
    </Page>
  )
}

/** In force, for the same case, and newer. */
const replaces = (other: Limit, one: Limit) =>
  other.stage === one.stage &&
  other.urgency === one.urgency &&
  other.area === one.area &&
  other.classCode === one.classCode &&
  other.effectiveFrom <= today() &&
  (other.effectiveFrom > one.effectiveFrom ||
    (other.effectiveFrom === one.effectiveFrom && other.id > one.id))

function EditClass({
  before,
  codes,
  onClose,
}: {
  before: Class | null
  codes: string[]
  onClose: () => void
}) {
  const [draft, setDraft] = useState<Class>(
    before ?? {
      code: '',
      name: '',
      shortName: '',
      icon: 'ellipsis',
      urgency: 'general',
      sort: 500,
      active: true,
    },
  )
  const write = useWrite('PUT /api/concern-classes/{code}', { done: '已保存' })
  const set = (part: Partial<Class>) => setDraft((old) => ({ ...old, ...part }))
  const codeWrong = before
    ? undefined
    : codes.includes(draft.code)
      ? '已有这个代码'
      : draft.code && !/^[a-z][a-z-]{1,30}$/.test(draft.code)
        ? '用小写字母和连字符，如 night-shift'
        : undefined
  const send = async () => {
    const { code, ...body } = draft
    if (await write.send({ params: { code }, body })) onClose()
  }
  return (
    <Modal
      open
      title={before ? `修改类别：${before.name}` : '新增类别'}
      okText="保存"
      cancelText="取消"
      okButtonProps={{
        disabled: !draft.code || !draft.name.trim() || !draft.shortName.trim() || !!codeWrong,
        loading: write.busy,
      }}
      onOk={() => void send()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      {!before && (
        <Field label="代码" required error={codeWrong} hint="定了就不改，统计靠它认。">
          {(control) => (
            <Input {...control} value={draft.code} onChange={(event) => set({ code: event.target.value })} />
          )}
        </Field>
      )}
      <Field label="名称" required path="name" problem={write.problem}>
        {(control) => (
          <Input
            {...control}
            maxLength={20}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="手机上的短名（6个字以内）" required path="shortName" problem={write.problem}>
        {(control) => (
          <Input
            {...control}
            maxLength={6}
            value={draft.shortName}
            onChange={(event) => set({ shortName: event.target.value })}
          />
        )}
      </Field>
      <Field label="图标" path="icon" problem={write.problem}>
        {(control) => (
          <Select
            {...control}
            value={draft.icon}
            onChange={(icon) => set({ icon })}
            options={classIcons.map((value) => ({
              value,
              label: (
                <span className="concern-icon">
                  <ClassIcon icon={value} /> {iconWords[value]}
                </span>
              ),
            }))}
          />
        )}
      </Field>
      <Field label="紧急程度">
        {(control) => (
          <Select
            {...control}
            value={draft.urgency}
            onChange={(urgency) => set({ urgency })}
            options={optionsOf(urgencies)}
          />
        )}
      </Field>
      <Field label="排序（小的在前）">
        {(control) => (
          <InputNumber
            {...control}
            min={0}
            max={9999}
            precision={0}
            value={draft.sort}
            onChange={(sort) => set({ sort: sort ?? 0 })}
          />
        )}
      </Field>
      <Field label="给职工选">
        {(control) => (
          <Switch
            className="concern-switch"
            id={control.id}
            checked={draft.active}
            onChange={(active) => set({ active })}
          />
        )}
      </Field>
      <ProblemNote problem={write.problem} />
    </Modal>
  )
}

function AddLimit({
  classes,
  areas,
  onClose,
}: {
  classes: Class[]
  areas: { code: number; name: string }[]
  onClose: () => void
}) {
  const [draft, setDraft] = useState({
    area: null as number | null,
    classCode: null as string | null,
    urgency: 'general' as Urgency,
    stage: 'answer' as Limit['stage'],
    amount: 5,
    unit: 'working-day' as Limit['unit'],
    effectiveFrom: today(),
    basis: '',
  })
  const set = (part: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...part }))
  const write = useWrite('POST /api/concern-limits', { done: '已新增' })
  const send = async () => {
    if (await write.send({ body: { ...draft, basis: draft.basis.trim() } })) onClose()
  }
  return (
    <Modal
      open
      title="新增时限"
      okText="新增"
      cancelText="取消"
      okButtonProps={{ disabled: !draft.basis.trim() || !draft.effectiveFrom, loading: write.busy }}
      onOk={() => void send()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p className="about">旧的时限保留。生效日起新到的环节按新的算，已经定下的期限不变。</p>
      <Field label="环节">
        {(control) => (
          <Select
            {...control}
            value={draft.stage}
            onChange={(stage) => set({ stage })}
            options={optionsOf(stages)}
          />
        )}
      </Field>
      <Field label="紧急程度">
        {(control) => (
          <Select
            {...control}
            value={draft.urgency}
            onChange={(urgency) => set({ urgency })}
            options={optionsOf(urgencies)}
          />
        )}
      </Field>
      <Field label="多久" path="amount" problem={write.problem}>
        {(control) => (
          <InputNumber
            {...control}
            min={1}
            max={365}
            precision={0}
            value={draft.amount}
            onChange={(amount) => set({ amount: amount ?? 1 })}
          />
        )}
      </Field>
      <Field label="单位">
        {(control) => (
          <Select
            {...control}
            value={draft.unit}
            onChange={(unit) => set({ unit })}
            options={optionsOf(units)}
          />
        )}
      </Field>
      <Field label="地区" hint="不选就是所有地区。">
        {(control) => (
          <Select
            {...control}
            allowClear
            showSearch
            optionFilterProp="label"
            value={draft.area ?? undefined}
            onChange={(area) => set({ area: area ?? null })}
            options={areas.map((one) => ({ value: one.code, label: one.name }))}
          />
        )}
      </Field>
      <Field label="类别" hint="不选就是所有类别。" path="classCode" problem={write.problem}>
        {(control) => (
          <Select
            {...control}
            allowClear
            showSearch
            optionFilterProp="label"
            value={draft.classCode ?? undefined}
            onChange={(classCode) => set({ classCode: classCode ?? null })}
            options={classes.map((one) => ({ value: one.code, label: one.name }))}
          />
        )}
      </Field>
      <Field label="生效日" path="effectiveFrom" problem={write.problem}>
        {(control) => (
          <DayInput
            {...control}
            value={draft.effectiveFrom}
            onChange={(effectiveFrom) => set({ effectiveFrom })}
          />
        )}
      </Field>
      <Field label="依据" required path="basis" problem={write.problem} hint="文件名称和文号。">
        {(control) => (
          <Input
            {...control}
            maxLength={200}
            value={draft.basis}
            onChange={(event) => set({ basis: event.target.value })}
          />
        )}
      </Field>
      <ProblemNote problem={write.problem} />
    </Modal>
  )
}
