// Seeds are unsigned 64-bit numbers, held as decimal text and calculated with BigInt: never rounded.

const modulus = 2n ** 64n
export const largestSeed = (modulus - 1n).toString()

/** What is typed into a seed's field: nothing, or -1 as A1111 writes it, is random; `undefined` is not a seed. */
export function readSeedField(text: string): string | null | undefined {
  const typed = text.trim()
  if (typed === '' || /^[-−]\s*1$/.test(typed)) return null
  return readSeed(typed) ?? undefined
}

/** Typed text as a seed, or null where it is something else. Spaces and digit groups are forgiven. */
export function readSeed(text: string): string | null {
  const digits = text.replace(/[\s,_']/g, '')
  if (!/^\d{1,20}$/.test(digits)) return null
  const seed = BigInt(digits)
  return seed < modulus ? seed.toString() : null
}

/** Wraps at both ends, as a batch does. */
export function stepSeed(seed: string, by: bigint): string {
  return ((((BigInt(seed) + by) % modulus) + modulus) % modulus).toString()
}

/** A random seed of ten digits at most, as people know them; any other can be typed. */
export function randomSeed(): string {
  return crypto.getRandomValues(new Uint32Array(1))[0]!.toString()
}
