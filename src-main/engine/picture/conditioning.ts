// What the UNet is told of the words: encoded prompts, looked up per network call.
import { invariant } from '../../base/errors.ts'
import { entryAtCall } from '../../text/prompt-plan.ts'

/** One encoded text: tokens × width values, and the pooled vector where the architecture has one. */
export type EncodedText = {
  readonly tokens: number
  readonly width: number
  readonly data: Float32Array
  readonly pooled: Float32Array | null
}

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
