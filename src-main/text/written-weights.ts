// Weighed words written down again, so that A1111 or ComfyUI reads the very same words and weights.
import type { TextFragment } from './fragments.ts'

/** Read back as the same by `parseAttention`, and neither as schedule nor as AND or BREAK. */
export function writeAttention(fragments: readonly TextFragment[]): string {
  return withoutWeightAtEnd(
    joined(fragments)
      .map(({ text, weight }) => inBrackets(withoutSteering(text.replace(/[\\()[\]]/g, '\\$&')), weight))
      .join(''),
  )
}

/** Read back as the same by `parseComfyWeights`. */
export function writeComfyWeights(fragments: readonly TextFragment[]): string {
  return joined(fragments)
    .map(({ text, weight }) => {
      const escaped = text.replace(/[()]/g, '\\$&')
      // A backslash must not stand before the bracket that follows.
      return weight === 1 && text.endsWith('\\') ? `(${escaped}:1)` : inBrackets(escaped, weight)
    })
    .join('')
}

function inBrackets(text: string, weight: number): string {
  return weight === 1 ? text : `(${text}:${asNumber(weight)})`
}

const mostWeight = 1e9
const digits = 6

/** Without exponent, which A1111 does not read. */
function asNumber(weight: number): string {
  return String(Number(Math.min(mostWeight, Math.max(-mostWeight, weight)).toFixed(digits))).replace(
    /^(-?)\d+(?:\.\d+)?e-\d+$/,
    '0',
  )
}

/** A lone backslash is nothing to A1111, and keeps a word from being one that steers. */
function withoutSteering(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}_])(AN|BREA)([DK])(?![\p{L}\p{N}_])/gu, '$1\\$2')
}

/** `a:1.2` at the very end would be the weight of all of it. */
function withoutWeightAtEnd(prompt: string): string {
  const text = prompt.trimEnd()
  if (!/:\s*[-+]?(?:\d+\.?|\d*\.\d+)$/.test(text.slice(-100))) return prompt
  return `${text.slice(0, -1)}\\${text.slice(-1)}${prompt.slice(text.length)}`
}

function joined(fragments: readonly TextFragment[]): TextFragment[] {
  const all: TextFragment[] = []
  for (const fragment of fragments) {
    if (fragment.text === '') continue
    const last = all.at(-1)
    if (last?.weight === fragment.weight) all[all.length - 1] = { ...last, text: last.text + fragment.text }
    else all.push(fragment)
  }
  return all
}
