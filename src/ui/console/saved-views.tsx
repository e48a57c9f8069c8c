import { useState } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Checkbox, Dropdown } from 'antd'
import { Bookmark } from 'lucide-react'
import { uuidv7 } from '../../kernel/id.ts'
import { useAnswer, useWrite, type InputOf, type ItemOf } from './ask.ts'
import { parseSearch, stringifySearch } from './filters.ts'
import { FormModal } from './form-modal.tsx'
import { TextField } from './text-field.tsx'

type View = ItemOf<'GET /api/views'>
type ViewScreen = NonNullable<NonNullable<InputOf<'GET /api/views'>['query']>['screen']>

/** 常用视图: the filters in the address under a name, kept with the account; shared ones are the whole org's. */
export function SavedViews({ screen }: { screen: ViewScreen }) {
  const views = useAnswer('GET /api/views', { query: { screen } })
  const drop = useWrite('DELETE /api/views/{id}')
  const navigate = useNavigate()
  const [naming, setNaming] = useState(false)
  const items = views.data?.items ?? []
  const own = items.filter((view) => view.own)
  const others = items.filter((view) => !view.own)
  const open = (view: View) => ({
    key: `open/${view.id}`,
    label: view.own ? (view.shared ? `${view.name}（本单位共用）` : view.name) : `${view.name}（${view.by}）`,
    onClick: () => void navigate({ to: '.', search: parseSearch(view.search) as never }),
  })
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...own.map(open),
            ...(others.length
              ? [{ key: 'others', type: 'group' as const, label: '同事共用的', children: others.map(open) }]
              : []),
            ...(items.length ? [{ type: 'divider' as const }] : []),
            { key: 'keep', label: '把现在的条件存为视图…', onClick: () => setNaming(true) },
            ...own.map((view) => ({
              key: `drop/${view.id}`,
              label: `删除“${view.name}”`,
              onClick: () => void drop.send({ params: { id: view.id } }),
            })),
          ],
        }}
      >
        <Button icon={<Bookmark aria-hidden size="1em" />}>常用视图</Button>
      </Dropdown>
      {naming && <Keep screen={screen} taken={own} onClose={() => setNaming(false)} />}
    </>
  )
}

function Keep({
  screen,
  taken,
  onClose,
}: {
  screen: ViewScreen
  taken: readonly View[]
  onClose: () => void
}) {
  const search = useSearch({ strict: false })
  const save = useWrite('POST /api/views')
  const [id] = useState(() => uuidv7())
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const words = name.trim()
  return (
    <FormModal
      title="存为视图"
      ok={taken.some((view) => view.name === words) ? '换成现在的条件' : '保存'}
      ready={words !== ''}
      write={save}
      onSend={() =>
        save.send({
          body: {
            id,
            screen,
            name: words,
            search: stringifySearch(search as Record<string, unknown>),
            shared,
          },
        })
      }
      onClose={onClose}
    >
      <TextField
        label="名称"
        hint="随你的账号走，换一台电脑也在。"
        max={20}
        placeholder="如：停放类红牌"
        value={name}
        onChange={setName}
      />
      <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
        本单位的同事也能用
      </Checkbox>
    </FormModal>
  )
}
