import { useState, type FormEvent } from 'react'
import { asProblem, type Problem } from '../../ui/client.ts'
import { write } from '../../ui/worker/answer.ts'
import { Field, Optional } from '../../ui/worker/fields.tsx'
import { ErrorNote } from '../../ui/worker/notes.tsx'
import { go, useAddress } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { keepOwn } from './kept.ts'

/** 查进度: by number and code, or by number alone for what is public. */
export function FollowForm() {
  const { query } = useAddress()
  const [number, setNumber] = useState(query.get('number') ?? '')
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const open = async (event: FormEvent) => {
    event.preventDefault()
    const clean = plainDigits(number).replace(/\s/g, '')
    setProblem(undefined)
    if (!/^[1-9]\d{5}-\d{2}-\d{6,9}$/.test(clean)) return setWrong('编号像这样：110105-26-004127')
    setWrong('')
    const digits = plainDigits(code).replace(/\D/g, '')
    if (!digits) return go(`/p/${clean}`)
    try {
      const own = await write('POST /api/concerns/follow', { body: { number: clean, code: digits } })
      keepOwn(own, digits)
      go(`/c/${clean}`)
    } catch (cause) {
      setProblem(asProblem(cause))
    }
  }
  return (
    <Screen title="查进度" back="/concerns">
      <form className="form" noValidate onSubmit={(event) => void open(event)}>
        <Field
          label="编号"
          value={number}
          problem={wrong || undefined}
          hint={
            <>
              发出后给你的，像 <span className="num">110105-26-004127</span>
            </>
          }
          autoComplete="off"
          maxLength={24}
          onChange={(event) => setNumber(event.target.value)}
        />
        <Field
          label={<Optional name="查询码" why="8 位数字。不填只看公开进度" />}
          value={code}
          inputMode="numeric"
          autoComplete="off"
          maxLength={12}
          onChange={(event) => setCode(event.target.value)}
        />
        <ErrorNote problem={problem} />
        <button type="submit" className="btn primary block">
          查看
        </button>
      </form>
    </Screen>
  )
}

/** Digits and hyphens as Chinese keyboards also type them: full width, and dashes of any length. */
const plainDigits = (text: string) => text.normalize('NFKC').replace(/[‐-―−ー]/g, '-')
