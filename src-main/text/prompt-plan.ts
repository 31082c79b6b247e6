// The texts a prompt becomes: which, with what weight, for which network calls.
import type { ExtraNetwork } from './extra-networks.ts'

export type PlannedText = { readonly endAtCall: number; readonly text: string }
export type PlannedPart = { readonly weight: number; readonly schedule: readonly PlannedText[] }
export type PromptPlan = {
  /** One part per AND; never empty. */
  readonly parts: readonly PlannedPart[]
  /** `<type:args>` tags in the order written; whoever runs the plan decides what they do. */
  readonly extraNetworks: readonly ExtraNetwork[]
}

export type PlanRequest = {
  readonly prompt: string
  readonly steps: number
  /** 2 for samplers that ask the network twice a step: their schedules count calls. */
  readonly callsPerStep: number
  /** Negative prompts know neither tags nor AND. Default: positive. */
  readonly role?: 'positive' | 'negative'
  /** A1111 before 1.6.0 counted schedules differently. */
  readonly oldTimelines?: boolean
}

/**
 * What is in force at a network call, counted from 0: the first whose end is not before it (so an end at 5 covers
 * calls 0 to 5, as in A1111), else the last. Undefined only for an empty schedule.
 */
export function entryAtCall<Entry extends { readonly endAtCall: number }>(
  schedule: readonly Entry[],
  call: number,
): Entry | undefined {
  return schedule.find((candidate) => call <= candidate.endAtCall) ?? schedule.at(-1)
}
