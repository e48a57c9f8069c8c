import { useState, useSyncExternalStore } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { Bookmark } from 'lucide-react'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { useMe } from '../../ui/console/session.ts'
import { TextField } from '../../ui/console/text-field.tsx'

type View = { name: string; search: Record<string, unknown> }
const changed = new EventTarget()

/** Views are a person's own habit of looking, so they stay in this browser, apart for each account. */
function useViews(accountId: string): [View[], (views: View[]) => void] {
  const key = `concern-views/${accountId}`
  const text = useSyncExternalStore(
    (tell) => {
      changed.addEventListener('change', tell)
      return () => changed.removeEventListener('change', tell)
    },
    () => localStorage.getItem(key) ?? '[]',
  )
  return [
    JSON.parse(text) as View[],
    (views) => {
      localStorage.setItem(key, JSON.stringify(views))
      changed.dispatchEvent(new Event('change'))
    },
  ]
}

/** 常用视图: the filters in the address under a name of one's own. */
export function SavedViews() {
  const me = useMe()
  const [views, save] = useViews(me.accountId)
  const search = useSearch({ strict: false })
  const navigate = useNavigate()
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const keep = () => {
    const words = name.trim()
    save([...views.filter((one) => one.name !== words), { name: words, search }])
    setNaming(false)
    setName('')
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...views.map((view) => ({
              key: `open/${view.name}`,
              label: view.name,
              onClick: () => void navigate({ to: '.', search: view.search as never }),
            })),
            ...(views.length ? [{ type: 'divider' as const }] : []),
            { key: 'keep', label: '把现在的条件存为视图…', onClick: () => setNaming(true) },
            ...views.map((view) => ({
              key: `drop/${view.name}`,
              label: `删除“${view.name}”`,
              onClick: () => save(views.filter((one) => one.name !== view.name)),
            })),
          ],
        }}
      >
        <Button icon={<Bookmark aria-hidden size="1em" />}>常用视图</Button>
      </Dropdown>
      {naming && (
        <FormModal
          title="存为视图"
          ok="保存"
          ready={name.trim() !== ''}
          onSend={() => true}
          onDone={keep}
          onClose={() => setNaming(false)}
        >
          <TextField
            label="名称"
            hint="存在这台电脑的浏览器里，只有你用这个账号时看得到。"
            max={20}
            placeholder="如：停放类红牌"
            onPressEnter={() => name.trim() && keep()}
            value={name}
            onChange={setName}
          />
        </FormModal>
      )}
    </>
  )
}
