// Walks a falling list of sigmas step by step, and stops between two steps when the job is cancelled.
import { throwIfCancelled } from '../base/cancel.ts'
import type { SamplerInput } from './sampler.ts'

/** One step from `sigma` down to `next`. */
export type Level = { index: number; steps: number; sigma: number; next: number }

export function* levels({ sigmas, signal }: Pick<SamplerInput, 'sigmas' | 'signal'>): Generator<Level, void> {
  const steps = sigmas.length - 1
  for (let index = 0; index < steps; index++) {
    throwIfCancelled(signal)
    yield { index, steps, sigma: sigmas[index]!, next: sigmas[index + 1]! }
  }
}
