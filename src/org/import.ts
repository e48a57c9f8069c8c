import { writeXlsx } from 'hucre/xlsx'
import { nameOf } from '../kernel/actor.ts'
import { hasUnfit } from '../kernel/characters.ts'
import type { Ctx } from '../kernel/context.ts'
import type { Db } from '../kernel/db.ts'
import type { Stories } from '../kernel/route.ts'
import { sendSheet } from '../kernel/sheet.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { changeable, kindsOf, lockTree } from './changes.ts'
import { codeDoubts, codeFault, plainCode } from './code.ts'
import type { orgRoutes } from './contract.ts'
import { growOrgs, type Seedling } from './grow.ts'
import { orgSubject } from './org.ts'
import { within, type Line } from './queries.ts'
import { orgKinds, type OrgKind } from './words.ts'

const columns = ['名称', '上级', '简称', '类别', '统一社会信用代码'] as const
type Column = (typeof columns)[number]
/** More than any city has; a file of more rows is no list of orgs. */
const mostRows = 100_000
/** What an answer shows of faults; whoever corrects so many sends the file again anyway. */
const mostFaults = 1_000
const kindByName = new Map(Object.entries(orgKinds).map(([kind, name]) => [name as string, kind as OrgKind]))

/** `row` as the office program numbers it; `key` tells it from the id of an org. */
type Row = { row: number; key: string } & Record<Column, string>
type Fault = { row: number; column: string; message: string }

export const imports = {
  async importTemplate(c) {
    const notes = [
      ['列', '怎么填'],
      ['名称', '必填，全称，2到100个字'],
      ['上级', '可不填：放在导入时选定的组织之下。可填本表中或已有的组织；重名时写成“上级/名称”'],
      ['简称', '可不填，40个字以内'],
      ['类别', `必填，从这些里选：${Object.values(orgKinds).join('、')}`],
      ['统一社会信用代码', '可不填，18位；校验位不符只提醒，不影响导入'],
    ]
    const file = await writeXlsx({
      sheets: [
        {
          name: '组织',
          columns: [36, 36, 20, 14, 24].map((width) => ({ width })),
          rows: [[...columns]],
          freezePane: { rows: 1 },
          dataValidations: [
            {
              type: 'list',
              values: Object.values(orgKinds),
              range: `D2:D${mostRows}`,
              showErrorMessage: true,
            },
          ],
        },
        { name: '填写说明', columns: [{ width: 20 }, { width: 80 }], rows: notes },
      ],
    })
    return sendSheet(c, '组织导入模板', file)
  },

  async importOrgs(c) {
    // A large workbook is read for many seconds: before the transaction, which holds the tree.
    const { rows, faults: errors } = await readRows(c, c.file)
    return await c.write(async (w) => {
      await lockTree(w)
      const parent = await changeable(w, c.query.parentId)
      const { seedlings, faults, warnings } = await settle(w.db, rows, parent, await kindsOf(w))
      errors.push(...faults)
      errors.sort((a, b) => a.row - b.row)
      const told = {
        rows: rows.length,
        errors: errors.slice(0, mostFaults),
        warnings: warnings.slice(0, mostFaults),
      }
      if (errors.length || c.query.dryRun || !seedlings.length) return { created: 0, ...told }
      const by = { name: nameOf(w.actor), now: w.now, day: shanghaiDate(w.now), change: 'imported' as const }
      await growOrgs(w.db, seedlings, by)
      await w.append({
        area: parent.area,
        noun: 'org',
        subject: orgSubject(parent.id),
        type: 'org.imported',
        text: `在${parent.name}下导入${seedlings.length}个组织`,
        shown: 'owner',
        data: { created: seedlings.length },
      })
      return { created: seedlings.length, ...told }
    })
  },
} satisfies Partial<Stories<typeof orgRoutes>>

/** The rows below the heading of the first sheet; empty rows are left out. @throws what `OfficeReader.sheet` throws */
async function readRows(c: Ctx, file: Buffer): Promise<{ rows: Row[]; faults: Fault[] }> {
  // Empty rows count as well: formatting alone can make a million of them.
  const sheet = await c.services.office.sheet(file, 2 * mostRows)
  const rows: Row[] = []
  let at: Map<Column, number> | undefined
  for (const { row, values } of sheet.rows) {
    if (!at) {
      const head = values.map((value) => value.normalize('NFC').replace(/[\s*＊]/g, ''))
      if (head.includes('名称'))
        at = new Map(columns.map((column): [Column, number] => [column, head.indexOf(column)]))
      else if (row > 20) break
      continue
    }
    const read = (column: Column) => (values[at!.get(column)!] ?? '').normalize('NFC').trim()
    const one: Row = {
      row,
      key: `row ${row}`,
      名称: read('名称'),
      上级: read('上级'),
      简称: read('简称'),
      类别: read('类别'),
      统一社会信用代码: read('统一社会信用代码'),
    }
    if (columns.some((column) => one[column])) rows.push(one)
  }
  const faults: Fault[] = []
  if (!at || at.get('类别') === -1)
    faults.push({ row: 1, column: at ? '类别' : '名称', message: '没有找到表头，请用导入模板' })
  else if (sheet.more || rows.length > mostRows)
    faults.push({ row: 1, column: '名称', message: `最多${mostRows}行，请分几次导入` })
  return { rows, faults }
}

/** An org a row may name as its parent: one there already, or another row. */
type Place = { id: number | string; name: string; parent: number | string | null }

const unfitName = (name: string) => hasUnfit(name) || /\p{Cc}|\ufffd/u.test(name)

