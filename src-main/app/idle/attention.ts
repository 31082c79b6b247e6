// Whether somebody uses the app: pages say so when a person types, clicks or moves.

export type Attention = {
  /** Somebody did something just now. */
  note(): void
  /** For how long nobody has. */
  quietMs(): number
  /** Called at every note. Returns the function that ends it. */
  listen(heard: () => void): () => void
}

/** Whoever opens the app uses it. */
export function attention(now: () => number = () => performance.now()): Attention {
  let last = now()
  const listeners = new Set<() => void>()
  return {
    note() {
      last = now()
      for (const heard of listeners) heard()
    },
    quietMs: () => now() - last,
    listen(heard) {
      listeners.add(heard)
      return () => listeners.delete(heard)
    },
  }
}
