// Random choices without a memory: each is named by seed and keys, so a resumed run draws what the first one drew.

export type Draws = {
  /** Uniform in [0, 1), 32 bits. */
  readonly next: () => number
  /** A whole number from 0 to `count` − 1. */
  readonly below: (count: number) => number
  /** A new order of the same things. */
  readonly shuffled: <Thing>(things: readonly Thing[]) => Thing[]
}

/** Bob Jenkins's and Chris Doty-Humphrey's small fast counter generator (sfc32), seeded from a hash of the keys. */
export function draws(seed: number, ...keys: readonly (string | number)[]): Draws {
  const state = hashed(`${seed}|${keys.join('|')}`)
  let [a, b, c, counter] = [state[0]!, state[1]!, state[2]!, 1]
  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) word()
  const next = (): number => word() / 2 ** 32
  const below = (count: number): number => Math.floor(next() * count)
  return {
    next,
    below,
    shuffled: (things) => {
      const order = [...things]
      for (let at = order.length - 1; at > 0; at--) {
        const other = below(at + 1)
        const kept = order[at]!
        order[at] = order[other]!
        order[other] = kept
      }
      return order
    },
  }
}

/** Three words from a text: FNV-1a from three starts, each finished as MurmurHash3 finishes. */
function hashed(text: string): number[] {
  return [0x811c9dc5, 0x9e3779b9, 0x85ebca6b].map((start) => {
    let hash = start
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  })
}
