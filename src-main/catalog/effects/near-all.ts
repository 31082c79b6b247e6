// Fingerprints of the catalog in blocks, and whom of all others some of them are near.
import { setImmediate as immediate } from 'node:timers/promises'
import { fingerprintBytes } from '../../adapters/effect/fingerprint-search.ts'
import type { EffectTable } from '../../database/effects.ts'
import type { EffectWork } from './effect-work.ts'

/** Fingerprints one behind the other. */
export type Directions = { readonly ids: readonly string[]; readonly bytes: Uint8Array }

/** Of one message to the process: two megabytes. */
const blockSize = 1024

/** Those of these adapters that have one. */
export function directionsOf(table: Pick<EffectTable, 'find'>, ids: readonly string[]): Directions {
  return joined(
    ids.flatMap((id) => {
      const direction = table.find(id)?.direction ?? null
      return direction === null ? [] : [{ id, direction }]
    }),
  )
}

/** Leaves out what is of another size. */
export function joined(rows: readonly { readonly id: string; readonly direction: Uint8Array }[]): Directions {
  const whole = rows.filter(({ direction }) => direction.byteLength === fingerprintBytes)
  const bytes = new Uint8Array(whole.length * fingerprintBytes)
  for (const [index, { direction }] of whole.entries()) bytes.set(direction, index * fingerprintBytes)
  return { ids: whole.map(({ id }) => id), bytes }
}

export type NearPair = { readonly first: string; readonly second: string; readonly cosine: number }

/**
 * Pairs of `fresh`, and of `fresh` with others of the family, whose estimated cosine is at least `least`: each once,
 * the nearest first. `others`: all, or those that were looked for before.
 */
export async function nearAll(
  fresh: Directions,
  family: string,
  {
    table,
    work,
  }: { readonly table: Pick<EffectTable, 'directions'>; readonly work: Pick<EffectWork, 'near'> },
  { least, others }: { readonly least: number; readonly others: 'all' | 'compared' },
): Promise<NearPair[]> {
  const found = new Map<string, NearPair>()
  const look = async (block: Directions): Promise<void> => {
    for (const near of await work.near(fresh.bytes, block.bytes, least)) {
      const [one, other] = [fresh.ids[near.first]!, block.ids[near.second]!]
      if (one === other) continue
      const [first, second] = orderedPair(one, other)
      found.set(`${first} ${second}`, { first, second, cosine: near.cosine })
    }
    await immediate()
  }
  await look(fresh)
  for (let after = ''; ;) {
    const rows = table.directions(family, others, after, blockSize)
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.id
    await look(joined(rows))
  }
  return [...found.values()].sort((a, b) => b.cosine - a.cosine)
}

/** Each pair is kept once. */
export function orderedPair(a: string, b: string): readonly [first: string, second: string] {
  return a < b ? [a, b] : [b, a]
}
