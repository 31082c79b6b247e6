// One rewriting job: it can be cancelled between two pieces of work, and says how far it is.
import { throwIfCancelled } from '../../base/cancel.ts'
import type { EngineNews } from '../../contract/engine.ts'
import { createBreather } from '../breath.ts'

export type RewriteRun = {
  readonly signal: AbortSignal
  /** Called after each piece: throws `job/cancelled`, lets messages in, and now and then tells of the progress. */
  done(pieces: number, of: number, what: string): Promise<void>
}

const tellEveryMs = 500

export function rewriteRun(signal: AbortSignal, news: Pick<EngineNews, 'log'>): RewriteRun {
  let phase = ''
  let [begun, told] = [0, 0]
  const breathe = createBreather()
  return {
    signal,
    async done(pieces, of, what) {
      throwIfCancelled(signal)
      const now = performance.now()
      if (what !== phase) [phase, begun, told] = [what, now, now]
      if (await breathe()) throwIfCancelled(signal)
      if (now - told < tellEveryMs) return
      told = now
      const secondsLeft = Math.ceil((((now - begun) / pieces) * (of - pieces)) / 1000)
      news.log('info', `${what} ${pieces} of ${of}, ${secondsLeft} s left`)
    },
  }
}
