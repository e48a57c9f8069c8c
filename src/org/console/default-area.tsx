import { useAnswer, useWrite } from '../../ui/console/ask.ts'
import { SelectField } from '../../ui/console/choice-field.tsx'
import { Answered, Section } from '../../ui/console/page.tsx'

/** Where belongs what names no area; for administrators of the topmost union. */
export function DefaultArea() {
  const areas = useAnswer('GET /api/areas', {})
  const choose = useWrite('POST /api/areas/default', { done: '默认地区已改' })
  return (
    <Section title="默认地区" facts="职工端的地区列表里排第一；没有选过地区的新登录归它">
      <Answered answer={areas}>
        {({ items, default: home }) => (
          <div className="card-body form form-narrow">
            <SelectField
              label="默认地区"
              path="area"
              write={choose}
              options={items.map((one) => ({ value: String(one.code), label: one.name }))}
              value={home === null ? undefined : String(home)}
              onChange={(code) =>
                void choose.send({ body: { area: Number(code) } }).then((done) => done && areas.again())
              }
            />
          </div>
        )}
      </Answered>
    </Section>
  )
}
