import { Button } from 'antd'
import { useAnswer, useWrite } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { Answered } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'

/** Where I am signed in, and the end of all of it but here. */
export function Sessions() {
  const sessions = useAnswer('GET /api/me/sessions', {})
  const end = useWrite('POST /api/me/sessions/end-others', {
    done: ({ ended }) => `已退出其他${ended}台设备`,
  })
  return (
    <Answered answer={sessions} rows={2}>
      {({ items }) => (
        <>
          <ul className="posts">
            {items.map((one) => (
              <li key={`${one.startedAt} ${one.device}`}>
                <span>
                  {one.device}
                  <small>
                    <When at={one.startedAt} /> 登录
                  </small>
                </span>
                {one.current && <StatusTag tone="green">这一台</StatusTag>}
              </li>
            ))}
          </ul>
          {items.length > 1 && (
            <div className="card-body">
              <Button loading={end.busy} onClick={() => void end.send({ body: {} })}>
                退出其他设备
              </Button>
            </div>
          )}
          <ProblemNote problem={end.problem} />
        </>
      )}
    </Answered>
  )
}
