import { useEffect, useState } from 'react'

/**
 * Whatever is drawn over the page gives the focus back to what opened it. antd does so for what it is told to close, not
 * for what is taken away.
 */
export function useFocusBack() {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      const { activeElement } = document
      if (activeElement && activeElement !== document.body) return
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    },
    [opener],
  )
}
