// How many tokens a prompt has, and where in its text one chunk ends and the next begins.
import { firstFamilyFacts } from '../../contract/families.ts'
import type { Profile } from '../../contract/generation.ts'
import type { PromptCount } from '../../contract/studio.ts'
import { encodeText, type ChunkOptions } from '../../text/chunks.ts'
import { promptWord, type PromptWord, type Unit } from '../../text/prompt-words.ts'
import { textProfiles } from '../../text/profiles/table.ts'
import { tokenizerOf } from '../../text/tokenizers.ts'
import { markingTokenizer, markWords } from './word-places.ts'

export type LearnedWord = Pick<PromptWord, 'name' | 'vectors'>

/** A word begins at `start` of the prompt, behind `before` tokens. */
type Place = { readonly start: number; readonly before: number }

/** Takes time in proportion to the text. `learned`: words that count as many tokens as they have vectors. */
export function countPrompt(
  text: string,
  profile: Profile,
  learned: readonly LearnedWord[] = [],
): PromptCount {
  const tokenizer = tokenizerOf(firstFamilyFacts.text.tokenizer)
  // A word whose file cannot be read is plain text.
  const readable = learned.filter(({ vectors }) => vectors > 0)
  const words = readable.map(({ name, vectors }) => promptWord(name, vectors, 0, tokenizer))
  const options: ChunkOptions = { profile: textProfiles[profile], tokenizer, words }
  const encoded = textsOf(text, options).map((one) => encodeText(one, options))
  const { chunks, tokenCount } = encoded.reduce((most, one) =>
    one.tokenCount > most.tokenCount ? one : most,
  )
  if (chunks.length === 1) return { tokens: tokenCount, borders: [] }
  const places = placesIn(text, options)
  let before = 0
  let at = 0
  const borders = chunks.slice(0, -1).map(({ used }) => {
    before += used
    while (at + 1 < places.length && places[at + 1]!.before <= before) at++
    return places[at]?.start ?? 0
  })
  return { tokens: tokenCount, borders }
}

/** Schedules and AND make several texts of one prompt. */
function textsOf(prompt: string, { profile }: ChunkOptions): string[] {
  const plan = profile.plan({ prompt, steps: 20, callsPerStep: 1 })
  return [...new Set(plan.parts.flatMap((part) => part.schedule.map((entry) => entry.text)))]
}

/** In the longest of the prompt's texts, which decides. */
function placesIn(text: string, options: ChunkOptions): readonly Place[] {
  const marked = markWords(
    text,
    (options.words ?? []).map(({ name }) => name),
  )
  const tokenizer = markingTokenizer(options.tokenizer)
  const counted = textsOf(marked.text, options).map((one) => {
    const units = options.profile
      .pieces(one, tokenizer, options.words ?? [])
      .flatMap((piece) => (piece === 'break' ? [] : piece.units))
    return placesAmong(units, marked.starts)
  })
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).places
}

function placesAmong(units: readonly Unit[], starts: readonly number[]): { count: number; places: Place[] } {
  const places: Place[] = []
  let count = 0
  for (const unit of units) {
    const id = unit[0]?.id ?? 0
    if (id < 0) places.push({ start: starts[-1 - id] ?? 0, before: count })
    else count += unit.length
  }
  return { count, places }
}
