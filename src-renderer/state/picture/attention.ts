// Ctrl+Up and Ctrl+Down in a prompt: more or less attention for the selection or the word at the caret.

export type TextEdit = { text: string; start: number; end: number }

const step = 0.1
const wordBorder = /[\s,.;:()[\]|<>{}]/
const weightTail = /^:([-+]?\d*\.?\d+)\)/

/** Returns the text with the weight changed and the selection still on the same words. */
export function changeAttention(text: string, start: number, end: number, direction: 1 | -1): TextEdit {
  const group = groupAround(text, start, end)
  const target = group ?? selectionOrWord(text, start, end)
  if (target === null) return { text, start, end }
  const weight = Math.round((target.weight + direction * step) * 100) / 100
  const inner = text.slice(target.start, target.end)
  const before = text.slice(0, target.outerStart)
  const after = text.slice(target.outerEnd)
  if (weight === 1) {
    const at = before.length
    return { text: before + inner + after, start: at, end: at + inner.length }
  }
  const at = before.length + 1
  return {
    text: `${before}(${inner}:${String(weight)})${after}`,
    start: at,
    end: at + inner.length,
  }
}

type Target = { start: number; end: number; outerStart: number; outerEnd: number; weight: number }

/** The innermost `(words:1.2)` that holds the whole selection. */
function groupAround(text: string, start: number, end: number): Target | null {
  let depth = 0
  for (let open = start - 1; open >= 0; open--) {
    const character = text[open]
    if (text[open - 1] === '\\') continue
    if (character === ')') depth++
    if (character !== '(') continue
    if (depth-- > 0) continue
    const close = closingOf(text, open)
    if (close === null) return null
    const colon = text.lastIndexOf(':', close)
    if (colon < end || colon < open) return null
    const tail = weightTail.exec(text.slice(colon, close + 1))
    if (tail === null) return null
    return { start: open + 1, end: colon, outerStart: open, outerEnd: close + 1, weight: Number(tail[1]) }
  }
  return null
}

function closingOf(text: string, open: number): number | null {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return null
}

function selectionOrWord(text: string, start: number, end: number): Target | null {
  let from = start
  let to = end
  if (from === to) {
    while (from > 0 && !wordBorder.test(text[from - 1]!)) from--
    while (to < text.length && !wordBorder.test(text[to]!)) to++
  } else {
    while (from < to && /\s/.test(text[from]!)) from++
    while (to > from && /\s/.test(text[to - 1]!)) to--
  }
  return from === to ? null : { start: from, end: to, outerStart: from, outerEnd: to, weight: 1 }
}
