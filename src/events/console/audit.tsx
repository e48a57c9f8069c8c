import { Button, Input, Select } from 'antd'
import { X } from 'lucide-react'
import { usePages, type ItemOf } from '../../ui/console/ask.ts'
import { DayInput, Second } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { nouns } from '../../ui/console/nouns.ts'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { Empty, Filters, ListBody, Page, Rows } from '../../ui/console/page.tsx'
import { useMe } from '../../ui/console/session.ts'
import { useSettled } from '../../ui/console/settled.ts'
import { Trail } from './trail.tsx'
import './audit.css'

type Event = ItemOf<'GET /api/events'>

const kinds = Object.entries(nouns).map(([value, { name }]) => ({ value, label: name }))

/** Everything that was ever done, append-only, and whether it still is what was signed. */
export function Component() {
  const { filters, set, clear, changed } = useUrlFilters({
    type: '',
    who: '',
    actor: '',
    about: '',
    from: '',
    to: '',
  })
  const { verbs } = useMe()
  // An auditor sees that something happened, not the matter itself.
  const opens = (noun: string) => {
    const verb = nouns[noun]?.verb
    return verb !== undefined && verbs.includes(verb)
  }
  const about = useSettled(filters.about.trim(), 300)
  const who = useSettled(filters.who.trim(), 300)
  const list = usePages('GET /api/events', {
    query: {
      limit: 50,
      type: filters.type || undefined,
      who: who || undefined,
      actor: filters.actor || undefined,
      about: about || undefined,
      from: filters.from || undefined,
      to: filters.to || undefined,
    },
  })
  return (
    <Page title="操作记录" facts="只增不改，至少留存六个月">
      <Trail />
      <Filters list={list}>
        <Select
          aria-label="哪一类"
          value={filters.type}
          onChange={(type) => set({ type })}
          style={{ width: '9rem' }}
          options={[{ value: '', label: '全部' }, ...kinds]}
        />
        <Input
          allowClear
          aria-label="谁做的"
          placeholder="姓名或账号"
          maxLength={60}
          style={{ width: '9rem' }}
          value={filters.who}
          onChange={(event) => set({ who: event.target.value, actor: '' }, { typing: true })}
        />
        <Input
          allowClear
          aria-label="记录编号"
          placeholder="记录编号"
          maxLength={60}
          style={{ width: '18rem' }}
          value={filters.about}
          onChange={(event) => set({ about: event.target.value }, { typing: true })}
        />
        <span className="audit-span">
          <DayInput aria-label="从哪天" value={filters.from} onChange={(from) => set({ from })} />
          至
          <DayInput
            aria-label="到哪天"
            min={filters.from}
            value={filters.to}
            onChange={(to) => set({ to })}
          />
        </span>
        {filters.actor && (
          <Button icon={<X aria-hidden size="1em" />} iconPlacement="end" onClick={() => set({ actor: '' })}>
            只看{list.items[0]?.by ?? '这个人'}
          </Button>
        )}
        {changed && <Button onClick={clear}>清除条件</Button>}
      </Filters>
      <ListBody
        list={list}
        empty={
          changed ? (
            <Empty title="没有符合条件的记录" action={<Button onClick={clear}>看全部记录</Button>} />
          ) : (
            <Empty title="还没有记录">登录、办理、查看个人信息，都会记在这里。</Empty>
          )
        }
      >
        {(events) => (
          <Rows<Event>
            name="操作记录"
            rows={events}
            rowKey={(event) => event.id}
            columns={[
              { title: '时间', width: '11.5rem', cell: (event) => <Second at={event.at} /> },
              {
                title: '谁',
                width: '14rem',
                cell: (event) => (
                  <>
                    {event.actor ? (
                      <button
                        type="button"
                        className="audit-by"
                        title="只看这个人做的"
                        onClick={() => set({ who: '', actor: event.actor! })}
                      >
                        {event.by}
                      </button>
                    ) : (
                      event.by
                    )}
                    {event.org && !event.by.includes(event.org) && <small>{event.org}</small>}
                  </>
                ),
              },
              {
                title: '做了什么',
                cell: (event) => (
                  <>
                    <span title={event.type}>{event.text}</span>
                    {event.about && (
                      <small>
                        {nouns[event.about.noun]?.name ?? event.about.noun} ·{' '}
                        <button
                          type="button"
                          className="audit-about"
                          onClick={() => set({ about: event.about!.number ?? event.about!.id })}
                        >
                          {event.about.number ?? event.about.id}
                        </button>
                        {opens(event.about.noun) && (
                          <>
                            {' · '}
                            <RecordLink {...event.about}>打开</RecordLink>
                          </>
                        )}
                      </small>
                    )}
                  </>
                ),
              },
              {
                title: '来自',
                width: '9rem',
                wide: true,
                cell: (event) => <span className="num">{event.address ?? '—'}</span>,
              },
            ]}
          />
        )}
      </ListBody>
    </Page>
  )
}
