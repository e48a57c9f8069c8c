import { useEffect, useState } from 'react'
import { Link } from '@tanstack/react-router'
import { Button, Tree } from 'antd'
import { Upload } from 'lucide-react'
import { useAnswer, type AnswerOf } from '../../ui/console/ask.ts'
import { Day } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { useLarge } from '../../ui/console/large.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { SearchBox } from '../../ui/console/list-filters.tsx'
import { useOpened } from '../../ui/console/opened.ts'
import { useOrgTree, type OrgNode } from '../../ui/console/org-tree.ts'
import { AddButton, Answered, Empty, Facts, Page, Section, Waiting } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useCan, useMe } from '../../ui/console/session.ts'
import { useSettled } from '../../ui/console/settled.ts'
import { StatusTag } from '../../ui/console/tags.tsx'
import { Timeline } from '../../ui/console/timeline.tsx'
import { orgChanges, orgKinds } from '../words.ts'
import type { Change } from './changes.tsx'
import './orgs.css'

const Changes = lazily(() => import('./changes.tsx'), 'OrgChange')
const Import = lazily(() => import('./import.tsx'), 'OrgImport')

export type ShownOrg = AnswerOf<'GET /api/orgs/{id}'>

/** The tree on the left, one org with its history on the right. */
export function Component() {
  const me = useMe()
  const manages = useCan('org.manage')
  const { filters, set } = useUrlFilters({ q: '' })
  const shownBeside = useOpened()
  const opened = Number(shownBeside.id) || me.acting.orgId
  const open = (id: number) => shownBeside.open(String(id))
  const tree = useOrgTree()
  const shown = useAnswer('GET /api/orgs/{id}', { params: { id: opened } }, { keep: true })
  const [change, setChange] = useState<Change>()
  const [importing, setImporting] = useState(false)
  return (
    <Page
      title="组织"
      facts={manages ? '改动都留在沿革里，曾用名仍能找到' : undefined}
      actions={
        manages && (
          <>
            <Button icon={<Upload aria-hidden size="1em" />} onClick={() => setImporting(true)}>
              从 xlsx 导入
            </Button>
            <AddButton disabled={!shown.data?.active} onClick={() => setChange('create')}>
              新建下级
            </AddButton>
          </>
        )
      }
    >
      <div className="orgs">
        <section className="card orgs-tree" aria-label="组织树">
          <div className="orgs-search">
            <SearchBox
              label="找组织"
              placeholder="名称、曾用名、拼音或首字母"
              value={filters.q}
              onChange={(words) => set({ q: words }, { typing: true })}
            />
          </div>
          {filters.q.trim() ? (
            <Found q={filters.q.trim()} opened={opened} onOpen={open} />
          ) : (
            <Whole tree={tree} opened={opened} onOpen={open} />
          )}
        </section>
        <div>
          <Answered answer={shown}>
            {(org) => <One org={org} onOpen={open} onChange={manages ? setChange : undefined} />}
          </Answered>
        </div>
      </div>
      {change && shown.data && (
        <Changes
          change={change}
          org={shown.data}
          onClose={() => setChange(undefined)}
          onDone={(touched, next) => {
            setChange(undefined)
            void tree.reload(touched)
            if (next) open(next)
          }}
        />
      )}
      {importing && (
        <Import
          under={shown.data?.active ? { id: shown.data.id, name: shown.data.name } : null}
          onClose={() => setImporting(false)}
          onDone={tree.reset}
        />
      )}
    </Page>
  )
}

function Whole({
  tree,
  opened,
  onOpen,
}: {
  tree: ReturnType<typeof useOrgTree>
  opened: number
  onOpen: (id: number) => void
}) {
  const height = useRoom()
  const lineHeight = useLarge() ? 40 : 34
  const [expanded, setExpanded] = useState<(number | string)[]>()
  if (tree.problem) return <ProblemNote problem={tree.problem} again={tree.reset} />
  if (!tree.nodes) return <Waiting rows={8} />
  return (
    <Tree<OrgNode>
      className="orgs-nodes"
      blockNode
      height={height}
      itemHeight={lineHeight}
      treeData={tree.nodes}
      expandedKeys={expanded ?? tree.nodes.filter((node) => node.children).map((node) => node.key)}
      onExpand={(keys) => setExpanded(keys as (number | string)[])}
      loadData={async ({ key, children }) => {
        if (!children?.length && typeof key === 'number') await tree.expand(key)
      }}
      selectedKeys={[opened]}
      onSelect={(_keys, { node }) => {
        if (node.next) void tree.more(node.next)
        else if (node.org) onOpen(node.org.id)
      }}
      titleRender={(node) =>
        node.org ? (
          <span className="orgs-node" title={node.org.name}>
            <span>{node.org.name}</span>
            {node.org.children > 0 && <small className="num">{node.org.children}</small>}
          </span>
        ) : (
          <span className="orgs-more">{node.title}</span>
        )
      }
    />
  )
}

