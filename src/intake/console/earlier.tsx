import { usePages } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { Empty, ListBody, Rows } from '../../ui/console/page.tsx'
import './earlier.css'

/** The pages accepted before. */
export function Earlier() {
  const list = usePages('GET /api/intake/pages', { query: { limit: 20 } })
  return (
    <section className="intake-earlier" aria-label="录入过的版面">
      <h2>录入过的版面</h2>
      <ListBody
        list={list}
        empty={
          <Empty title="还没有录入过">接受了建议的版面会列在这里，每件记录都能回到原文的那几句话。</Empty>
        }
      >
        {(pages) => (
          <Rows
            name="录入过的版面"
            rows={pages}
            rowKey={(page) => page.id}
            to={(page) => `/intake/pages/${page.id}`}
            columns={[
              { title: '版面', cell: (page) => page.title },
              { title: '出自', width: '12rem', wide: true, cell: (page) => page.sourceName ?? '—' },
              { title: '记录', width: '5rem', numeric: true, cell: (page) => `${page.records}件` },
              { title: '录入人', width: '8rem', cell: (page) => page.acceptedBy },
              { title: '录入时间', width: '9rem', cell: (page) => <When at={page.acceptedAt} /> },
            ]}
          />
        )}
      </ListBody>
    </section>
  )
}
