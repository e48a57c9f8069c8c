// Live updates: hints from `/api/live` make open screens ask again. Used once, by the shell.
import { useEffect } from 'react'
import { queryClient } from './ask.ts'

type Hint = { noun: string; id?: string; area?: number }

/** First words of the paths a noun's change shows on. Tasks and 刚刚发生 may change with anything. */
const pathsOf: Record<string, string[]> = {
  concern: ['/api/concerns', '/api/common-issues', '/api/commitments'],
  common_issue: ['/api/common-issues', '/api/concerns'],
  commitment: ['/api/commitments', '/api/concerns'],
  activity: ['/api/activities'],
  org: ['/api/orgs'],
  person: ['/api/persons'],
  account: ['/api/accounts', '/api/appointments', '/api/tasks/colleagues'],
  task: [],
}
const always = ['/api/tasks', '/api/events']
/** Hints come in swarms (one write, several events); screens ask once for each swarm. */
const gatherMs = 600

export function useLive(on: boolean) {
  useEffect(() => {
    if (!on) return
    const nouns = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = () => {
      timer = undefined
      const changed = [...nouns]
      nouns.clear()
      const paths = changed.flatMap((noun) => pathsOf[noun] ?? [`/api/${noun}`])
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => {
          const path = String(queryKey[0]).split(' ')[1] ?? ''
          return [...always, ...paths].some((start) => path.startsWith(start))
        },
      })
    }
    const heard = (message: MessageEvent<string>) => {
      try {
        nouns.add((JSON.parse(message.data) as Hint).noun)
        timer ??= setTimeout(ask, gatherMs)
      } catch {
        // A comment to keep the line open.
      }
    }
    let lost = false
    const source = new EventSource('/api/live')
    source.addEventListener('message', heard)
    source.addEventListener('change', heard as (event: Event) => void)
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
