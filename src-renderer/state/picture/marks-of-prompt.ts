// What is marked in a prompt: trigger words of the stack, and tags that mean nothing, with the reason.
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import { writtenTags } from '../stack/stack-edits.ts'
import { wordSpans } from '../stack/trigger-words.ts'
import type { PromptMark } from './prompt-marks.ts'

export type MarkFacts = {
  triggerWords: readonly string[]
  /** Null where tags do not act: in the negative prompt. */
  isKnown: ((name: string) => boolean) | null
  /** How many of the tags are entries of the stack. */
  room: number
  unknown: (name: string) => string
  say: (problem: ErrorReport) => { message: string }
}

export function marksOfPrompt(
  text: string,
  { triggerWords, isKnown, room, unknown, say }: MarkFacts,
): PromptMark[] {
  const words = wordSpans(text, triggerWords).map((span) => ({ ...span, kind: 'word' as const }))
  if (isKnown === null) return words
  const wrong = writtenTags(text, room).flatMap(({ start, end, name, problem }) => {
    const title = problem !== null ? say(problem).message : isKnown(name) ? null : unknown(name)
    return title === null ? [] : [{ start, end, kind: 'unknown' as const, title }]
  })
  return [...wrong, ...words]
}
