// Work that is asked for again while it runs is done once more behind it, however often it was asked for.

export type Coalesced = {
  ask(): Promise<void>
  /** What was asked for behind the work that runs is not done; whoever asked hears when that is over. */
  drop(): void
  /** Resolves when everything asked for until now is over, well or not. */
  settled(): Promise<void>
}

export function coalesced(work: () => Promise<void>): Coalesced {
  let running: Promise<void> | null = null
  let again: Promise<void> | null = null
  let isDropped = false
  const quietly = async (promise: Promise<void> | null): Promise<void> => promise?.catch(() => undefined)
  function ask(): Promise<void> {
    if (running === null) {
      running = work().finally(() => (running = null))
      return running
    }
    again ??= quietly(running).then(() => {
      again = null
      const wanted = !isDropped
      isDropped = false
      return wanted ? ask() : undefined
    })
    return again
  }
  const drop = (): void => {
    isDropped = again !== null
  }
  return { ask, drop, settled: () => quietly(again ?? running) }
}