/** Checks every row and finds its parent; the seedlings come parents first. */
async function settle(db: Db, rows: Row[], parent: Line, allowed: readonly OrgKind[]) {
  const faults: Fault[] = []
  const warnings: { row: number; message: string }[] = []
  const there = await db
    .selectFrom('org as o')
    .select(['o.id', 'o.name', 'o.short_name', 'o.parent_id', 'o.uscc'])
    .where(within('o', parent.path))
    .where('o.active', '=', true)
    .execute()
  const places = new Map<string, Place[]>()
  const byId = new Map<number | string, Place>()
  const place = (one: Place, names: (string | null)[]) => {
    byId.set(one.id, one)
    for (const name of new Set(names)) {
      if (!name) continue
      const same = places.get(name)
      if (same) same.push(one)
      else places.set(name, [one])
    }
  }
  const siblings = new Set<string>()
  const codes = new Map<string, string>()
  for (const org of there) {
    place({ id: org.id, name: org.name, parent: org.parent_id }, [org.name, org.short_name])
    siblings.add(`${org.parent_id}/${org.name}`)
    if (org.uscc) codes.set(org.uscc, `已有的“${org.name}”`)
  }
  for (const row of rows) place({ id: row.key, name: row.名称, parent: null }, [row.名称])

  const kinds = new Map<number, OrgKind>()
  for (const row of rows) {
    const wrong = (column: Column, message: string) => faults.push({ row: row.row, column, message })
    if (!row.名称) wrong('名称', '必须填写')
    else if ([...row.名称].length < 2) wrong('名称', '至少 2 个字')
    else if ([...row.名称].length > 100) wrong('名称', '最多 100 个字')
    else if (unfitName(row.名称)) wrong('名称', '含有控制字符')
    if ([...row.简称].length > 40) wrong('简称', '最多 40 个字')
    else if (unfitName(row.简称)) wrong('简称', '含有控制字符')
    const kind =
      kindByName.get(row.类别) ?? (Object.hasOwn(orgKinds, row.类别) ? (row.类别 as OrgKind) : undefined)
    if (kind && !allowed.includes(kind)) wrong('类别', `${orgKinds[kind]}由总工会或产业工会登记`)
    else if (kind) kinds.set(row.row, kind)
    else wrong('类别', row.类别 ? `没有“${row.类别.slice(0, 20)}”这个类别` : '必须填写')
    const code = plainCode(row.统一社会信用代码)
    const fault = codeFault(code)
    if (fault) wrong('统一社会信用代码', fault)
    else if (code) {
      for (const message of codeDoubts(code, kind ?? 'employer')) warnings.push({ row: row.row, message })
      const holder = codes.get(code)
      if (holder) warnings.push({ row: row.row, message: `统一社会信用代码与${holder}相同` })
      else codes.set(code, `第${row.row}行`)
    }
  }

  const byRow = new Map(rows.map((row) => [row.key, row]))
  // A row's parent may have to be told from another by that one's parent: each is looked for when asked for, once.
  const asked = new Set<string>()
  const parentOf = (one: Place): Place | undefined => {
    const row = one.parent === null ? byRow.get(String(one.id)) : undefined
    if (row && !asked.has(row.key)) {
      asked.add(row.key)
      const found = row.上级 ? findParent(row, places, parentOf) : byId.get(parent.id)!
      if (typeof found === 'string') faults.push({ row: row.row, column: '上级', message: found })
      else one.parent = found.id
    }
    return one.parent === null ? undefined : byId.get(one.parent)
  }
  for (const row of rows) parentOf(byId.get(row.key)!)
  for (const row of rows) {
    const one = byId.get(row.key)!
    if (one.parent === null || !row.名称) continue
    const key = `${one.parent}/${row.名称}`
    if (siblings.has(key)) faults.push({ row: row.row, column: '名称', message: '同一上级下已有同名组织' })
    siblings.add(key)
  }

  const seedlings: Seedling[] = []
  const state = new Map<string, 'open' | 'done'>()
  for (const row of rows) {
    // Up to the first ancestor that is settled, then down again; one met twice on the way up is its own ancestor.
    const way: Row[] = []
    for (let at: Row | undefined = row; at && !state.has(at.key);) {
      state.set(at.key, 'open')
      way.push(at)
      const up: Place['parent'] = byId.get(at.key)!.parent
      at = typeof up === 'string' ? byRow.get(up) : undefined
      if (at && state.get(at.key) === 'open')
        faults.push({ row: row.row, column: '上级', message: '上下级绕成了圈' })
    }
    for (const one of way.reverse()) {
      state.set(one.key, 'done')
      const up = byId.get(one.key)!.parent
      seedlings.push({
        key: one.key,
        parent: up,
        name: one.名称,
        shortName: one.简称 || null,
        kind: kinds.get(one.row) ?? 'employer',
        uscc: plainCode(one.统一社会信用代码),
      })
    }
  }
  return { seedlings, faults, warnings }
}

/** The one org a row's 上级 names, or what is wrong with it. `甲/乙` is an org 乙 whose parent is called 甲. */
function findParent(
  row: Row,
  places: Map<string, Place[]>,
  parentOf: (one: Place) => Place | undefined,
): Place | string {
  const steps = places.has(row.上级) ? [row.上级] : row.上级.split(/[/／>›]/).map((step) => step.trim())
  const name = steps.at(-1)!
  const named = places.get(name) ?? []
  const fits = named.filter((one) => {
    let at: Place | undefined = one
    for (const step of steps.slice(0, -1).reverse()) {
      at = at && parentOf(at)
      if (at?.name !== step) return false
    }
    return one.id !== row.key
  })
  if (fits.length === 1) return fits[0]!
  if (fits.length > 1) return `有${fits.length}个“${name.slice(0, 40)}”，请写成“上级/名称”`
  if (named.some((one) => one.id === row.key)) return '上级不能是自己'
  return `在所选组织之下和本表里都没有“${row.上级.slice(0, 40)}”`
}
