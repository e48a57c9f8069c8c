// Live updates: hints from `/api/live` make open screens ask again. Used once, by the shell.
import { address } from '../client.ts'
import { useEffect } from 'react'
import { queryClient } from './ask.ts'
import { nouns } from './nouns.ts'

type Hint = { noun: string }

const always = ['/api/tasks', '/api/events']
/** Hints come in swarms (one write, several events); screens ask once for each swarm. */
const gatherMs = 600

export function useLive(on: boolean) {
  useEffect(() => {
    if (!on) return
    const heardOf = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = () => {
      timer = undefined
      const changed = [...heardOf]
      heardOf.clear()
      const paths = changed.flatMap((noun) => nouns[noun]?.shownOn ?? [])
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => {
          const path = String(queryKey[0]).split(' ')[1] ?? ''
          return [...always, ...paths].some((start) => path.startsWith(start))
        },
      })
    }
    const heard = (message: MessageEvent<string>) => {
      try {
        heardOf.add((JSON.parse(message.data) as Hint).noun)
        timer ??= setTimeout(ask, gatherMs)
      } catch {
        // A comment to keep the line open.
      }
    }
    let lost = false
    const source = new EventSource(address('GET /api/live'))
    source.addEventListener('message', heard)
    source.addEventListener('error', () => (lost = true))
    source.addEventListener('open', () => {
      // Whatever was said while nobody listened.
      if (lost) void queryClient.invalidateQueries()
      lost = false
    })
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [on])
}
