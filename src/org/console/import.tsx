import { useRef, useState } from 'react'
import { Button } from 'antd'
import { FileSpreadsheet } from 'lucide-react'
import { address } from '../../ui/client.ts'
import { useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgField, type PickedOrg } from '../../ui/console/org-picker.tsx'

type Findings = AnswerOf<'POST /api/orgs/import'>

/** Orgs from a table: checked first, faults by row; written only when all of it is right. */
export function OrgImport({
  under,
  onClose,
  onDone,
}: {
  under: PickedOrg | null
  onClose: () => void
  onDone: () => void
}) {
  const [parent, setParent] = useState(under)
  const [file, setFile] = useState<File>()
  const [found, setFound] = useState<Findings>()
  const picker = useRef<HTMLInputElement>(null)
  const check = useWrite('POST /api/orgs/import')
  const store = useWrite('POST /api/orgs/import')
  const stored = store.problem || !found || found.created === 0 ? undefined : found
  const clean = found !== undefined && found.errors.length === 0 && found.rows > 0
  const dryRun = async (chosen: File, below: PickedOrg) => {
    setFound(undefined)
    store.clear()
    setFound(await check.send({ query: { parentId: below.id, dryRun: true }, file: chosen }))
  }
  return (
    <FormModal
      title="从 xlsx 导入组织"
      about={
        <>
          先核对，全部正确才写入，不会只导入一半。表格照
          <a href={address('GET /api/orgs/import.xlsx')}>导入模板</a>填。
        </>
      }
      ok={stored ? '完成' : clean ? `导入 ${found.rows} 个组织` : '导入'}
      ready={clean}
      over={stored !== undefined}
      width={720}
      write={{ busy: store.busy, problem: check.problem ?? store.problem }}
      onSend={() => stored ?? store.send({ query: { parentId: parent!.id }, file: file! })}
      onDone={(done) => {
        if (stored) return onClose()
        setFound(done)
        if (done.created > 0) onDone()
      }}
      onClose={onClose}
    >
      <OrgField
        label="放在哪个组织之下"
        required
        allowClear={false}
        disabled={stored !== undefined}
        value={parent}
        onChange={(next) => {
          setParent(next)
          if (file && next) void dryRun(file, next)
        }}
      />
      <div className="import-file">
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="选择 xlsx 文件"
          accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          onChange={(event) => {
            const chosen = event.target.files?.[0]
            // The same file, corrected, may be chosen again.
            event.target.value = ''
            if (!chosen || !parent) return
            setFile(chosen)
            void dryRun(chosen, parent)
          }}
        />
        <Button
          icon={<FileSpreadsheet aria-hidden size="1em" />}
          disabled={!parent || stored !== undefined}
          loading={check.busy}
          onClick={() => picker.current?.click()}
        >
          {file ? '换一个文件' : '选择文件'}
        </Button>
        {file && <span>{file.name}</span>}
      </div>
      <div role="status">
        {stored && <p className="import-done">已导入 {stored.created} 个组织。</p>}
        {found && !stored && (
          <p className="about">
            {found.rows === 0
              ? '表里没有内容，请从第二行开始填。'
              : found.errors.length > 0
                ? `共 ${found.rows} 行，${found.errors.length} 处要改。改好后重新选择文件。`
                : `共 ${found.rows} 行，都可以导入。`}
            {found.warnings.length > 0 && `另有 ${found.warnings.length} 处请留意。`}
          </p>
        )}
      </div>
      {found && !stored && (found.errors.length > 0 || found.warnings.length > 0) && (
        <div className="import-faults" tabIndex={0} role="region" aria-label="逐行说明">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col" style={{ width: '5rem' }}>
                  行
                </th>
                <th scope="col" style={{ width: '9rem' }}>
                  列
                </th>
                <th scope="col">说明</th>
              </tr>
            </thead>
            <tbody>
              {found.errors.map((fault, index) => (
                <tr key={`e${index}`}>
                  <td className="num">{fault.row}</td>
                  <td>{fault.column}</td>
                  <td className="import-fault">{fault.message}</td>
                </tr>
              ))}
              {found.warnings.map((warning, index) => (
                <tr key={`w${index}`}>
                  <td className="num">{warning.row}</td>
                  <td />
                  <td>请留意：{warning.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </FormModal>
  )
}
