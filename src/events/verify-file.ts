// `npm run verify -- FILE`: what an export and the heads somebody kept of it say together, in words.
import { readFile } from 'node:fs/promises'
import { StartupError, type Log } from '../kernel/config.ts'
import { checkpointsIn, readVerifierKey } from './checkpoint.ts'
import { wordsOf } from './verify.ts'
import { hashesOf, NotAnExport, readExport } from './read-export.ts'

type Given = { key?: string; witness?: string[]; 'witness-key'?: string; earlier?: string }

/** Checks an export and tells `log` what is found. True where nothing is. @throws StartupError for what cannot be read */
export async function verifyFile(file: string, given: Given, log: Log): Promise<boolean> {
  for (const key of [given.key, given['witness-key']])
    if (key && !readVerifierKey(key))
      throw new StartupError(`公钥的写法不对：${key}`, '形如 名称+八位编号+一串字母数字，请整行复制。')
  try {
    const witnessed = []
    for (const kept of given.witness ?? []) {
      const found = checkpointsIn(await readFile(kept, 'utf8'))
      if (!found.length)
        throw new StartupError(`${kept} 里没有签署头`, '请给见证方收到的文件，或把邮件正文存成文本文件。')
      witnessed.push(...found)
    }
    const result = await readExport(file, {
      key: given.key,
      witnessed,
      witnessKey: given['witness-key'],
      earlier: given.earlier ? await hashesOf(given.earlier) : undefined,
    })
    log(`${result.origin}，导出于 ${result.exportedAt}，共 ${result.size} 条`)
    if (result.withheld) log(`其中 ${result.withheld} 条只有摘要（不在导出人的查看范围）`)
    for (const one of result.findings) log(`✘ ${wordsOf(one)}`)
    for (const { text } of result.notices) log(`？ ${text}`)
    const intact = result.findings.length === 0
    if (intact) log(`没有发现改动；前 ${result.proven} 条与签署头一致。`)
    // Loudly: a trail that proves itself proves nothing.
    if (!given.key) log('！！没有用 --key 给出事先得到的公钥：签名只对照了导出文件自己写的公钥。')
    if (!result.witnessed)
      log('！！没有用 --witness 给出见证方留存的签署头：只能说明这份文件前后一致，不能说明它就是当初的记录。')
    log(`公钥：${result.key}`)
    return intact
  } catch (error) {
    if (error instanceof NotAnExport) throw new StartupError(error.message, '请重新导出后再核对。')
    const { code, path: at } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR')
      throw new StartupError(`无法读取 ${at ?? file}（${code}）`, '请核对文件名和权限。')
    throw error
  }
}
