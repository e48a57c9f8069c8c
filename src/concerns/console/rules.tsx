import { useState } from 'react'
import { DefaultArea } from '../../org/console/default-area.tsx'
import { useAnswer, type ItemOf } from '../../ui/console/ask.ts'
import { Day, today } from '../../ui/console/dates.tsx'
import { AddButton, Answered, Empty, Page, Rows, Section } from '../../ui/console/page.tsx'
import { useCan } from '../../ui/console/session.ts'
import { StatusTag } from '../../ui/console/tags.tsx'
import { stages, urgencies } from '../words.ts'
import { ClassForm } from './class-form.tsx'
import { LimitForm } from './limit-form.tsx'
import { limitUnits } from './words.tsx'

export type Class = ItemOf<'GET /api/concern-classes'>
export type Limit = ItemOf<'GET /api/concern-limits'>

const stageOrder = Object.keys(stages)
const urgencyOrder = Object.keys(urgencies).reverse()
/** As a matter goes through its stages, the most urgent first; within one, as the server gives them. */
const inOrder = (a: Limit, b: Limit) =>
  stageOrder.indexOf(a.stage) - stageOrder.indexOf(b.stage) ||
  urgencyOrder.indexOf(a.urgency) - urgencyOrder.indexOf(b.urgency)

/** 类别与时限: what concerns are sorted by, and how long each stage may take; rules are added, never overwritten. */
export function Component() {
  const manages = useCan('rule.manage')
  const choosesArea = useCan('area.manage')
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
            <AddButton plain onClick={() => setAdding(true)}>
              新增时限
            </AddButton>
          )
        }
      >
        <Answered answer={limits}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="还没有时限">新增后，受理、派单、联系、答复和回访会按它计算期限。</Empty>
            ) : (
              <Rows
                name="各环节时限"
                rows={[...items].sort(inOrder)}
                rowKey={(one) => one.id}
                columns={[
                  { title: '环节', width: 'word', cell: (one) => stages[one.stage] },
                  { title: '紧急程度', width: '11rem', cell: (one) => urgencies[one.urgency] },
                  {
                    title: '时限',
                    width: 'word',
                    cell: (one) => (
                      <b>
                        {one.amount}
                        {limitUnits[one.unit]}
                      </b>
                    ),
                  },
                  {
                    title: '适用',
                    width: '14rem',
                    cell: (one) => (
                      <>
                        <span className="short">{areaName(one.area)} ·</span>{' '}
                        <span className="short">{className(one.classCode)}</span>
                      </>
                    ),
                  },
                  {
                    title: '生效',
                    width: 'day',
                    cell: (one) => (
                      <>
                        <Day day={one.effectiveFrom} />
                        {one.effectiveFrom > today() && <small>尚未生效</small>}
                        {items.some((other) => replaces(other, one)) && <small>已由新的代替</small>}
                      </>
                    ),
                  },
                  { title: '依据', cell: (one) => one.basis },
                ]}
              />
            )
          }
        </Answered>
      </Section>
      <Section
        title="诉求类别"
        facts="停用的类别不再给职工选，已有诉求不受影响"
        actions={
          manages && (
            <AddButton plain onClick={() => setEditing('new')}>
              新增类别
            </AddButton>
          )
        }
      >
        <Answered answer={classes}>
          {({ items }) => (
            <Rows
              name="诉求类别"
              rows={items}
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
        </Answered>
      </Section>
      {choosesArea && <DefaultArea />}
      {editing && (
        <ClassForm
          before={editing === 'new' ? null : editing}
          codes={classes.data?.items.map((one) => one.code) ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
      {adding && (
        <LimitForm
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
