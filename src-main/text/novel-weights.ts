// Weights as NovelAI writes them: {more} {{even more}} [less] and, from V4 on, 1.5::exactly:: with what it weighs between colons.
import { clampWeight, readWeight, type TextFragment } from './fragments.ts'

/** Of one bracket. */
const strengthened = 1.05

const sign = /[{}[\]]|::/g
const numberAtEnd = /-?(?:\d+\.?\d*|\.\d+)$/
const longestNumber = 20

/** Brackets left open act to the end, closers without an opener mean nothing. Walks the text once. */
export function parseNovelWeights(text: string): TextFragment[] {
  const fragments: TextFragment[] = []
  let round = 0
  let square = 0
  let number = 1
  let from = 0
  const add = (end: number): void => {
    const words = text.slice(from, end)
    const weight = clampWeight(number * strengthened ** (round - square))
    if (words !== '') fragments.push({ kind: 'text', text: words, weight })
  }
  for (const { index, 0: token } of text.matchAll(sign)) {
    const written = token === '::' ? numberBefore(text, from, index) : ''
    add(index - written.length)
    if (token === '{') round++
    else if (token === '}') round = Math.max(0, round - 1)
    else if (token === '[') square++
    else if (token === ']') square = Math.max(0, square - 1)
    else number = readWeight(written) ?? 1
    from = index + token.length
  }
  add(text.length)
  return fragments
}

function numberBefore(text: string, from: number, end: number): string {
  return numberAtEnd.exec(text.slice(Math.max(from, end - longestNumber), end))?.[0] ?? ''
}
