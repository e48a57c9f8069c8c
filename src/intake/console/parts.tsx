import { useState } from 'react'
import { Button } from 'antd'
import { activityParts } from '../../activities/words.ts'
import { OrgPicker } from '../../ui/console/org-picker.tsx'
import type { ActivityEdit, Participant } from './edits.ts'

type Group = Participant['part'] | 'mention'
const groups: Record<Group, string> = { ...activityParts, mention: '只是提到，不记' }
const groupOf = (one: Participant): Group => (one.on ? one.part : 'mention')

/** Who held it, who took part, who is only spoken of: each with the words that say so, moved by a click. */
export function Parts({ edit, onChange }: { edit: ActivityEdit; onChange: (orgs: Participant[]) => void }) {
  const [open, setOpen] = useState(false)
  const there = (Object.keys(groups) as Group[]).filter((group) =>
    edit.orgs.some((one) => groupOf(one) === group),
  )
  return (
    <div className="proposal-parts">
      <dl>
        {there.map((group) => (
          <div key={group}>
            <dt>{groups[group]}</dt>
            <dd>
              {edit.orgs
                .filter((one) => groupOf(one) === group)
                .map((one) => one.name)
                .join('、')}
            </dd>
          </div>
        ))}
      </dl>
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? '收起单位' : `看依据、改${edit.orgs.length}个单位`}
      </button>
      {open &&
        there.map((group) => (
          <fieldset key={group}>
            <legend>{groups[group]}</legend>
            {edit.orgs
              .filter((one) => groupOf(one) === group)
              .map((one) => (
                <Part
                  key={one.name}
                  one={one}
                  set={(patch) =>
                    onChange(
                      edit.orgs.map((other) => (other.name === one.name ? { ...other, ...patch } : other)),
                    )
                  }
                />
              ))}
          </fieldset>
        ))}
    </div>
  )
}

function Part({ one, set }: { one: Participant; set: (patch: Partial<Participant>) => void }) {
  const [matching, setMatching] = useState(false)
  const move = (to: Group) => set(to === 'mention' ? { on: false } : { on: true, part: to })
  return (
    <div className="proposal-part">
      <span>
        {one.name}
        {one.also.length > 0 && <small>也写作{one.also.join('、')}</small>}
        <small>
          {one.org ? `名录：${one.org.name}` : '名录里没有，只记名称'}
          {one.why && `；依据“${one.why.replace(/[“”]/g, '')}”`}
        </small>
      </span>
      <span>
        {(Object.keys(groups) as Group[])
          .filter((group) => group !== groupOf(one))
          .map((group) => (
            <Button
              key={group}
              size="small"
              aria-label={`${one.name}改为${group === 'mention' ? '只提到' : groups[group]}`}
              onClick={() => move(group)}
            >
              {group === 'mention' ? '只提到' : groups[group]}
            </Button>
          ))}
        {one.on && (
          <Button
            size="small"
            aria-expanded={matching}
            aria-label={`${one.org ? '改选' : '选已有'}：${one.name}`}
            onClick={() => setMatching(!matching)}
          >
            {one.org ? '改选' : '选已有'}
          </Button>
        )}
      </span>
      {matching && (
        <div className="proposal-match">
          <OrgPicker
            everywhere
            aria-label={`名录中的${one.name}`}
            value={one.org}
            onChange={(org) => {
              set({ org })
              if (org) setMatching(false)
            }}
          />
        </div>
      )}
    </div>
  )
}
