// Ctrl-K: one box over concerns, people, orgs, activities and the screens themselves, each through its own list route.
import { useEffect, useId, useRef, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { Search as Glass } from 'lucide-react'
import { addressOf } from './nouns.ts'
import { useAnswer } from './ask.ts'
import { dayWords } from './dates.tsx'
import { menuFor, searchWords } from './menu.ts'
import { useCan, useMe } from './session.ts'
import { useSettled } from './settled.ts'
import './search.css'

type Hit = { key: string; group: string; title: string; detail: string; to: string; search?: object }
const perGroup = 5

export function Component({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const listId = useId()
  const navigate = useNavigate()
  const { verbs } = useMe()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const q = useSettled(typed.trim(), 150)
  const { hits, waiting } = useHits(q)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  useEffect(() => setAt(0), [hits.length, q])
  const go = (hit: Hit | undefined) => {
    if (!hit) return
    onClose()
    void navigate({ to: hit.to, search: (hit.search ?? {}) as never })
  }
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label="搜索"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="palette-box">
        <Glass aria-hidden size="1.2em" />
        <input
          autoFocus
          role="combobox"
          aria-label={searchWords(verbs)}
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-activedescendant={hits[at] ? `${listId}-${at}` : undefined}
          placeholder={searchWords(verbs)}
          value={typed}
          maxLength={60}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault()
              const step = event.key === 'ArrowDown' ? 1 : -1
              setAt((now) => (hits.length ? (now + step + hits.length) % hits.length : 0))
            }
            if (event.key === 'Enter') go(hits[at])
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <div id={listId} role="listbox" aria-label="结果" className="palette-hits">
        {hits.map((hit, index) => (
          <div key={hit.key} role="presentation">
            {hits[index - 1]?.group !== hit.group && <p role="presentation">{hit.group}</p>}
            <div
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === at}
              ref={(line) => {
                if (index === at) line?.scrollIntoView({ block: 'nearest' })
              }}
              onMouseMove={() => setAt(index)}
              onClick={() => go(hit)}
            >
              <span>{hit.title}</span>
              <small>{hit.detail}</small>
            </div>
          </div>
        ))}
      </div>
      {q && !waiting && hits.length === 0 && (
        <p className="palette-none" role="status">
          没有找到“{q}”。诉求可用编号，组织可用拼音首字母。
        </p>
      )}
    </dialog>
  )
}

function useHits(q: string): { hits: Hit[]; waiting: boolean } {
  const { verbs } = useMe()
  const concerns = useAnswer(
    'GET /api/concerns',
    useCan('concern.read') && q ? { query: { q, group: 'all', limit: perGroup } } : null,
    { keep: true },
  )
  const people = useAnswer(
    'GET /api/persons',
    useCan('person.read') && q ? { query: { q, limit: perGroup } } : null,
    { keep: true },
  )
  const orgs = useAnswer(
    'GET /api/orgs/search',
    useCan('org.read') && q ? { query: { q, limit: perGroup } } : null,
    { keep: true },
  )
  const activities = useAnswer(
    'GET /api/activities',
    useCan('activity.read') && q ? { query: { q, limit: perGroup } } : null,
    { keep: true },
  )
  const screens = menuFor(verbs)
    .flatMap((group) => group.entries)
    .filter((entry) => !q || entry.name.includes(q))
    .map((entry): Hit => ({ key: entry.to, group: '页面', title: entry.name, detail: '', to: entry.to }))
  if (!q) return { hits: screens, waiting: false }
  return {
    waiting: [concerns, people, orgs, activities].some((one) => one.loading),
    hits: [
      ...(concerns.data?.items ?? []).map((row): Hit => ({
        key: row.id,
        group: '诉求',
        title: row.title,
        detail: [row.number, row.className, row.place].filter(Boolean).join(' · '),
        ...addressOf({ noun: 'concern', id: row.id })!,
      })),
      ...(people.data?.items ?? []).map((row): Hit => ({
        key: row.id,
        group: '职工',
        title: row.name || '未留姓名',
        detail: [row.org.name, row.phoneMasked].filter(Boolean).join(' · '),
        ...addressOf({ noun: 'person', id: row.id })!,
      })),
      ...(orgs.data?.items ?? []).map((row): Hit => ({
        key: `org-${row.id}`,
        group: '组织',
        title: row.name,
        detail: row.trail,
        ...addressOf({ noun: 'org', id: String(row.id) })!,
      })),
      ...(activities.data?.items ?? []).map((row): Hit => ({
        key: row.id,
        group: '活动',
        title: row.title,
        detail: [row.heldOn ? dayWords(row.heldOn) : row.heldWords, row.place].filter(Boolean).join(' · '),
        ...addressOf({ noun: 'activity', id: row.id })!,
      })),
      ...screens,
    ],
  }
}
