import { Button, Select } from 'antd'
import { usePages } from '../../ui/console/ask.ts'
import { optionsOf } from '../../ui/console/choice-field.tsx'
import { Day, When } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { SearchBox } from '../../ui/console/list-filters.tsx'
import { Empty, ListPage, Rows } from '../../ui/console/page.tsx'
import { useSettled } from '../../ui/console/settled.ts'
import { StatusTag, type Tone } from '../../ui/console/tags.tsx'
import { clippingStates, type ClippingState } from '../words.ts'

export const stateTones: Record<ClippingState, Tone> = {
  kept: 'grey',
  offered: 'amber',
  taken: 'green',
  declined: 'red',
  discarded: 'grey',
}

/** What the papers tell of others, kept here or sent here. */
export function Component() {
  const { filters, set, clear, changed } = useUrlFilters({ q: '', status: '', box: '' })
  const q = useSettled(filters.q.trim(), 250)
  const list = usePages('GET /api/clippings', {
    query: { limit: 50, q, status: filters.status as ClippingState, box: filters.box as 'received' },
  })
  return (
    <ListPage
      title="转载"
      facts="报刊上别的单位的事：不算本单位的活动，不进统计，职工端看不到"
      list={list}
      filters={
        <>
          <SearchBox
            label="找转载"
            placeholder="标题、主办或报名"
            width="18rem"
            value={filters.q}
            onChange={(words) => set({ q: words }, { typing: true })}
          />
          <Select
            style={{ width: '12rem' }}
            aria-label="哪里的"
            value={filters.box}
            onChange={(box) => set({ box })}
            options={[
              { value: '', label: '本级及下级留存的' },
              { value: 'received', label: '别的工会转来的' },
            ]}
          />
          <Select
            style={{ width: '10rem' }}
            aria-label="状态"
            value={filters.status}
            onChange={(status) => set({ status })}
            options={[{ value: '', label: '所有状态' }, ...optionsOf(clippingStates)]}
          />
          {changed && <Button onClick={clear}>清除条件</Button>}
        </>
      }
      empty={
        changed ? (
          <Empty title="没有符合条件的转载" action={<Button onClick={clear}>看全部转载</Button>} />
        ) : (
          <Empty title="还没有转载">在“报刊与简报”里读报道，别的单位的事会存到这里。</Empty>
        )
      }
    >
      {(items) => (
        <Rows
          name="转载"
          rows={items}
          rowKey={(one) => one.id}
          to={(one) => `/clippings/${one.id}`}
          columns={[
            {
              title: '报道',
              cell: (one) => (
                <>
                  {one.title}
                  <small>主办：{one.hostName ?? '原文没有说'}</small>
                </>
              ),
            },
            { title: '出自', width: '10rem', wide: true, cell: (one) => one.sourceName ?? '—' },
            {
              title: '刊发',
              width: 'day',
              cell: (one) => (one.publishedOn ? <Day day={one.publishedOn} /> : '—'),
            },
            {
              title: '状态',
              width: '8.5rem',
              cell: (one) => (
                <StatusTag tone={stateTones[one.status]}>{clippingStates[one.status]}</StatusTag>
              ),
            },
            { title: '留存单位', width: 'org', wide: true, cell: (one) => one.keeper.name },
            { title: '留存', width: 'when', cell: (one) => <When at={one.createdAt} /> },
          ]}
        />
      )}
    </ListPage>
  )
}
