// Prompts joined with AND: each part is denoised on its own and counts with its weight.
import { clampWeight } from './fragments.ts'
import { splitAtWord } from './words.ts'

export type PromptPart = { readonly text: string; readonly weight: number }

/**
 * AUTOMATIC1111, prompt_parser.py: `cat :1.2 AND dog` → "cat" with 1.2 and " dog" with 1. A weight at the very end
 * is taken off a prompt without AND, too.
 */
export function splitComposition(prompt: string): PromptPart[] {
  return splitAtWord(prompt, 'AND').map(readPart)
}

function readPart(written: string): PromptPart {
  const text = written.trimEnd()
  const number = /[-+]?(?:\d+\.?|\d*\.\d+)$/.exec(text)
  const before = number ? text.slice(0, number.index).trimEnd() : ''
  if (!number || !before.endsWith(':')) return { text, weight: 1 }
  return { text: before.slice(0, -1).trimEnd(), weight: clampWeight(Number(number[0])) }
}
