// Small values that this browser keeps for the next first paint. A browser that keeps nothing only shows them later.

/** Null where there is none, or where it cannot be read. */
export function readKept(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as unknown
  } catch {
    return null
  }
}

export function writeKept(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Storage is full, or forbidden.
  }
}
