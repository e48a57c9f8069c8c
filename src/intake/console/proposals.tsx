// The proposals of one article as an editable checklist: choose, correct, accept.
import { memo, useState } from 'react'
import { Button } from 'antd'
import { Check } from 'lucide-react'
import { oursIn, recordsIn } from './edits.ts'
import { Card, type Common } from './proposal.tsx'
import './proposals.css'

/** Concerns and promises drawn at first; a page of hundreds is opened further by the person. */
const atOnce = 40

export const Proposals = memo(function Proposals({
  next,
  ...props
}: Common & {
  /** Opens the next article that still has proposals. */
  next: (() => void) | undefined
}) {
  const { article, picked, onPick } = props
  const all = recordsIn(article)
  const open = all.filter((one) => !one.accepted)
  const on = open.filter((one) => picked.includes(one.key))
  const ours = oursIn(article, props.editOf)
  const whole = ours.length > 0 && ours.every((one) => picked.includes(one.key))
  const [asked, setAsked] = useState(atOnce)
  if (all.length === 0)
    return (
      <div className="intake-none">
        <p>这一篇没有读出可以成为记录的内容。原文里标出的组织、人物、数字仅供参考。</p>
        {next && <Button onClick={next}>看下一篇</Button>}
      </div>
    )
  return (
    <>
      <div className="intake-all">
        {open.length > 0 ? (
          <label>
            <input
              type="checkbox"
              checked={whole}
              ref={(box) => {
                if (box) box.indeterminate = on.length > 0 && !whole
              }}
              onChange={(event) =>
                onPick(
                  (event.target.checked ? ours : open).map((one) => one.key),
                  event.target.checked,
                )
              }
            />
            本篇全选
          </label>
        ) : (
          <span className="intake-done">
            <Check aria-hidden size="1em" /> 本篇建议都已成为记录
          </span>
        )}
        {open.length > 0 ? (
          <span className="muted">
            {open.length < all.length ? `还有${open.length}项建议` : `${all.length}项建议`}
            {on.length > 0 && `，选中${on.length}项`}
          </span>
        ) : (
          next && <Button onClick={next}>看下一篇</Button>
        )}
      </div>
      {ours.length < open.length && (
        <p className="intake-others">
          这篇说的是别处的事：全选只存转载；诉求和承诺确要登记在本单位的，请逐项选。
        </p>
      )}
      {all.slice(0, asked).map((proposal) => (
        <Card key={proposal.key} {...props} proposal={proposal} edit={props.editOf(proposal, article)} />
      ))}
      {asked < all.length && (
        <div className="more">
          <Button onClick={() => setAsked(asked + atOnce)}>更多（还有{all.length - asked}项）</Button>
        </div>
      )}
    </>
  )
})
