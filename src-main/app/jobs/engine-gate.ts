// The one engine's door: one run at a time, and whose turn is next when jobs and drafts both wait.

export type EngineUser = 'draft' | 'job'

export type EngineGate = {
  /** Resolves when the engine is free for this user; the function it gives ends the turn. */
  enter(user: EngineUser): Promise<() => void>
}

/** A draft goes before a job, because somebody looks at it; but between two drafts a waiting job has a turn. */
export function createEngineGate(): EngineGate {
  const waiting: Record<EngineUser, (() => void)[]> = { draft: [], job: [] }
  let inside: EngineUser | null = null

  function admit(user: EngineUser, enter: (leave: () => void) => void): void {
    inside = user
    let left = false
    enter(() => {
      if (left) return
      left = true
      const order: EngineUser[] = user === 'draft' ? ['job', 'draft'] : ['draft', 'job']
      const next = order.find((kind) => waiting[kind].length > 0)
      inside = null
      if (next !== undefined) waiting[next].shift()?.()
    })
  }

  return {
    enter: (user) =>
      new Promise((resolve) => {
        if (inside === null) admit(user, resolve)
        else waiting[user].push(() => admit(user, resolve))
      }),
  }
}
