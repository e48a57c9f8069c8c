import { Button, Segmented, Select } from 'antd'
import { usePages, type InputOf } from '../../ui/console/ask.ts'
import { optionsOf } from '../../ui/console/choice-field.tsx'
import { When } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { SearchBox } from '../../ui/console/list-filters.tsx'
import { Empty, Filters, ListBody, Page, Rows } from '../../ui/console/page.tsx'
import { useSettled } from '../../ui/console/settled.ts'
import { DueTag, StatusTag } from '../../ui/console/tags.tsx'
import { parts, partStates, type PartState } from '../words.ts'
import { ConcernStatus } from './words.tsx'
import './concerns.css'

type Query = NonNullable<InputOf<'GET /api/concerns/handled'>['query']>

const noFilters = { q: '', state: 'open', part: '', card: '' }

/** What each list is empty of, and what to do then. */
const empties: Record<PartState | 'all', [title: string, words: string]> = {
  open: ['手上没有在办的诉求', '派给本单位的诉求会出现在这里和今日，接单后请先联系职工。'],
  done: ['还没有答复过的诉求', '答复、回复过的会留在这里，随时查得到。'],
  'sent-back': ['没有退回过诉求', '不归本单位办的，可以在诉求里写明理由退回。'],
  cancelled: ['没有被撤回的诉求', '受理工会改派或不再需要的会列在这里。'],
  all: ['还没有派给本单位的诉求', '受理工会派单后会出现在这里和今日。'],
}

/** 承办诉求: what was handed to the org acted for, in hand, answered, sent back; found by number or words. */
export function Component() {
  const { filters, set, clear, changed } = useUrlFilters(noFilters)
  const q = useSettled(filters.q.trim(), 250)
  const inHand = filters.state === 'open'
  const list = usePages('GET /api/concerns/handled', {
    query: {
      limit: 50,
      count: true,
      ...(filters.state !== 'all' && { state: filters.state as PartState }),
      ...(filters.part && { part: filters.part as NonNullable<Query['part']> }),
      ...(inHand && filters.card && { card: filters.card as 'red' }),
      ...(inHand && { order: 'soonest' as const }),
      ...(q && { q }),
    },
  })
  const [title, words] = empties[filters.state as PartState] ?? empties.all
  return (
    <Page title="承办诉求" facts="派给本单位的，办过的都查得到">
      <Filters list={list}>
        <Segmented
          aria-label="办到哪里"
          value={filters.state}
          onChange={(state) => set({ state, card: '' })}
          options={[...optionsOf<string>(partStates), { value: 'all', label: '全部' }]}
        />
        <SearchBox
          label="编号、标题、地点里的字"
          placeholder="编号、标题、地点"
          width="14rem"
          value={filters.q}
          onChange={(text) => set({ q: text }, { typing: true })}
        />
        <Select
          aria-label="主办还是协办"
          placeholder="主办还是协办"
          allowClear
          value={filters.part || undefined}
          onChange={(part?: string) => set({ part: part ?? '' })}
          options={optionsOf<string>(parts)}
          style={{ width: '9rem' }}
        />
        {inHand && (
          <Select
            aria-label="期限"
            placeholder="期限"
            allowClear
            value={filters.card || undefined}
            onChange={(card?: string) => set({ card: card ?? '' })}
            options={[
              { value: 'red', label: '已逾期' },
              { value: 'yellow', label: '临近期限' },
            ]}
            style={{ width: '8rem' }}
          />
        )}
        {changed && <Button onClick={clear}>清除条件</Button>}
      </Filters>
      <ListBody
        list={list}
        empty={
          filters.q || filters.part || filters.card ? (
            <Empty title="没有符合条件的诉求" action={<Button onClick={clear}>清除条件</Button>}>
              少选一个条件，或在“全部”里找。
            </Empty>
          ) : (
            <Empty title={title}>{words}</Empty>
          )
        }
      >
        {(items) => (
          <Rows
            name="承办诉求"
            rows={items}
            rowKey={(row) => row.id}
            to={(row) => `/concerns/${row.id}`}
            columns={[
              ...(inHand
                ? [
                    {
                      title: '期限',
                      width: 'due' as const,
                      cell: (row: (typeof items)[number]) => <DueTag due={row.due} none="" />,
                    },
                  ]
                : []),
              {
                title: '诉求',
                cell: (row) => (
                  <>
                    <span className="concern-title">{row.title}</span>
                    <small title={row.reply ?? undefined}>
                      {[row.number, row.className, row.place, row.reply].filter(Boolean).join(' · ')}
                    </small>
                  </>
                ),
              },
              {
                title: '状态',
                width: 'state',
                cell: (row) =>
                  row.state === 'open' ? (
                    <ConcernStatus status={row.status} />
                  ) : (
                    <StatusTag tone={row.state === 'done' ? 'green' : 'grey'}>
                      {partStates[row.state]}
                    </StatusTag>
                  ),
              },
              { title: '本单位', width: '5rem', wide: true, cell: (row) => parts[row.part] },
              { title: '受理工会', width: 'org', wide: true, cell: (row) => row.owner.name },
              {
                title: inHand ? '派来' : '办完',
                width: 'when',
                cell: (row) => <When at={row.closedAt ?? row.handedAt} />,
              },
            ]}
          />
        )}
      </ListBody>
    </Page>
  )
}
