import { useAnswer } from '../../ui/console/ask.ts'
import type { FieldProps } from '../../ui/console/field.tsx'
import { OrgField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import './lead-field.css'

/** 主办单位, with those such matters went to before: one press instead of a search. */
export function LeadField({
  about,
  ...field
}: FieldProps & {
  /** What is to be handed over; without a class there is nothing to go by. */
  about: { classCode: string; place: string } | null
  value: PickedOrg | null
  onChange: (org: PickedOrg | null) => void
}) {
  const { data } = useAnswer(
    'GET /api/concerns/leads',
    about && { query: { classCode: about.classCode, ...(about.place && { place: about.place }) } },
  )
  return (
    <>
      <OrgField {...field} everywhere />
      {data && data.items.length > 0 && (
        <div className="lead-offers" role="group" aria-label="以前派给过">
          <span className="muted">以前派给过</span>
          {data.items.map((one) => (
            <button
              key={one.org.id}
              type="button"
              className="lead-offer"
              aria-pressed={field.value?.id === one.org.id}
              onClick={() => field.onChange(one.org)}
            >
              {one.org.name}
              <small>
                {one.here > 0
                  ? `同地点同类 ${one.here} 件`
                  : one.alike > 0
                    ? `同类 ${one.alike} 件`
                    : '最近派过'}
              </small>
            </button>
          ))}
        </div>
      )}
    </>
  )
}
