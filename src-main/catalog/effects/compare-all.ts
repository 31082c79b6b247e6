// The work behind *same effect*, piece by piece: a fingerprint of every adapter, each new one against all others,
// and the exact cosine of those that are near.
import { isCancelled } from '../../base/cancel.ts'
import { leastNear, sameEffect } from '../../adapters/effect/same-effect.ts'
import { areSteps } from '../../adapters/about/training-origin.ts'
import type { EffectFile, EffectPair, EffectRow, EffectTable, KnownEffect } from '../../database/effects.ts'
import type { ComparingProgress } from '../../contract/effects.ts'
import type { EffectWork } from './effect-work.ts'
import { directionsOf, nearAll, orderedPair } from './near-all.ts'
import { sameGroups } from './same-groups.ts'

export type ComparingParts = {
  readonly table: EffectTable
  readonly work: EffectWork
  /** Writes what is only remembered, if the disk takes it. */
  attempt(write: () => void): void
}

/** What comes next. */
export type EffectStep = Pick<ComparingProgress, 'stage' | 'done' | 'of'>

/** Files that are looked up at a time. */
const batchSize = 200
/** Files that are read at a time, each by a process of its own. */
const readAtOnce = 2
/** New fingerprints that are searched for at a time. */
const freshSize = 256
/** Of two steps of one training only equal numbers make one a copy of the other. */
const leastOfSteps = 0.9999

/**
 * Everything that is to be done, one piece after the other, told before each. `failed`: what could not be done in this
 * run of the program and is not tried again. Throws `job/cancelled` when the processes were closed.
 */
export async function* compareAll(parts: ComparingParts, failed: Set<string>): AsyncGenerator<EffectStep> {
  yield* readAll(parts, failed)
  yield* searchAll(parts, failed)
}

async function* readAll(parts: ComparingParts, failed: Set<string>): AsyncGenerator<EffectStep> {
  const { table } = parts
  let done = 0
  for (;;) {
    const files = table.pending(batchSize + failed.size).filter((file) => !failed.has(fileKey(file)))
    const of = done + Math.max(files.length, table.countPending() - failed.size)
    if (files.length === 0) return
    for (let at = 0; at < files.length; at += readAtOnce) {
      yield { stage: 'reading', done, of }
      const some = files.slice(at, at + readAtOnce)
      await Promise.all(some.map((file) => readOne(file, parts, failed)))
      done += some.length
    }
  }
}

async function readOne(file: EffectFile, parts: ComparingParts, failed: Set<string>): Promise<void> {
  // What is not there afterwards could not be written down.
  const isRead = await succeeds(readEffect(file, parts))
  if (!isRead || parts.table.find(file.id) === null) failed.add(fileKey(file))
}

const fileKey = ({ id, sizeBytes, modifiedMs }: EffectFile): string => `${id} ${sizeBytes} ${modifiedMs}`

/** Throws what keeps the file from being read. */
export async function readEffect(
  file: Omit<EffectFile, 'name'>,
  { table, work, attempt }: ComparingParts,
): Promise<EffectRow> {
  const { family, direction, isEightBit, origin } = await work.effect(file.path)
  const row: EffectRow = { family, direction, isEightBit, ...origin }
  attempt(() => table.put(file, row))
  return row
}

async function* searchAll(parts: ComparingParts, failed: Set<string>): AsyncGenerator<EffectStep> {
  const { table } = parts
  let done = 0
  for (;;) {
    const next = table.uncompared(freshSize)
    const family = next[0]?.family
    if (family === undefined) return
    yield { stage: 'searching', done, of: done + table.countUncompared() }
    const ids = next.filter((one) => one.family === family).map(({ id }) => id)
    const near = await nearAll(directionsOf(table, ids), family, parts, {
      least: leastNear,
      others: 'compared',
    })
    yield* proveAll(near, parts, failed)
    parts.attempt(() => table.setCompared(ids))
    // The disk does not take it: all of it would come again.
    if (table.uncompared(1)[0]?.id === next[0]?.id) return
    done += ids.length
  }
}

type Candidate = { readonly first: string; readonly second: string; readonly cosine: number }

/** Nearest first: whom others have joined already in one group is not compared once more. */
async function* proveAll(
  near: readonly Candidate[],
  parts: ComparingParts,
  failed: Set<string>,
): AsyncGenerator<EffectStep> {
  const { table } = parts
  if (near.length === 0) return
  const all = table.known()
  const known = new Map(all.map((one) => [one.id, one]))
  const pairs = table.pairs()
  const proven = new Set(pairs.map(({ first, second }) => `${first} ${second}`))
  const groups = sameGroups(all)
  const note = ({ first, second, reason }: EffectPair): void => {
    if (reason !== null) groups.join(first, second, reason === 'same-tensors')
  }
  pairs.forEach(note)
  const left = near.filter(({ first, second, cosine }) => {
    const [a, b] = [known.get(first), known.get(second)]
    const key = `${first} ${second}`
    return a && b && !proven.has(key) && !failed.has(key) && isCandidate(a, b, cosine)
  })
  for (const [done, { first, second }] of left.entries()) {
    if (groups.areJoined(first, second)) continue
    yield { stage: 'proving', done, of: left.length }
    const proof = prove(known.get(first)!, known.get(second)!, parts)
    if (!(await succeeds(proof))) failed.add(`${first} ${second}`)
    else note(await proof)
  }
}

function isCandidate(a: KnownEffect, b: KnownEffect, estimate: number): boolean {
  return estimate >= (areSteps(a, b) ? leastOfSteps : leastNear)
}

/** Reads both files whole. Throws what keeps one of them from being read. */
export async function prove(
  a: KnownEffect,
  b: KnownEffect,
  { table, work, attempt }: ComparingParts,
): Promise<EffectPair> {
  const [first, second] = orderedPair(a.id, b.id)
  const [one, two] = first === a.id ? [a, b] : [b, a]
  const likeness = await work.likeness(one.path, two.path)
  const reason = likeness && sameEffect(likeness, one.isEightBit || two.isEightBit)
  const pair: EffectPair = {
    first,
    second,
    cosine: likeness?.cosine ?? null,
    strength: likeness?.strength ?? null,
    // Steps of one training come near each other at its end: that makes none of them a copy.
    reason: areSteps(one, two) && reason !== 'same-tensors' ? null : reason,
  }
  attempt(() => table.putPair(pair))
  return pair
}

/** False for what failed of itself. Throws `job/cancelled`. */
async function succeeds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (isCancelled(error)) throw error
    return false
  }
}
