import { Done, OneOf, route, Text, Type, Uuid } from '../kernel/contract.ts'
import { screens } from './words.ts'

/** What stands behind the question mark of the list's address. */
const Search = Type.String({ maxLength: 2000 })

const SavedView = Type.Object({
  id: Uuid,
  name: Type.String(),
  search: Search,
  shared: Type.Boolean(),
  own: Type.Boolean(),
  /** Whose it is. */
  by: Type.String(),
})

export const viewRoutes = {
  listViews: route({
    method: 'GET',
    path: '/api/views',
    access: 'concern.open',
    summary: '一个列表的常用视图：自己的和本单位共用的',
    query: Type.Object({ screen: OneOf(screens) }),
    response: Type.Object({ items: Type.Array(SavedView) }),
  }),
  saveView: route({
    method: 'POST',
    path: '/api/views',
    access: 'concern.open',
    summary: '把现在的条件存为常用视图；同名的换成新的',
    silent: 'A habit of looking, which changes no record and is nobody else’s business.',
    body: Type.Object({
      id: Uuid,
      screen: OneOf(screens),
      name: Text(20),
      search: Search,
      shared: Type.Boolean(),
    }),
    response: SavedView,
    problems: ['too-many-views'],
  }),
  dropView: route({
    method: 'DELETE',
    path: '/api/views/{id}',
    access: 'concern.open',
    summary: '删除自己的常用视图',
    silent: 'A habit of looking, which changes no record and is nobody else’s business.',
    params: Type.Object({ id: Uuid }),
    response: Done,
  }),
}

export const viewProblems = {
  'too-many-views': { status: 409, title: '常用视图太多了', hint: '一个列表最多存50个，请先删掉不用的。' },
} as const
