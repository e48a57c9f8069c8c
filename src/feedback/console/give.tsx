import { useState } from 'react'
import { Button } from 'antd'
import { uuidv7 } from '../../kernel/id.ts'
import { filled, useWrite } from '../../ui/console/ask.ts'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { Empty, Page } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { LongTextField, TextField } from '../../ui/console/text-field.tsx'

/** The complaint channel about the software, for staff. Nothing about who sends it is taken along unasked. */
export function Component() {
  const { filters } = useUrlFilters({ from: '' })
  const [id, setId] = useState(() => uuidv7())
  const [text, setText] = useState('')
  const [contact, setContact] = useState('')
  const [sent, setSent] = useState(false)
  const give = useWrite('POST /api/feedback')
  const submit = async () => {
    const done = await give.send({
      body: {
        id,
        app: 'console',
        text: text.trim(),
        ...(filters.from ? { screen: filters.from.slice(0, 200) } : {}),
        ...filled({ contact }),
      },
    })
    if (!done) return
    setSent(true)
    setText('')
    setId(uuidv7())
  }
  return (
    <Page title="对软件有意见">
      <section className="card">
        {sent ? (
          <Empty title="收到了，谢谢" action={<Button onClick={() => setSent(false)}>再提一条</Button>}>
            系统管理员会看到；留了联系方式的会得到答复。
          </Empty>
        ) : (
          <form
            className="card-body form form-narrow"
            onSubmit={(event) => {
              event.preventDefault()
              if (text.trim().length > 1 && !give.busy) void submit()
            }}
          >
            <LongTextField
              label="哪里不好用，或者少了什么"
              required
              path="text"
              write={give}
              rows={5}
              max={2000}
              value={text}
              onChange={setText}
            />
            <TextField
              label="联系方式"
              hint="要答复就留；不留也行，不会记你的名字"
              path="contact"
              write={give}
              max={100}
              value={contact}
              onChange={setContact}
            />
            <ProblemNote problem={give.problem} />
            <div>
              <Button type="primary" htmlType="submit" disabled={text.trim().length < 2} loading={give.busy}>
                提交
              </Button>
            </div>
          </form>
        )}
      </section>
    </Page>
  )
}
