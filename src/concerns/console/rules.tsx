import { Page } from '../../ui/console/page.tsx'

export function Component() {
  return <Page title="类别与时限" />
}
