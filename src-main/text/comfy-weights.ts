// Weights as ComfyUI writes them: only round brackets, and (words:1.3) sets the weight instead of multiplying it.
import { clampWeight, readWeight, type Fragment } from './fragments.ts'

const emphasized = 1.1
// Stand in for \( and \) while brackets are counted.
const escapedOpen = '\u0000\u0002'
const escapedClose = '\u0000\u0001'

/** ComfyUI, sd1_clip.py `token_weights`. Groups that never close stay text, brackets included. */
export function parseComfyWeights(text: string): Fragment[] {
  const escaped = text.replaceAll('\\)', escapedClose).replaceAll('\\(', escapedOpen)
  const fragments: Fragment[] = []
  const pending: { text: string; weight: number; isGroup: boolean }[] = [
    { text: escaped, weight: 1, isGroup: true },
  ]
  for (let item = pending.pop(); item; item = pending.pop()) {
    if (!item.isGroup) {
      const words = item.text.replaceAll(escapedClose, ')').replaceAll(escapedOpen, '(')
      fragments.push({ kind: 'text', text: words, weight: item.weight })
      continue
    }
    const outer = item.weight
    const pieces = topLevelGroups(item.text).map((piece) =>
      piece.length >= 2 && piece.startsWith('(') && piece.endsWith(')')
        ? { ...group(piece.slice(1, -1), outer), isGroup: true }
        : { text: piece, weight: outer, isGroup: false },
    )
    pending.push(...pieces.reverse())
  }
  return fragments
}

function group(inner: string, outer: number): { text: string; weight: number } {
  const colon = inner.lastIndexOf(':')
  const weight = colon > 0 ? readWeight(inner.slice(colon + 1)) : undefined
  return weight === undefined
    ? { text: inner, weight: clampWeight(outer * emphasized) }
    : { text: inner.slice(0, colon), weight }
}

/** "a (b (c)) d" → "a ", "(b (c))", " d". A stray closer lowers the level, so what follows may stay text. */
function topLevelGroups(text: string): string[] {
  const groups: string[] = []
  let start = 0
  let level = 0
  const cut = (end: number): void => {
    if (end > start) groups.push(text.slice(start, end))
    start = end
  }
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '(') {
      if (level === 0) cut(i)
      level += 1
    } else if (text[i] === ')') {
      level -= 1
      if (level === 0) cut(i + 1)
    }
  }
  cut(text.length)
  return groups
}
