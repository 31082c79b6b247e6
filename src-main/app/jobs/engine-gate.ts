// The one engine's door: one run at a time, and whose turn is next when jobs and drafts both wait.

/** `idle`: work that nobody waits for. */
export type EngineUser = 'draft' | 'job' | 'idle'

export type EngineGate = {
  /**
   * Resolves when the engine is free for this user; the function it gives ends the turn. `onWanted`: somebody who goes
   * first waits for it, once at most; idle work gives up what it does.
   */
  enter(user: EngineUser, onWanted?: () => void): Promise<() => void>
}

/** Who comes after whom; idle work only where nobody else waits. */
const orders: Readonly<Record<EngineUser, readonly EngineUser[]>> = {
  draft: ['job', 'draft', 'idle'],
  job: ['draft', 'job', 'idle'],
  idle: ['draft', 'job', 'idle'],
}

/** A draft goes before a job, because somebody looks at it; but between two drafts a waiting job has a turn. */
export function createEngineGate(): EngineGate {
  const waiting: Record<EngineUser, (() => void)[]> = { draft: [], job: [], idle: [] }
  let inside: EngineUser | null = null
  let wanted: (() => void) | undefined

  function admit(user: EngineUser, enter: (leave: () => void) => void, onWanted?: () => void): void {
    inside = user
    wanted = onWanted
    let left = false
    enter(() => {
      if (left) return
      left = true
      const next = orders[user].find((kind) => waiting[kind].length > 0)
      inside = null
      wanted = undefined
      if (next !== undefined) waiting[next].shift()?.()
    })
  }

  return {
    enter: (user, onWanted) =>
      new Promise((resolve) => {
        if (inside === null) {
          admit(user, resolve, onWanted)
          return
        }
        waiting[user].push(() => admit(user, resolve, onWanted))
        if (inside !== 'idle' || user === 'idle') return
        const tell = wanted
        wanted = undefined
        tell?.()
      }),
  }
}
