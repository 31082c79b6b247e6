// How many tokens a prompt has, and where in its text one chunk ends and the next begins.
import { firstFamilyFacts } from '../contract/families.ts'
import type { Profile } from '../contract/generation.ts'
import type { PromptCount } from '../contract/studio.ts'
import { encodeText, type ChunkOptions, type EncodedChunks, type TextChunk } from '../text/chunks.ts'
import { textProfiles } from '../text/profiles/table.ts'
import { promptWord, type PromptWord } from '../text/prompt-words.ts'
import { tokenizerOf } from '../text/tokenizers.ts'

type LearnedWord = Pick<PromptWord, 'name' | 'vectors'>

const segments = new Intl.Segmenter(undefined, { granularity: 'word' })

/** `learned`: words that count as many tokens as they have vectors. */
export function countPrompt(
  text: string,
  profile: Profile,
  learned: readonly LearnedWord[] = [],
): PromptCount {
  const tokenizer = tokenizerOf(firstFamilyFacts.text.tokenizer)
  const own = textProfiles[profile]
  // A word whose file cannot be read is plain text.
  const readable = learned.filter(({ vectors }) => vectors > 0)
  const words = readable.map(({ name, vectors }) => promptWord(name, vectors, 0, tokenizer))
  const { chunks, tokenCount } = longest(text, { profile: own, tokenizer, words })
  if (chunks.length === 1) return { tokens: tokenCount, borders: [] }
  const starts = [...segments.segment(text)].flatMap(({ index, segment }) =>
    segment.trim() === '' ? [] : [index],
  )
  let before = 0
  const borders = chunks.slice(0, -1).map((chunk) => {
    before += chunk.used
    return lastWhere(
      starts,
      (start) => usedIn(longest(text.slice(0, start), { profile: own, tokenizer, words }).chunks) <= before,
    )
  })
  return { tokens: tokenCount, borders }
}

/** Schedules and AND make several texts of one prompt; the longest decides. */
function longest(prompt: string, options: ChunkOptions): EncodedChunks {
  const plan = options.profile.plan({ prompt, steps: 20, callsPerStep: 1 })
  const texts = new Set(plan.parts.flatMap((part) => part.schedule.map((entry) => entry.text)))
  const encoded = [...texts].map((text) => encodeText(text, options))
  return encoded.reduce((most, one) => (one.tokenCount > most.tokenCount ? one : most))
}

function usedIn(chunks: readonly TextChunk[]): number {
  return chunks.reduce((sum, { used }) => sum + used, 0)
}

/** The last of `sorted` for which `holds`, which holds for the first ones only; 0 when for none. */
function lastWhere(sorted: readonly number[], holds: (value: number) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle] ?? 0)) low = middle + 1
    else high = middle
  }
  return sorted[low - 1] ?? 0
}
