import { useEffect, useMemo, useRef } from 'react'
import { Link, useParams } from '@tanstack/react-router'
import { addressOf } from '../../ui/console/nouns.ts'
import { useAnswer, type AnswerOf } from '../../ui/console/ask.ts'
import { dayWords, When } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { Page, Section, Waiting } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'
import { kindOf, recordKinds } from './kinds.ts'
import { useLight } from './light.ts'
import { type Mark } from './marks.ts'
import { Source } from './source.tsx'
import './page.css'
import './reading.css'

type Shown = AnswerOf<'GET /api/intake/pages/{id}'>

/** An accepted page: its own words, and the records made of them. */
export function Component() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { filters } = useUrlFilters({ record: '' })
  const page = useAnswer('GET /api/intake/pages/{id}', { params: { id } })
  const crumbs = [{ name: '报刊与简报', to: '/intake' }]
  if (page.problem)
    return (
      <Page title="版面" crumbs={crumbs}>
        <ProblemNote problem={page.problem} again={page.again} />
      </Page>
    )
  if (!page.data)
    return (
      <Page title="版面" crumbs={crumbs}>
        <section className="card">
          <Waiting rows={8} />
        </section>
      </Page>
    )
  return <Whole key={id} page={page.data} record={filters.record} />
}

function Whole({ page, record }: { page: Shown; record: string }) {
  const light = useLight()
  const { point } = light
  const { records, text } = page
  const marks = useMemo(
    () =>
      records.flatMap(({ span, noun, id }): Mark[] => (span ? [{ span, kind: markOf(noun), key: id }] : [])),
    [records],
  )
  const range = useMemo(() => [0, text.length] as const, [text])
  const linkOf = useMemo(() => {
    const places = new Map(records.map((one) => [one.id, { ...addressOf(one), label: one.label }]))
    return (key: string) => {
      const place = places.get(key)
      return place?.to ? { to: place.to, search: place.search, label: place.label } : undefined
    }
  }, [records])
  const asked = useRef('')
  useEffect(() => {
    if (!record || asked.current === record) return
    asked.current = record
    point(record)
  }, [record, point])
  return (
    <Page
      title={titleOf(page.text)}
      crumbs={[{ name: '报刊与简报', to: '/intake' }]}
      facts={
        <>
          {page.sourceName && <>{page.sourceName} · </>}
          {page.publishedOn && <>{dayWords(page.publishedOn)}刊发 · </>}
          {page.acceptedBy}在<When at={page.acceptedAt} />
          录入
        </>
      }
    >
      <div className="intake-frame">
        <div
          className="intake-split intake-two"
          ref={light.frame}
          onMouseOver={light.over}
          onFocus={light.focus}
        >
          <section className="card intake-source" aria-label="原文" tabIndex={0} data-pane="source">
            <Source text={text} range={range} marks={marks} linkOf={linkOf} lit={light.lit} />
          </section>
          <div className="intake-side" data-pane="proposals" role="region" aria-label="记录" tabIndex={0}>
            <Section title="由它产生的记录" facts={`${records.length}件`}>
              <ul className="intake-made">
                {records.map((one) => {
                  const place = addressOf(one)
                  const kind = kindOf(one.noun)
                  return (
                    <li key={`${one.id}${one.span?.[0] ?? ''}`} data-proposal={one.id}>
                      <StatusTag tone={kind ? recordKinds[kind].tone : 'grey'}>
                        {kind ? recordKinds[kind].name : one.noun}
                      </StatusTag>
                      <span>
                        {place ? <Link {...place}>{one.label}</Link> : one.label}
                        {!one.span && <small className="muted">没有标出原文的位置</small>}
                      </span>
                    </li>
                  )
                })}
              </ul>
            </Section>
          </div>
        </div>
      </div>
    </Page>
  )
}

const markOf = (noun: string) => {
  const kind = kindOf(noun)
  return kind === undefined || kind === 'clipping' ? 'record' : kind
}

/** The first line that reads like a headline. */
function titleOf(text: string): string {
  const lines = text
    .slice(0, 4_000)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const line = lines.find((one) => one.length >= 6 && one.length <= 60) ?? lines[0] ?? '版面'
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
