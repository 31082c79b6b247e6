// A field's text as it is set from outside, with the caret kept at the words it stood at.
import type { Attachment } from 'svelte/attachments'
import { commonEnd, commonStart } from '../../src-main/base/text-difference.ts'

/** Where the caret belongs once `text` stands in place of `old`: where it was, or behind what has changed. */
export function caretAfter(old: string, text: string, caret: number): number {
  const head = commonStart(old, text)
  if (caret < head) return caret
  const tail = commonEnd(old.slice(head), text.slice(head))
  return caret >= old.length - tail ? text.length - (old.length - caret) : text.length - tail
}

export function steadyText(text: string): Attachment<HTMLTextAreaElement | HTMLInputElement> {
  return (node) => {
    if (node.value === text) return
    const caret = caretAfter(node.value, text, node.selectionEnd ?? node.value.length)
    node.value = text
    if (document.activeElement === node) node.setSelectionRange(caret, caret)
  }
}
