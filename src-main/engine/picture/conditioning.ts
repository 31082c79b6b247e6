// What the denoiser is told of the words: encoded prompts, looked up per network call.
import type { EncodedText } from '../../architectures/networks/denoiser.ts'
import { invariant } from '../../base/errors.ts'
import { entryAtCall } from '../../text/prompt-plan.ts'

/** A prompt whose text changes during the run: each entry holds up to and including its call (counted from 0). */
export type ScheduledText = readonly { readonly endAtCall: number; readonly encoded: EncodedText }[]

export type Conditioning = {
  /** Parts joined with AND, each with its weight. */
  readonly positive: readonly { readonly weight: number; readonly schedule: ScheduledText }[]
  readonly negative: ScheduledText
}

/** What is in force at a network call. */
export function textAt(schedule: ScheduledText, call: number): EncodedText {
  const entry = entryAtCall(schedule, call)
  invariant(entry, 'a scheduled text needs an entry')
  return entry.encoded
}
