// How often a host that is lost is started again, and after which pause. Pure.

export type Restarts = {
  /** Milliseconds to wait before the next start; null when starting again is given up. */
  next(): number | null
}

const pausesMs = [0, 1_000, 2_000, 4_000, 8_000]
/** A host that ran for so long was well: what comes after is a new story. */
const peaceMs = 5 * 60_000

export function restarts(now: () => number = () => performance.now()): Restarts {
  let count = 0
  let last = -Infinity
  return {
    next() {
      if (now() - last > peaceMs) count = 0
      last = now()
      return pausesMs[count++] ?? null
    },
  }
}
