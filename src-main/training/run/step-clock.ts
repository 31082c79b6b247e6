// How long a step takes, by those that were made.

export type StepClock = {
  /** Before the first step: it compiles. */
  readonly isFirst: boolean
  /** Seconds; 0 before the first step. */
  readonly average: number
  /** The new average. */
  add(seconds: number): number
}

/** The newest steps count most; the first one compiles and is forgotten at the second. */
export function stepClock(): StepClock {
  let count = 0
  let average = 0
  return {
    get isFirst() {
      return count === 0
    },
    get average() {
      return average
    },
    add(seconds) {
      count++
      average = count <= 2 ? seconds : average + 0.2 * (seconds - average)
      return average
    },
  }
}
