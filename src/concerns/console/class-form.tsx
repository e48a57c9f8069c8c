import { Switch } from 'antd'
import { useWrite } from '../../ui/console/ask.ts'
import { optionsOf, SelectField } from '../../ui/console/choice-field.tsx'
import { useDraft } from '../../ui/console/draft.ts'
import { Field } from '../../ui/console/field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { NumberField } from '../../ui/console/number-field.tsx'
import { TextField } from '../../ui/console/text-field.tsx'
import { classIcons, urgencies } from '../words.ts'
import { ClassIcon } from '../worker/class-icon.tsx'
import type { Class } from './rules.tsx'
import './class-form.css'

const iconWords: Record<(typeof classIcons)[number], string> = {
  'door-open': '门',
  bike: '车',
  utensils: '餐具',
  coffee: '杯子',
  plug: '插头',
  timer: '计时',
  'package-x': '包裹',
  wallet: '钱包',
  'file-text': '文书',
  'shield-plus': '盾牌',
  landmark: '机构',
  'hard-hat': '安全帽',
  'cloud-lightning': '雷雨',
  'heart-pulse': '心跳',
  house: '房屋',
  baby: '孩子',
  'graduation-cap': '学位帽',
  'user-plus': '加入',
  'hand-heart': '关心',
  ellipsis: '三个点',
}
const blank: Class = {
  code: '',
  name: '',
  shortName: '',
  icon: 'ellipsis',
  urgency: 'general',
  sort: 500,
  active: true,
}

/** A class, new or corrected. `codes` are those taken. */
export function ClassForm({
  before,
  codes,
  onClose,
}: {
  before: Class | null
  codes: string[]
  onClose: () => void
}) {
  const write = useWrite('PUT /api/concern-classes/{code}', { done: '已保存' })
  const { draft, set, field } = useDraft(before ?? blank, write)
  const codeWrong = before
    ? undefined
    : codes.includes(draft.code)
      ? '已有这个代码'
      : draft.code && !/^[a-z][a-z-]{1,30}$/.test(draft.code)
        ? '用小写字母和连字符，如 night-shift'
        : undefined
  const { code, ...body } = draft
  return (
    <FormModal
      title={before ? `修改类别：${before.name}` : '新增类别'}
      ok="保存"
      ready={code !== '' && draft.name.trim() !== '' && draft.shortName.trim() !== '' && !codeWrong}
      write={write}
      onSend={() => write.send({ params: { code }, body })}
      onClose={onClose}
    >
      {!before && (
        <TextField
          label="代码"
          required
          hint="定了就不改，统计靠它认。"
          error={codeWrong}
          {...field('code')}
        />
      )}
      <TextField label="名称" required max={20} {...field('name')} />
      <TextField label="手机上的短名（6个字以内）" required max={6} {...field('shortName')} />
      <SelectField
        label="图标"
        path="icon"
        write={write}
        options={classIcons.map((value) => ({
          value,
          label: (
            <span className="class-icon">
              <ClassIcon icon={value} /> {iconWords[value]}
            </span>
          ),
        }))}
        value={draft.icon}
        onChange={(icon) => set({ icon })}
      />
      <SelectField label="紧急程度" options={optionsOf(urgencies)} {...field('urgency')} />
      <NumberField label="排序（小的在前）" min={0} max={9999} {...field('sort')} />
      <Field label="给职工选">
        {({ id }) => (
          <Switch
            className="class-switch"
            id={id}
            checked={draft.active}
            onChange={(active) => set({ active })}
          />
        )}
      </Field>
    </FormModal>
  )
}
