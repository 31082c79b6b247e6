// Whose turn it is: work one after the other, or a few at a time.

/** Runs a piece of work in its turn and settles as the work does. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>

/** One after the other, in the order in which they were asked for; one that fails holds up nobody behind it. */
export function oneAtATime(): InTurn {
  return atMost(1)
}

/** The same with several at once. */
export function atMost(count: number): InTurn {
  const waiting: (() => void)[] = []
  let free = count
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((enter) => waiting.push(enter))
    try {
      return await work()
    } finally {
      // A place is handed on without being free in between, so that nobody cuts in.
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
