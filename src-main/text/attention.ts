// Weights as A1111 writes them: (more) ((even more)) (exactly:1.3) [less], \( for a bracket, BREAK for a new chunk.
import { clampWeight, joinEqualWeights, readWeight, type Fragment } from './fragments.ts'
import { splitAtWord } from './words.ts'

const scanner = /\\[()[\]\\]?|\(|\[|:\s*([+-]?[.0-9]+)\s*\)|\)|\]|[^\\()[\]:]+|:/g
const emphasized = 1.1
const subdued = 1 / 1.1

type WeighedPiece = { text: string; weight: number; breaks: boolean }

/**
 * AUTOMATIC1111, prompt_parser.py. Brackets left open act as if closed at the end, closers without an opener are text.
 * Differs twice: a weight that is not a number (`(a:1.5.2)`) is text, and BREAK inside brackets breaks too.
 * Never empty.
 */
export function parseAttention(text: string): Fragment[] {
  const pieces: WeighedPiece[] = []
  const round: number[] = []
  const square: number[] = []
  const multiplyFrom = (start: number, factor: number): void => {
    for (const piece of pieces.slice(start)) piece.weight = clampWeight(piece.weight * factor)
  }
  const addText = (words: string): void => {
    splitAtWord(words, 'BREAK').forEach((part, index, parts) => {
      if (index > 0) pieces.push({ text: '', weight: 1, breaks: true })
      const head = index > 0 ? part.trimStart() : part
      pieces.push({ text: index < parts.length - 1 ? head.trimEnd() : head, weight: 1, breaks: false })
    })
  }

  for (const [token, writtenWeight] of text.matchAll(scanner)) {
    if (token.startsWith('\\')) pieces.push({ text: token.slice(1), weight: 1, breaks: false })
    else if (token === '(') round.push(pieces.length)
    else if (token === '[') square.push(pieces.length)
    else if (token.endsWith(')') && round.length > 0) {
      const weight = writtenWeight === undefined ? undefined : readWeight(writtenWeight)
      if (weight === undefined && token !== ')') addText(token.slice(0, -1))
      multiplyFrom(round.pop() ?? 0, weight ?? emphasized)
    } else if (token === ']' && square.length > 0) multiplyFrom(square.pop() ?? 0, subdued)
    else addText(token)
  }
  for (const start of round) multiplyFrom(start, emphasized)
  for (const start of square) multiplyFrom(start, subdued)

  if (pieces.length === 0) return [{ kind: 'text', text: '', weight: 1 }]
  return joinEqualWeights(
    pieces.map((piece) =>
      piece.breaks ? { kind: 'break' } : { kind: 'text', text: piece.text, weight: piece.weight },
    ),
  )
}
