// NumPy's SeedSequence: spreads any entropy over a pool of words, and gives every branch of a tree its own seed.

const initialA = 0x43b0d7e5
const multiplierA = 0x931e8875
const initialB = 0x8b51f9dd
const multiplierB = 0x58f38ded
const mixLeft = 0xca01f9dd
const mixRight = 0x4973f715

export type SeedSequenceOptions = {
  /** The path to a branch; empty at the root. Keys may exceed 32 bits. */
  spawnKey?: readonly bigint[]
  /** Number of 32-bit words that hold the entropy. */
  poolSize?: number
}

/** The first `words` words that the sequence generates from the entropy. */
export function generateState(
  entropy: bigint,
  words: number,
  { spawnKey = [], poolSize = 24 }: SeedSequenceOptions = {},
): Uint32Array {
  const pool = mixedPool(assembled(entropy, spawnKey, poolSize), poolSize)
  const state = new Uint32Array(words)
  let constant = initialB
  for (let i = 0; i < words; i++) {
    let value = pool[i % poolSize]! ^ constant
    constant = Math.imul(constant, multiplierB)
    value = Math.imul(value, constant)
    state[i] = value ^ (value >>> 16)
  }
  return state
}

/**
 * Entropy and spawn key as words, least significant first; a short entropy is padded so that keys never mix with it.
 */
function assembled(entropy: bigint, spawnKey: readonly bigint[], poolSize: number): number[] {
  const result = wordsOf(entropy)
  if (spawnKey.length > 0) while (result.length < poolSize) result.push(0)
  return result.concat(spawnKey.flatMap(wordsOf))
}

function wordsOf(value: bigint): number[] {
  const words: number[] = []
  for (let rest = value; rest > 0n; rest >>= 32n) words.push(Number(BigInt.asUintN(32, rest)))
  return words.length > 0 ? words : [0]
}

function mixedPool(entropy: readonly number[], poolSize: number): Uint32Array {
  let constant = initialA
  function hash(word: number): number {
    let value = word ^ constant
    constant = Math.imul(constant, multiplierA)
    value = Math.imul(value, constant)
    return value ^ (value >>> 16)
  }
  const pool = new Uint32Array(poolSize)
  for (let i = 0; i < poolSize; i++) pool[i] = hash(entropy[i] ?? 0)
  for (let from = 0; from < poolSize; from++) {
    for (let to = 0; to < poolSize; to++) if (to !== from) pool[to] = mixed(pool[to]!, hash(pool[from]!))
  }
  for (const extra of entropy.slice(poolSize)) {
    for (let to = 0; to < poolSize; to++) pool[to] = mixed(pool[to]!, hash(extra))
  }
  return pool
}

function mixed(x: number, y: number): number {
  const result = (Math.imul(mixLeft, x) - Math.imul(mixRight, y)) | 0
  return result ^ (result >>> 16)
}
