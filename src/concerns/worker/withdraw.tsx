import { useState } from 'react'
import type { Problem } from '../../ui/client.ts'
import { write } from '../../ui/worker/answer.ts'
import { Button } from '../../ui/worker/buttons.tsx'
import { ErrorNote } from '../../ui/worker/notes.tsx'
import { Sheet } from '../../ui/worker/sheet.tsx'
import { afterRefusal, keyOf, type Writing } from './written.ts'

/** Taking it back, after a question. */
export function Withdraw({ own, code, done }: Writing) {
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const withdraw = async () => {
    try {
      const next = await write('POST /api/concerns/follow/withdraw', { body: keyOf(own, code) })
      setOpen(false)
      done(next)
    } catch (cause) {
      setProblem(await afterRefusal(cause, own, code, done))
    }
  }
  return (
    <>
      <button type="button" className="link block" onClick={() => setOpen(true)}>
        撤回这件诉求
      </button>
      <Sheet title="撤回这件诉求？" open={open} close={() => setOpen(false)}>
        <p>撤回后不再办理，已有的记录会保留。以后还可以重新反映。</p>
        <ErrorNote problem={problem} />
        <div className="row">
          <Button work={() => setOpen(false)}>不撤回</Button>
          <Button look="danger" work={withdraw}>
            撤回
          </Button>
        </div>
      </Sheet>
    </>
  )
}
