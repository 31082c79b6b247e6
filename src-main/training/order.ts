// Which pictures make the batch of which step: a function of seed and place, so a run goes on where it was killed.
import { createKept } from '../base/kept.ts'
import { draws } from './data/draws.ts'

export type OrderedPicture = {
  /** Pictures of one batch share it. */
  readonly bucket: string
  /** In an epoch; of 2.5, every second picture comes a third time, and those in between in the next epoch. */
  readonly repeats: number
}

/** All there is to remember between two batches; plain numbers. */
export type OrderState = { readonly epoch: number; readonly batch: number }

export type DataOrder = {
  readonly batchesPerEpoch: number
  /** Indices into the pictures; a repeated picture may come twice. */
  readonly batchAt: (state: OrderState) => readonly number[]
  readonly after: (state: OrderState) => OrderState
}

export const firstBatch: OrderState = { epoch: 0, batch: 0 }

/** The pictures of one bucket: what comes in every epoch, and those of which some come once more in turn. */
type Members = { readonly always: number[]; readonly inTurn: number[]; more: number }

/** Each epoch shows every picture `repeats` times: shuffled within buckets, the batches of all buckets mixed. */
export function dataOrder(
  pictures: readonly OrderedPicture[],
  { seed, batch: size }: { readonly seed: number; readonly batch: number },
): DataOrder {
  const buckets = membersByBucket(pictures)
  const names = [...buckets.keys()].sort()
  let batchesPerEpoch = 0
  for (const { always, more } of buckets.values()) batchesPerEpoch += Math.ceil((always.length + more) / size)

  /** Of the epoch that is under way. */
  const known = createKept<number, number[][]>({ limit: 1 })
  const batchesOf = (epoch: number): number[][] => {
    const before = known.get(epoch)
    if (before !== undefined) return before
    const batches: number[][] = []
    for (const name of names) {
      const members = draws(seed, 'bucket', name, epoch).shuffled(membersOf(buckets.get(name)!, epoch))
      for (let at = 0; at < members.length; at += size) batches.push(members.slice(at, at + size))
    }
    const mixed = draws(seed, 'batches', epoch).shuffled(batches)
    known.put(epoch, mixed)
    return mixed
  }
  return {
    batchesPerEpoch,
    batchAt: ({ epoch, batch }) => batchesOf(epoch)[batch] ?? [],
    after: ({ epoch, batch }) =>
      batch + 1 < batchesPerEpoch ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 },
  }
}

/**
 * As many of the broken repeats as make whole pictures (rounded down over all buckets, as OneTrainer does); one picture
 * where that would leave none at all.
 */
function membersByBucket(pictures: readonly OrderedPicture[]): Map<string, Members> {
  const buckets = new Map<string, Members>()
  let broken = 0
  let given = 0
  pictures.forEach(({ bucket, repeats }, index) => {
    const members = buckets.get(bucket) ?? { always: [], inTurn: [], more: 0 }
    buckets.set(bucket, members)
    const whole = Math.floor(repeats)
    for (let time = 0; time < whole; time++) members.always.push(index)
    if (repeats === whole) return
    members.inTurn.push(index)
    broken += repeats - whole
    if (Math.floor(broken + rounding) === given) return
    members.more++
    given++
  })
  const first = [...buckets.values()].find(({ inTurn }) => inTurn.length > 0)
  const all = [...buckets.values()].reduce((sum, { always, more }) => sum + always.length + more, 0)
  if (all === 0 && first !== undefined) first.more = 1
  return buckets
}

/** Ten tenths are one. */
const rounding = 1e-9

/** How many pictures an epoch has, repeats counted. */
export function picturesPerEpoch(pictures: readonly Pick<OrderedPicture, 'repeats'>[]): number {
  return Math.floor(pictures.reduce((sum, { repeats }) => sum + repeats, 0) + rounding)
}

/** Those whose turn it is go on where the epoch before stopped. */
function membersOf({ always, inTurn, more }: Members, epoch: number): number[] {
  if (more === 0) return always
  const turn = Array.from({ length: more }, (_, at) => inTurn[(epoch * more + at) % inTurn.length]!)
  return [...always, ...turn]
}

/** Optimizer steps of a whole run. */
export function plannedSteps(
  recipe: { readonly steps: number | null; readonly epochs: number | null; readonly accumulation: number },
  batchesPerEpoch: number,
): number {
  return recipe.steps ?? Math.ceil(((recipe.epochs ?? 0) * batchesPerEpoch) / recipe.accumulation)
}

/**
 * Repeats of the class pictures, so that an epoch has as many of them as of the others: taken in turn, as kohya's
 * DreamBoothDataset does. With more class pictures than needed the last ones rest (0).
 */
export function classRepeats(trainingCount: number, own: readonly number[]): number[] {
  const repeats = own.map(() => 0)
  let missing = trainingCount
  let firstRound = true
  while (missing > 0 && own.length > 0) {
    for (const [index, count] of own.entries()) {
      if (missing <= 0) break
      const added = Math.min(missing, firstRound ? Math.max(1, count) : 1)
      repeats[index] = repeats[index]! + added
      missing -= added
    }
    firstRound = false
  }
  return repeats
}
