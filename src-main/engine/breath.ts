// Lets the host's messages in: a run blocks the engine's only thread.

export function immediate(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** How long small pieces of work may follow each other before messages are let in. */
const longestTurnMs = 50

/** Asked between pieces: pauses when the last pause was too long ago, and says whether it did. */
export function createBreather(): () => Promise<boolean> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since <= longestTurnMs) return false
    await immediate()
    since = performance.now()
    return true
  }
}
