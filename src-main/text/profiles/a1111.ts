// AUTOMATIC1111's prompts: tags, schedules, AND, brackets that multiply, BREAK, and chunks that end at commas.
import { parseAttention } from '../attention.ts'
import { splitComposition } from '../composition.ts'
import { applyEmphasis } from '../emphasis.ts'
import { extractExtraNetworks } from '../extra-networks.ts'
import type { Content, Piece } from '../pieces.ts'
import type { PlannedText, PlanRequest, PromptPlan } from '../prompt-plan.ts'
import { unitsOf, type PromptWord } from '../prompt-words.ts'
import { schedulePrompt } from '../scheduling.ts'
import type { TextTokenizer } from '../tokenizer.ts'
import type { ChunkRules, TextProfile } from './text-profile.ts'

export const a1111Text: TextProfile = {
  plan,
  pieces,
  wordsOf(text, tokenizer, known) {
    const numbered = known.map((word, index) => ({ ...word, first: index, vectors: 1 }))
    return pieces(text, tokenizer, numbered).flatMap((piece) =>
      piece === 'break' ? [] : piece.units.flatMap(([token]) => known[token?.row ?? -1]?.name ?? []),
    )
  },
  fill,
  // The first EOS ends the words for encoders that pad with something else: all after it is padding.
  closed: (ids, { eos, padId }) => (padId === eos ? [...ids] : [...ids].fill(padId, ids.indexOf(eos) + 1)),
  emphasise: async (conditioning, shape, weights) => applyEmphasis(conditioning, shape, weights, 'original'),
}

/** Negative prompts know neither tags nor AND. */
function plan({ prompt, steps, callsPerStep, role, oldTimelines = false }: PlanRequest): PromptPlan {
  const schedule = (text: string): PlannedText[] =>
    schedulePrompt(text, { steps: steps * callsPerStep, oldTimelines }).map(({ endAtStep, text: words }) => ({
      endAtCall: endAtStep,
      text: words,
    }))
  if (role === 'negative') return { parts: [{ weight: 1, schedule: schedule(prompt) }], extraNetworks: [] }
  const { text, networks } = extractExtraNetworks(prompt)
  return {
    parts: splitComposition(text).map((part) => ({ weight: part.weight, schedule: schedule(part.text) })),
    extraNetworks: networks,
  }
}

function pieces(text: string, tokenizer: TextTokenizer, words: readonly PromptWord[]): Piece[] {
  return parseAttention(text).map((fragment) =>
    fragment.kind === 'break'
      ? 'break'
      : { units: unitsOf(tokenizer.encode(fragment.text), words), weight: fragment.weight },
  )
}

/** AUTOMATIC1111, sd_hijack_clip.py `tokenize_line`: a full chunk ends after its last comma when that is near. */
function fill(pieces: readonly Piece[], { capacity, comma, commaBacktrack }: ChunkRules): Content[] {
  const done: Content[] = []
  let current: Content = []
  let lastComma = -1
  const finish = (): void => {
    done.push(current)
    current = []
    lastComma = -1
  }
  for (const piece of pieces) {
    if (piece === 'break') {
      finish()
      continue
    }
    for (const unit of piece.units) {
      const isComma = unit[0]?.id === comma
      const isFull = current.length === capacity
      if (isFull && !isComma && lastComma !== -1 && capacity - lastComma <= commaBacktrack) {
        const moved = current.splice(lastComma + 1)
        finish()
        current = moved
      } else if (isFull) finish()
      if (isComma) lastComma = current.length
      // A learned word is never cut.
      if (current.length + unit.length > capacity) finish()
      for (const token of unit) current.push({ ...token, weight: piece.weight })
    }
  }
  if (current.length > 0 || done.length === 0) done.push(current)
  return done
}
