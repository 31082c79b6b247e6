// What a stack's adapters do to each other at their weights: files are read once, weights count anew each time.
import { conflictsOf } from '../../adapters/effect/conflicts.ts'
import type { EffectPart } from '../../adapters/effect/effect-matrix.ts'
import { roleOf } from '../../architectures/families/component.ts'
import { createKept } from '../../base/kept.ts'
import type { StackEntry } from '../../contract/adapter.ts'
import { expandBlockWeights, type Blocks } from '../../contract/blocks.ts'
import type { StackConflicts } from '../../contract/effects.ts'
import type { AdapterRow } from '../../database/adapter-row.ts'
import type { EffectRow } from '../../database/effects.ts'
import type { EffectWork, StackEffects } from './effect-work.ts'

export type StackConflictsOptions = {
  readonly work: Pick<EffectWork, 'stackEffects'>
  /** Throws `adapter/not-found`. */
  rowOf(id: string): AdapterRow
}

/** A stack is asked about again and again while its sliders move. */
const mostStacks = 8

export function stackConflicts({ work, rowOf }: StackConflictsOptions) {
  const stacks = createKept<string, Promise<StackEffects | null>>({ limit: mostStacks })

  function effectsOf(rows: readonly AdapterRow[]): Promise<StackEffects | null> {
    const key = rows.map(({ id, sizeBytes, modifiedMs }) => `${id} ${sizeBytes} ${modifiedMs}`).join('\n')
    const known = stacks.get(key) ?? work.stackEffects(rows.map(({ path }) => path))
    stacks.put(key, known)
    known.catch(() => stacks.delete(key))
    return known
  }

  return {
    /** `effectOf` throws what keeps an adapter from being read: it is left out. Throws what keeps it from being compared. */
    async of(
      stack: readonly StackEntry[],
      effectOf: (row: AdapterRow) => Promise<EffectRow>,
    ): Promise<StackConflicts> {
      const acting = stack.filter(({ on }) => on)
      const read = await Promise.all(
        acting.map(async (entry) => {
          // A cut rank is another change than the file's.
          if (entry.dynamicRank !== null) return { entry, found: null }
          const found = await readEntry(entry, effectOf).catch(() => null)
          return { entry, found }
        }),
      )
      const family = read.find(({ found }) => found !== null)?.found?.family
      const compared = read.flatMap(({ entry, found }) =>
        found !== null && found.family === family ? [{ entry, row: found.row }] : [],
      )
      const leftOut = acting
        .filter((entry) => !compared.some((one) => one.entry === entry))
        .map(({ id }) => id)
      const effects = compared.length < 2 ? null : await effectsOf(compared.map(({ row }) => row))
      if (effects === null) return { blocks: [], pairs: [], leftOut }
      const entries = compared.map(({ entry }) => entry)
      return { ...inNames(effects, entries), leftOut }
    },
  }

  async function readEntry(entry: StackEntry, effectOf: (row: AdapterRow) => Promise<EffectRow>) {
    const row = rowOf(entry.adapter)
    return { row, family: (await effectOf(row)).family }
  }
}

function inNames(effects: StackEffects, entries: readonly StackEntry[]): Omit<StackConflicts, 'leftOut'> {
  const pairs = conflictsOf(effects, entries.length, (index, part) =>
    weightIn(entries[index]!, part, effects.blocks),
  )
  const blocks = pairs[0]?.blocks.map(({ block }) => effects.blocks.names[block] ?? '') ?? []
  return {
    blocks,
    pairs: pairs.map(({ first, second, cosine, shares, blocks: own, untold }) => ({
      first: entries[first]!.id,
      second: entries[second]!.id,
      cosine,
      shares: shares && [...shares],
      blocks: own.map((one) => one.cosine),
      untold,
    })),
  }
}

/** As the entry says for that block; a weight that changes over the steps counts as it is at its fullest. */
function weightIn(entry: StackEntry, { component, block }: EffectPart, blocks: Blocks): number {
  const isText = roleOf(component) === 'encoder'
  const own = isText ? (entry.textWeight ?? entry.weight) : entry.weight
  if (entry.blockWeights === null || block === null) return own
  return own * (expandBlockWeights(blocks, entry.blockWeights)?.[block] ?? 1)
}
