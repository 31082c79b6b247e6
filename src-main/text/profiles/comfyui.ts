// ComfyUI's prompts: round brackets that set a weight, `embedding:name`, and chunks that short pieces move on whole.
import { parseComfyWeights } from '../comfy-weights.ts'
import { applyComfyEmphasis } from '../emphasis.ts'
import type { Content, Piece } from '../pieces.ts'
import { comfyParts, unitOfWord, unitsOf, type ComfyPart } from '../prompt-words.ts'
import type { ChunkRules, TextProfile } from './text-profile.ts'

const longestWord = 8

export const comfyText: TextProfile = {
  /** Its prompts know no tags, no AND and no schedules. */
  plan: ({ prompt, steps, callsPerStep }) => ({
    parts: [{ weight: 1, schedule: [{ endAtCall: steps * callsPerStep, text: prompt }] }],
    extraNetworks: [],
  }),
  pieces: (text, tokenizer, words) =>
    weighedParts(text).map(({ part, weight }): Piece => {
      if ('text' in part) return { units: unitsOf(tokenizer.encode(part.text), []), weight }
      const word = words.find(({ name }) => name === part.word)
      return { units: word ? [unitOfWord(word)] : [], weight }
    }),
  wordsOf: (text) => weighedParts(text).flatMap(({ part }) => ('word' in part ? [part.word] : [])),
  fill,
  closed: (ids) => [...ids],
  emphasise: async (conditioning, shape, weights, empty) =>
    applyComfyEmphasis(conditioning, shape, weights, await empty()),
}

function weighedParts(text: string): { part: ComfyPart; weight: number }[] {
  return parseComfyWeights(text).flatMap((fragment) =>
    fragment.kind === 'break'
      ? []
      : comfyParts(fragment.text).map((part) => ({ part, weight: fragment.weight })),
  )
}

/** ComfyUI, sd1_clip.py `tokenize_with_weights`: pieces of fewer than 8 ids move on whole, longer ones are cut. */
function fill(pieces: readonly Piece[], { capacity }: ChunkRules): Content[] {
  let current: Content = []
  const chunks = [current]
  for (const piece of pieces) {
    if (piece === 'break') continue
    let rest = piece.units.flat()
    const mayBeCut = rest.length >= longestWord
    while (rest.length > 0) {
      const room = capacity - current.length
      const fits = rest.length <= room
      const now = fits ? rest : mayBeCut ? rest.slice(0, room) : []
      for (const token of now) current.push({ ...token, weight: piece.weight })
      rest = rest.slice(now.length)
      if (!fits) {
        current = []
        chunks.push(current)
      }
    }
  }
  return chunks
}
