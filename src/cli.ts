// The program's commands. `npm start` and the other scripts end up here.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig, StartupError, type Log } from './kernel/config.ts'

type Command = { help: string; run(argv: string[]): Promise<void> }

/* eslint-disable no-console -- standard output is what a command line program talks through */
const log: Log = (line) => console.log(line)

const commands: Record<string, Command> = {
  start: {
    help: '启动（--empty 不装演示数据，--seed-scale N 放大演示数据，--accounts 再看一遍地址和账号）',
    run: start,
  },
  build: {
    help: '构建网页',
    async run() {
      const { buildApps } = await import('./kernel/build.ts')
      await buildApps({ force: true, log })
    },
  },
  setup: {
    help: '在空数据库里建立最上级工会和第一个管理员',
    run: setUp,
  },
  recover: {
    help: '没有管理员能登录时，恢复最上级工会的一位系统管理员',
    run: recover,
  },
  migrate: {
    help: '只升级数据库，不启动',
    async run(argv) {
      const { startUp } = await import('./kernel/startup.ts')
      const platform = await startUp(readConfig(process.env, argv), log)
      await platform.stop()
      log(platform.migrated.length ? platform.migrated.join('\n') : '数据库已是最新')
    },
  },
  verify: {
    help: '核对操作记录（给出导出的文件；不给则核对自己的数据库，须先停止程序）',
    run: verify,
  },
  openapi: {
    help: '输出接口说明（OpenAPI 3.1，JSON）',
    async run() {
      const { openApi } = await import('./server.ts')
      log(JSON.stringify(openApi(), null, 2))
    },
  },
  docs: {
    help: '重新生成 docs/ 中由程序生成的部分',
    async run() {
      const { writeDocs } = await import('./server.ts')
      for (const file of await writeDocs()) log(file)
    },
  },
}

/** The first org and administrator, from the command line because nobody is there yet to allow it on a screen. */
async function setUp(argv: string[]): Promise<void> {
  const usage =
    '例如：npm run setup -- --org 某市总工会 --area 110000 --area-name 某市 --login wangwu --name 王五'
  const text = { type: 'string' } as const
  const asked = () =>
    parseArgs({
      args: argv,
      options: { org: text, area: text, 'area-name': text, login: text, name: text },
    }).values
  let values: ReturnType<typeof asked>
  try {
    values = asked()
  } catch (error) {
    throw new StartupError(`命令行参数有误：${(error as Error).message}`, usage)
  }
  const { org, area, login, name } = values
  if (!org || !login || !name || !/^[1-9]\d{5}$/.test(area ?? ''))
    throw new StartupError('要写明工会名称、六位行政区划代码、登录名和姓名', usage)
  if (!/^[A-Za-z0-9._@-]{2,60}$/.test(login))
    throw new StartupError(`登录名不合适：${login}`, '请用 2 到 60 位字母、数字和 . _ @ -。')
  const { setUpHall } = await import('./server.ts')
  const password = await setUpHall(readConfig(process.env, []), log, {
    org,
    area: { code: Number(area), name: values['area-name'] ?? org },
    login,
    name,
  })
  log(`已建立${org}和系统管理员 ${login}（${name}）。`)
  log(`首次登录密码：${password}`)
  log('只显示这一次。登录后请设置动态码、修改密码。')
}

/** Holds an export, or this installation's own database, against the heads that were signed and handed out. */
async function verify(argv: string[]): Promise<void> {
  const usage =
    '用法：npm run verify -- 导出的文件 [--key 公钥] [--witness 见证方留存的文件] [--witness-key 见证公钥] [--earlier 以前导出的文件]；不给文件则核对本机数据库。'
  const text = { type: 'string' } as const
  const options = {
    key: text,
    witness: { ...text, multiple: true },
    'witness-key': text,
    earlier: text,
  } as const
  const asked = () => parseArgs({ args: argv, options, allowPositionals: true })
  let given: ReturnType<typeof asked>
  try {
    given = asked()
  } catch (error) {
    throw new StartupError(`命令行参数有误：${(error as Error).message}`, usage)
  }
  const { values, positionals } = given
  if (positionals.length > 1) throw new StartupError('一次核对一个文件', usage)
  // File names are the caller's: relative to where npm was called.
  const at = (name: string) => path.resolve(process.env.INIT_CWD ?? '.', name)
  const [file] = positionals
  const intact = file
    ? await (
        await import('./events/verify-file.ts')
      ).verifyFile(
        at(file),
        { ...values, witness: values.witness?.map(at), earlier: values.earlier && at(values.earlier) },
        log,
      )
    : await (await import('./server.ts')).verifyHall(readConfig(process.env, []), log)
  if (!intact) process.exitCode = 1
}

/** A way back in from the machine itself, for a hall whose administrators are gone or locked out. */
async function recover(argv: string[]): Promise<void> {
  const usage = '例如：npm run recover -- --login wangwu（已有的账号），或加 --name 王五 新建一个账号'
  const text = { type: 'string' } as const
  const asked = () => parseArgs({ args: argv, options: { login: text, name: text } }).values
  let values: ReturnType<typeof asked>
  try {
    values = asked()
  } catch (error) {
    throw new StartupError(`命令行参数有误：${(error as Error).message}`, usage)
  }
  const { login, name } = values
  if (!login || !/^[A-Za-z0-9._@-]{2,60}$/.test(login)) throw new StartupError('要写明登录名', usage)
  const { recoverHall } = await import('./server.ts')
  const done = await recoverHall(readConfig(process.env, []), log, { login, name })
  log(`${login}（${done.name}）现在是${done.org}的系统管理员，原来的密码和动态码已作废。`)
  log(`首次登录密码：${done.password}`)
  log('只显示这一次。登录后先修改密码，再设置动态码。这次恢复已记入操作记录。')
}

/** Runs until a signal, or until the parent that started us (scripts/start.mjs) is gone. */
async function start(argv: string[]): Promise<void> {
  if (argv.includes('--accounts')) {
    const { shownAgain } = await import('./kernel/shown.ts')
    for (const line of await shownAgain(path.resolve(process.env['DATA_DIR']?.trim() || 'data'))) log(line)
    return
  }
  const running: { server?: { stop(): Promise<void> } } = {}
  let asked = 0
  const end = () => {
    // Not yet ready: nothing is open that leaving would harm; the database is asked to stop as we exit.
    if (!running.server) process.exit(130)
    // Terminal, npm and start.mjs each pass the same Ctrl-C on; only a later one means impatience.
    if (asked) {
      if (Date.now() - asked > 2_000) process.exit(130)
      return
    }
    asked = Date.now()
    log('正在停止……')
    running.server.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  process.on('disconnect', end)
  process.channel?.unref()
  const { serve } = await import('./server.ts')
  running.server = await serve(readConfig(process.env, argv), log)
}

/** What the operator can mend is told in one line; anything else is a fault of ours and shows its stack. */
function fail(error: unknown): never {
  if (error instanceof StartupError) console.error(`错误：${error.message}。${error.hint}`)
  else console.error(error)
  process.exit(1)
}

const [name = '', ...argv] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (command) {
  await command.run(argv).catch(fail)
} else {
  console.error('用法：node src/cli.ts <命令>')
  for (const [each, { help }] of Object.entries(commands)) console.error(`  ${each.padEnd(8)} ${help}`)
  process.exitCode = 2
}
