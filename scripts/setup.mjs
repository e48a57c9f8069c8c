// `npm run setup`: the first organisation and its administrator, once, with the program stopped.
import { spawnSync } from 'node:child_process'
import { ensureInstalled, findNode, root } from './install.mjs'

await ensureInstalled({ dev: false })
const { status } = spawnSync(findNode(), ['src/cli.ts', 'setup', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
