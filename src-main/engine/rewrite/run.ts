// One rewriting job: it can be cancelled between two pieces of work, and says how far it is.
import { throwIfCancelled } from '../../base/cancel.ts'
import type { RewritePhase, RewriteProgress } from '../../contract/rewrite.ts'
import { createBreather } from '../breath.ts'

export type RewriteRun = {
  readonly signal: AbortSignal
  /** Called after each piece: throws `job/cancelled`, lets messages in, and now and then tells of the progress. */
  done(pieces: number, of: number, phase: RewritePhase): Promise<void>
}

const tellEveryMs = 500

export function rewriteRun(signal: AbortSignal, tell: (progress: RewriteProgress) => void): RewriteRun {
  let last: RewritePhase | null = null
  let [begun, told] = [0, 0]
  const breathe = createBreather()
  return {
    signal,
    async done(pieces, of, phase) {
      throwIfCancelled(signal)
      const now = performance.now()
      const isNew = phase !== last
      if (isNew) [last, begun, told] = [phase, now, now]
      if (await breathe()) throwIfCancelled(signal)
      if (!isNew && now - told < tellEveryMs) return
      told = now
      const secondsLeft = isNew ? null : Math.ceil((((now - begun) / pieces) * (of - pieces)) / 1000)
      tell({ phase, done: pieces, of, secondsLeft })
    },
  }
}
