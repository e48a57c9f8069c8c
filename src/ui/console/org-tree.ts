// The tree of orgs as antd's trees want it, loaded level by level; a level of thousands comes page by page.
import { useCallback, useEffect, useState } from 'react'
import { call, type Problem } from '../client.ts'
import { asProblem, type ItemOf } from './ask.ts'

type Org = ItemOf<'GET /api/orgs'>
export type OrgNode = {
  key: number | string
  value: number | string
  title: string
  isLeaf: boolean
  selectable?: boolean
  org?: Org
  children?: OrgNode[]
  /** A node "更多": chosen, it loads the next page of its parent's children. */
  next?: { parentId: number | undefined; cursor: string }
}
const pageSize = 100

async function level(parentId: number | undefined, cursor?: string): Promise<OrgNode[]> {
  const { items, next } = await call('GET /api/orgs', { query: { parentId, cursor, limit: pageSize } })
  const nodes: OrgNode[] = items.map((org) => ({
    key: org.id,
    value: org.id,
    title: org.name,
    isLeaf: org.children === 0,
    org,
  }))
  if (next)
    nodes.push({
      key: `more-${parentId ?? 'top'}-${next}`,
      value: `more-${parentId ?? 'top'}-${next}`,
      title: '更多…',
      isLeaf: true,
      next: { parentId, cursor: next },
    })
  return nodes
}

/** The loaded part of the tree; `expand` loads one node's children, `more` the next page, `reset` starts again. */
export function useOrgTree(on = true) {
  const [nodes, setNodes] = useState<OrgNode[]>()
  const [problem, setProblem] = useState<Problem>()
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (!on) return
    let left = false
    level(undefined).then(
      async (top) => {
        // One's own org alone is no tree: its children come with it.
        const only = top.length === 1 ? top[0] : undefined
        if (only?.org && !only.isLeaf) only.children = await level(only.org.id)
        if (!left) setNodes(top)
      },
      (cause: unknown) => !left && setProblem(asProblem(cause)),
    )
    return () => {
      left = true
    }
  }, [on, turn])
  const expand = useCallback(async (id: number) => {
    const children = await level(id)
    setNodes((before) => before && graft(before, id, () => children))
  }, [])
  const more = useCallback(async ({ parentId, cursor }: { parentId: number | undefined; cursor: string }) => {
    const page = await level(parentId, cursor)
    const append = (list: OrgNode[]) => [...list.filter((node) => node.next?.cursor !== cursor), ...page]
    setNodes(
      (before) => before && (parentId === undefined ? append(before) : graft(before, parentId, append)),
    )
  }, [])
  const reset = useCallback(() => {
    setProblem(undefined)
    setTurn((n) => n + 1)
  }, [])
  /** Reads a changed org's level again; an unseen one costs nothing. */
  const reload = useCallback(
    async (parentIds: (number | null)[]) => {
      if (parentIds.includes(null)) reset()
      for (const id of parentIds) if (id !== null) await expand(id).catch(reset)
    },
    [expand, reset],
  )
  return { nodes, problem, expand, more, reset, reload }
}

function graft(nodes: OrgNode[], id: number, change: (children: OrgNode[]) => OrgNode[]): OrgNode[] {
  return nodes.map((node) => {
    if (node.key === id) return { ...node, children: change(node.children ?? []), isLeaf: false }
    return node.children ? { ...node, children: graft(node.children, id, change) } : node
  })
}
