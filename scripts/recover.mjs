// `npm run recover`: an administrator for a hall nobody can manage any more, with the program stopped.
import { spawnSync } from 'node:child_process'
import { ensureInstalled, findNode, root } from './install.mjs'

await ensureInstalled({ dev: false })
const { status } = spawnSync(findNode(), ['src/cli.ts', 'recover', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(status ?? 1)
