import { useEffect, useId, useRef, type ReactNode } from 'react'
import './sheet.css'

/** A question before something that cannot be taken back; comes up from the bottom. */
export function Sheet(props: { title: string; open: boolean; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const { open, close } = props
  useEffect(() => {
    const element = dialog.current
    if (open && element && !element.open) element.showModal()
    if (!open && element?.open) element.close()
  }, [open])
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={id} onClose={close}>
      {open && (
        <>
          <h2 id={id}>{props.title}</h2>
          {props.children}
        </>
      )}
    </dialog>
  )
}
