// How far comparing has come and how long the rest takes, rests and pauses aside.
import type { ComparingProgress } from '../../contract/effects.ts'
import type { EffectStep } from './compare-all.ts'

export type ComparingClock = {
  /** What is done next; null when nothing is left. */
  step(step: EffectStep | null, state: ComparingProgress['state']): void
  progress(): ComparingProgress | null
}

/** Seconds of work after which its speed says how long the rest takes. */
const soonestGuess = 0.5

export function comparingClock(now: () => number = () => performance.now()): ComparingClock {
  let current: { readonly step: EffectStep; readonly state: ComparingProgress['state'] } | null = null
  /** Of this stage. */
  let workedMs = 0
  let since: number | null = null

  const worked = (): number => workedMs + (since === null ? 0 : now() - since)

  return {
    step(step, state) {
      workedMs = step !== null && step.stage === current?.step.stage && step.done > 0 ? worked() : 0
      since = step !== null && state === 'running' ? now() : null
      current = step && { step, state }
    },
    progress() {
      if (current === null) return null
      const { step, state } = current
      const seconds = worked() / 1000
      const isGuess = step.done === 0 || seconds < soonestGuess || state !== 'running'
      return {
        ...step,
        state,
        secondsLeft: isGuess ? null : Math.ceil((seconds / step.done) * (step.of - step.done)),
      }
    },
  }
}
