import { Page } from '../../ui/console/page.tsx'

export function Component() {
  return <Page title="操作记录" />
}
