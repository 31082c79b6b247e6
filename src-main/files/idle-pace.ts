// The pace of work that nobody waits for: a rest after each piece of it, longer while something else goes first, and as long
// as a person wants one.
import { setTimeout as wait } from 'node:timers/promises'

/** Why a piece is not begun. */
export type IdleHold = 'waiting' | 'paused'

export type IdlePace = {
  /**
   * Resolves when the next piece may begin; whoever asks again has ended the one before. Told of each hold as it begins,
   * and again while it lasts. Rejects once it is closed.
   */
  turn(onHold?: (why: IdleHold) => void): Promise<void>
  /** For so long, whatever else goes on. Rejects once it is closed. */
  rest(ms: number): Promise<void>
  /** Nothing is left to do: the next turn owes no rest. */
  end(): void
  pause(isPaused: boolean): void
  readonly isPaused: boolean
  /** Aborted when it is closed. */
  readonly signal: AbortSignal
  close(): void
}

export type IdlePaceOptions = {
  /** Whether something else goes first. */
  isBusy(): boolean
  /** Of the time that is taken by a piece, and at least so long. */
  restsPerWork: number
  leastRestMs: number
  /** Between two looks at whether something else still goes first. */
  busyRestMs: number
}

export function idlePace({ isBusy, restsPerWork, leastRestMs, busyRestMs }: IdlePaceOptions): IdlePace {
  const closing = new AbortController()
  const { signal } = closing
  /** When the piece of now was begun; null before the first. */
  let since: number | null = null
  let isPaused = false
  let change: () => void = () => undefined

  const rest = (ms: number): Promise<void> => wait(ms, undefined, { signal, ref: false })

  return {
    rest,
    signal,
    get isPaused() {
      return isPaused
    },
    async turn(onHold) {
      if (since !== null) await rest(Math.max(leastRestMs, restsPerWork * (performance.now() - since)))
      while (isPaused || isBusy()) {
        signal.throwIfAborted()
        onHold?.(isPaused ? 'paused' : 'waiting')
        await (isPaused ? new Promise<void>((resolve) => (change = resolve)) : rest(busyRestMs))
      }
      signal.throwIfAborted()
      since = performance.now()
    },
    end() {
      since = null
    },
    pause(wish) {
      isPaused = wish
      change()
    },
    close() {
      closing.abort()
      change()
    },
  }
}
