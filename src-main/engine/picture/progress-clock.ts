// Seconds per step and seconds left, from the steps already made.

export type ProgressClock = {
  /** The steps begin now: what came before was not a step. */
  start(): void
  /** A step is done; `stepsLeft` counts the steps of all images still to make. */
  tick(stepsLeft: number): { secondsPerStep: number; secondsLeft: number }
}

/** How much the newest step counts: slow machines warm up, and other programs come and go. */
const newestShare = 0.3

/** `now` in milliseconds. */
export function createProgressClock(now: () => number): ProgressClock {
  let last = now()
  let average: number | null = null
  return {
    start() {
      last = now()
    },
    tick(stepsLeft) {
      const time = now()
      const seconds = (time - last) / 1000
      last = time
      average = average === null ? seconds : average + newestShare * (seconds - average)
      return { secondsPerStep: average, secondsLeft: average * stepsLeft }
    },
  }
}

/** Steps still to come of a batch, whose images are made in groups of `together`. */
export function stepsLeft(
  { image, together, step, steps }: { image: number; together: number; step: number; steps: number },
  batch: number,
): number {
  return Math.ceil((batch - image) / together) * steps - step
}
