// `npm run verify`: holds an export of the audit trail, or this installation's own, against the heads that were signed.
import { spawnSync } from 'node:child_process'
import { ensureInstalled, findNode, root } from './install.mjs'

await ensureInstalled({ dev: false })
const { status } = spawnSync(findNode(), ['src/cli.ts', 'verify', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
