import { useState } from 'react'
import { Button } from 'antd'
import { useWrite } from '../../ui/console/ask.ts'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { steps, type Step } from '../words.ts'
import { StepForm } from './step-form.tsx'
import { blank, formOf, forms, type Concern, type Draft } from './step-forms.ts'

/** The one step that moves the matter on, in the order a matter goes; the first of them is the page's main button. */
const forward: Step[] = [
  'accept',
  'assign',
  'take-up',
  // Once contacted, a matter waits for its answer; it may still be contacted again.
  'answer',
  'contact',
  'contribute',
  'call-back',
  'close',
  'grant-extension',
]

/** The buttons of a concern, drawn from `can`; each opens its form. */
export function Steps({ concern }: { concern: Concern }) {
  const [open, setOpen] = useState<Step | null>(null)
  // Only what was typed: the rest follows the concern, which others may change meanwhile.
  const [typed, setTyped] = useState<Partial<Draft>>({})
  const draft = { ...blank(concern, open), ...typed }
  const write = useWrite('POST /api/concerns/{id}/take-up', { done: '已接单，请先联系职工' })
  /** What asks nothing is done at once. */
  const start = (step: Step) => {
    write.clear()
    if (step === 'take-up') void write.send({ params: { id: concern.id }, body: {} })
    else setOpen(step)
  }
  const known = concern.can.filter((step) => forms[step])
  const main = forward.find((step) => known.includes(step))
  const rest = known.filter((step) => step !== main)
  // After the first contact another is the exception.
  if (main === 'answer') rest.sort((a, b) => Number(a === 'contact') - Number(b === 'contact'))
  if (!known.length && !open && !write.problem) return null
  return (
    <>
      {main && (
        <Button type="primary" loading={write.busy} onClick={() => start(main)}>
          {steps[main]}
        </Button>
      )}
      {rest.map((step) => (
        <Button key={step} onClick={() => start(step)}>
          {step === 'contact' && main === 'answer' ? '再次联系' : steps[step]}
        </Button>
      ))}
      <ProblemNote problem={write.problem} />
      {open && (
        <StepForm
          key={open}
          step={open}
          form={formOf(open, concern)}
          concern={concern}
          draft={draft}
          change={(part) => setTyped((before) => ({ ...before, ...part }))}
          onDone={() => {
            setOpen(null)
            setTyped({})
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
