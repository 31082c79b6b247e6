// How long the previews that are left will take, by those that were made.

export type IdleClock = {
  made(seconds: number): void
  /** Null before the first. */
  secondsLeft(pictures: number): number | null
}

/** The newest picture counts so much. */
const newest = 0.25

export function idleClock(): IdleClock {
  let count = 0
  let each = 0
  return {
    made(seconds) {
      count += 1
      // The first one has the model to read, too.
      each = count <= 2 ? seconds : each + (seconds - each) * newest
    },
    secondsLeft: (pictures) => (count === 0 ? null : Math.ceil(each * pictures)),
  }
}
