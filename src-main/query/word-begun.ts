// Whether one query is another in which a word was typed on: then it finds some of the same, or all. Pure.
import { conjuncts, type Query, type TextLeaf } from './tree.ts'

/** After one letter alone it nearly always finds less. */
const leastLetters = 2
/** Letters that are one word however they are searched; Japanese stands sign by sign. */
const plain = /^[a-z0-9]+$/iu

/** `before` asks for the beginning of a word, and `after` for more of it, and otherwise for the same words. */
export function isWordBegun(before: Query, after: Query): boolean {
  const first = textsOf(before)
  const second = textsOf(after)
  const begun = first?.at(-1)
  const typed = second?.at(-1)
  if (!first || !second || begun === undefined || typed === undefined || first.length !== second.length)
    return false
  if (!begun.prefix || begun.text.length < leastLetters || !plain.test(begun.text) || !plain.test(typed.text))
    return false
  if (!typed.text.toLowerCase().startsWith(begun.text.toLowerCase())) return false
  return first
    .slice(0, -1)
    .every(({ text, prefix }, at) => text === second[at]?.text && prefix === second[at].prefix)
}

function textsOf(query: Query): readonly TextLeaf[] | null {
  const parts = conjuncts(query)
  return parts.every((part) => part.is === 'text') ? parts : null
}
