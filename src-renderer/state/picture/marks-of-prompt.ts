// What is marked in a prompt: trigger words of the stack, and tags that mean nothing, with the reason.
import { writtenTags } from '../stack/stack-edits.ts'
import { wordSpans } from '../stack/trigger-words.ts'
import type { PromptMark } from './prompt-marks.ts'

export type MarkFacts = {
  triggerWords: readonly string[]
  /** Null where tags do not act: in the negative prompt. */
  isKnown: ((name: string) => boolean) | null
  unknown: (name: string) => string
}

export function marksOfPrompt(text: string, { triggerWords, isKnown, unknown }: MarkFacts): PromptMark[] {
  const words = wordSpans(text, triggerWords).map((span) => ({ ...span, kind: 'word' as const }))
  if (isKnown === null) return words
  const wrong = writtenTags(text).flatMap(({ start, end, name, problem }) => {
    const title = problem ?? (isKnown(name) ? null : unknown(name))
    return title === null ? [] : [{ start, end, kind: 'unknown' as const, title }]
  })
  return [...wrong, ...words]
}