/** Height left for the tree below its search box, in px. */
function useRoom(): number {
  const room = () => Math.max(320, window.innerHeight - 250)
  const [height, setHeight] = useState(room)
  useEffect(() => {
    const measure = () => setHeight(room())
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])
  return height
}

function Found({ q, opened, onOpen }: { q: string; opened: number; onOpen: (id: number) => void }) {
  const settled = useSettled(q, 200)
  const found = useAnswer('GET /api/orgs/search', { query: { q: settled, limit: 50 } }, { keep: true })
  if (found.problem) return <ProblemNote problem={found.problem} again={found.again} />
  if (!found.data) return <Waiting rows={6} />
  if (found.data.items.length === 0)
    return <Empty title={`没有找到“${settled}”`}>换个字试试；拼音和首字母也行，已撤销的也找得到。</Empty>
  return (
    <ul className="orgs-found">
      {found.data.items.map((org) => (
        <li key={org.id}>
          <button type="button" aria-current={org.id === opened || undefined} onClick={() => onOpen(org.id)}>
            <span>
              {org.name}
              {!org.active && <StatusTag tone="grey">已撤销</StatusTag>}
            </span>
            <small>
              {[org.matched !== org.name && `“${org.matched}”`, org.trail].filter(Boolean).join(' · ')}
            </small>
          </button>
        </li>
      ))}
    </ul>
  )
}

function One({
  org,
  onOpen,
  onChange,
}: {
  org: ShownOrg
  onOpen: (id: number) => void
  onChange: ((change: Change) => void) | undefined
}) {
  const seesAccounts = useCan('account.manage')
  const me = useMe()
  const own = org.ancestors.findIndex((above) => above.id === me.acting.orgId)
  return (
    <>
      <section className="card" aria-label={org.name}>
        <div className="sec">
          <h2>{org.name}</h2>
          {org.active ? (
            <StatusTag tone="blue">{orgKinds[org.kind]}</StatusTag>
          ) : (
            <StatusTag tone="grey">已撤销</StatusTag>
          )}
          {onChange && org.active && (
            <div className="sec-actions">
              <Button onClick={() => onChange('rename')}>更名</Button>
              <Button onClick={() => onChange('change')}>修改</Button>
              <Button onClick={() => onChange('move')}>划转</Button>
              <Button onClick={() => onChange('merge')}>并入</Button>
              <Button danger onClick={() => onChange('dissolve')}>
                撤销
              </Button>
            </div>
          )}
        </div>
        {org.warnings.length > 0 && (
          <ul className="orgs-warnings">
            {org.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        )}
        <Facts
          items={[
            [
              '上级',
              org.ancestors.length > 0 &&
                org.ancestors.map((above, index) => (
                  <span key={above.id}>
                    {index > 0 && ' › '}
                    {/* What lies above one's own org can be named, not opened. */}
                    {own >= 0 && index >= own ? (
                      <button type="button" className="link" onClick={() => onOpen(above.id)}>
                        {above.name}
                      </button>
                    ) : (
                      above.name
                    )}
                  </span>
                )),
            ],
            ['简称', org.shortName],
            ['类别', orgKinds[org.kind]],
            ['地区代码', <span className="num">{org.area}</span>],
            ['统一社会信用代码', org.uscc && <span className="num">{org.uscc}</span>],
            ['下级', <span className="num">{org.children} 个</span>],
            ['曾用名', org.formerNames.join('、')],
          ]}
        />
      </section>
      <Section
        title="任职"
        actions={
          seesAccounts && (
            <Link to="/appointments" search={{ org: String(org.id), orgName: org.name }}>
              管理任职
            </Link>
          )
        }
      >
        {org.appointments.length === 0 ? (
          <Empty title="没有人在这里任职">{org.active && '没有任职，派到这里的事没有人看得到。'}</Empty>
        ) : (
          <ul className="orgs-posts">
            {org.appointments.map((post, index) => (
              <li key={index} className={post.endsOn ? 'muted' : undefined}>
                <b>{post.account}</b>
                <span>{post.role}</span>
                <span>
                  <Day day={post.startsOn} /> 起
                  {post.endsOn && (
                    <>
                      ，到 <Day day={post.endsOn} />
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="沿革">
        {org.history.length === 0 ? (
          <Empty title="没有变动" />
        ) : (
          <Timeline
            entries={org.history.map((entry) => ({
              at: entry.at,
              by: entry.by,
              text: entry.text.startsWith(orgChanges[entry.change])
                ? entry.text
                : `${orgChanges[entry.change]}：${entry.text}`,
            }))}
          />
        )}
      </Section>
    </>
  )
}
