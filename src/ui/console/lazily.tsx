import { lazy, Suspense, type ComponentType } from 'react'

type PropsOf<T> = T extends (props: infer P extends object) => unknown ? P : never

/** A part of a screen loaded when it is first drawn: `const Make = lazily(() => import('./make.tsx'), 'MakeCommitment')`. */
export function lazily<M, N extends keyof M>(load: () => Promise<M>, name: N): ComponentType<PropsOf<M[N]>> {
  const Part = lazy(async () => ({ default: (await load())[name] as ComponentType<object> }))
  return (props) => (
    <Suspense fallback={null}>
      <Part {...props} />
    </Suspense>
  )
}
