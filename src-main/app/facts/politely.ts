// Sites are asked one question after the other, with a rest between two, and again when they wished to wait.
import { setTimeout as rest } from 'node:timers/promises'
import { throwIfCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import { oneAtATime } from '../../base/turns.ts'

export type Politely = <Result>(ask: () => Promise<Result>, signal?: AbortSignal) => Promise<Result>

/** How often a question is asked again that came too soon. */
const mostAgain = 2
const usualWaitMs = 10_000

/** Rejects as the question does, and with `job/cancelled`. */
export function politely(gapMs: number): Politely {
  const inTurn = oneAtATime()
  let mayAskAtMs = -Infinity

  async function until(atMs: number, signal?: AbortSignal): Promise<void> {
    const waitMs = atMs - performance.now()
    if (waitMs > 0)
      await rest(waitMs, undefined, { ref: false, ...(signal ? { signal } : {}) }).catch(() => undefined)
    throwIfCancelled(signal)
  }

  return (ask, signal) =>
    inTurn(async () => {
      for (let again = 0; ; again++) {
        await until(mayAskAtMs, signal)
        try {
          return await ask()
        } catch (error) {
          if (!isTooSoon(error) || again === mostAgain) throw error
          await until(performance.now() + waitOf(error), signal)
        } finally {
          mayAskAtMs = performance.now() + gapMs
        }
      }
    })
}

function isTooSoon(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'download/too-often'
}

/** As long as the site wished. */
function waitOf({ details }: AppError): number {
  return (details as { waitMs?: number | null } | undefined)?.waitMs ?? usualWaitMs
}
