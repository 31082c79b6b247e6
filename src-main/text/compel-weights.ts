// Weights as InvokeAI writes them (compel): word+ word-- (words)1.3 (words)++, \( for a bracket.
import { clampWeight, readWeight, type TextFragment } from './fragments.ts'

const more = 1.1
const less = 0.9

/** What words cannot say: prompts that are mixed, swapped or made one after the other. */
const operator = /\.(swap|and|blend|attend)\(/

/** The first of those in a prompt; null where it has none. */
export function compelOperator(text: string): string | null {
  return operator.exec(text)?.[0].slice(0, -1) ?? null
}

const weightBehind = /\++|-+|(?:\d+\.?\d*|\.\d+)/y

type Bracket = { readonly weight: number; readonly end: number }

/** Brackets multiply what is in them and are no words themselves; those that nothing closes or opens are. Walks the text twice. */
export function parseCompelWeights(text: string): TextFragment[] {
  const brackets = bracketsIn(text)
  const fragments: TextFragment[] = []
  const outer: number[] = []
  let weight = 1
  let from = 0
  const flush = (end: number): void => {
    if (end > from) fragments.push(...weighedWords(text.slice(from, end), weight))
  }
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    const bracket = brackets.get(at)
    if (bracket === undefined) continue
    flush(at)
    from = bracket.end
    if (text[at] === '(') {
      outer.push(weight)
      weight = clampWeight(weight * bracket.weight)
    } else weight = outer.pop() ?? 1
    at = bracket.end - 1
  }
  flush(text.length)
  return fragments
}

/** By their place; of one that closes, behind its weight. */
function bracketsIn(text: string): Map<number, Bracket> {
  const brackets = new Map<number, Bracket>()
  const open: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '(') open.push(at)
    else if (text[at] === ')') {
      const opener = open.pop()
      if (opener === undefined) continue
      weightBehind.lastIndex = at + 1
      const written = weightBehind.exec(text)?.[0] ?? ''
      brackets.set(opener, { weight: weightOf(written), end: opener + 1 })
      brackets.set(at, { weight: 1, end: at + 1 + written.length })
    }
  }
  return brackets
}

function weightOf(written: string): number {
  if (written.startsWith('+')) return clampWeight(more ** written.length)
  if (written.startsWith('-')) return less ** written.length
  return readWeight(written) ?? 1
}

const word = /[^\s,;:()"]+/g

/** `flames++` among plain words; one that ends in signs of both kinds is a plain word. */
function weighedWords(text: string, weight: number): TextFragment[] {
  const fragments: TextFragment[] = []
  let from = 0
  const add = (words: string, factor: number): void => {
    if (words === '') return
    const plain = words.replace(/\\([()"])/g, '$1')
    fragments.push({ kind: 'text', text: plain, weight: clampWeight(weight * factor) })
  }
  for (const { index, 0: written } of text.matchAll(word)) {
    const sign = written.at(-1)!
    if (sign !== '+' && sign !== '-') continue
    let end = written.length
    while (end > 0 && written[end - 1] === sign) end--
    if (end === 0 || /[+-]/.test(written[end - 1]!)) continue
    add(text.slice(from, index), 1)
    add(written.slice(0, end), weightOf(written.slice(end)))
    from = index + written.length
  }
  add(text.slice(from), 1)
  return fragments
}
