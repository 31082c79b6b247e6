// The wheel over a control steps it, but only while the control has the focus; then the page keeps still.
import type { Attachment } from 'svelte/attachments'

export type OnStep = (direction: 1 | -1, shift: boolean) => void

/** Svelte's own wheel listeners are passive and could not keep the page still. */
export function wheelSteps(onstep: OnStep): Attachment<HTMLElement> {
  return (node) => {
    function onwheel(event: WheelEvent): void {
      // With Shift, browsers turn the wheel aside.
      const delta = event.deltaY === 0 ? event.deltaX : event.deltaY
      if (document.activeElement !== node || delta === 0) return
      event.preventDefault()
      onstep(delta < 0 ? 1 : -1, event.shiftKey)
    }
    node.addEventListener('wheel', onwheel, { passive: false })
    return () => node.removeEventListener('wheel', onwheel)
  }
}
