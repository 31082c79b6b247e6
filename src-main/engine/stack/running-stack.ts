// The stack of one picture on its model: loaded, proved, told how far the run is, and steered.
import type { Remark } from '../../messages/table.ts'
import type { ActedAdapter, Stack, StackEntry } from '../../contract/adapter.ts'
import type { Steered } from '../../contract/generation.ts'
import type { LoadedAdapter } from './loaded-adapter.ts'
import type { LoadedModel } from '../loaded-model.ts'
import { adapterWarnings, moduleCount } from './open-adapter.ts'
import type { OfferedWord } from '../picture/prompt-embeddings.ts'

export type RunningStack = {
  /** About adapters that act only in part. */
  readonly warnings: readonly Remark[]
  /** Words that its adapters bring along. */
  readonly words: readonly OfferedWord[]
  /** What acts, entry by entry, with the weights asked for. */
  acted(hashes: AdapterHashes): ActedAdapter[]
  /** Schedules are read at this step of so many, counted from 0. */
  atStep(step: number, steps: number): void
  /**
   * New weights by entry id, from the next step on; only the UNet's act, because the words are encoded. Returns what
   * changed, null where nothing did.
   */
  steer(stack: Stack): Promise<Steered['entries'] | null>
}

export type AdapterHashes = Readonly<Record<string, { sha256?: string; autoV3?: string }>>

type Loaded = { readonly entry: StackEntry; readonly adapter: LoadedAdapter }

/** Loads what the stack needs and lays it over the model's parameters. Entries that are off are not even opened. */
export async function applyStack(model: LoadedModel, stack: Stack): Promise<RunningStack> {
  const load = async (entry: StackEntry): Promise<Loaded> => ({
    entry,
    adapter: await model.adapters.load(entry.adapter, entry.dynamicRank),
  })
  const asked: Loaded[] = []
  for (const entry of stack) if (entry.on) asked.push(await load(entry))
  let current = stack
  model.parameters.setFraction(0)
  const loaded = new Map(asked.map((one) => [one.entry.id, one.adapter]))
  lay()

  function lay(): void {
    model.adapters.tidy(new Set(loaded.values()))
    model.parameters.setStack(
      current.flatMap((entry) => {
        const adapter = loaded.get(entry.id)
        return adapter === undefined ? [] : [{ entry, contributions: adapter.contributions }]
      }),
    )
  }

  return {
    warnings: distinct(asked.flatMap(({ entry, adapter }) => adapterWarnings(entry.name, adapter.contents))),
    words: asked.flatMap(({ adapter }) => adapter.words),
    acted: (hashes) =>
      asked.map(({ entry, adapter }) => ({
        name: entry.name,
        kind: adapter.contents.kinds[0] ?? 'lora',
        ...hashes[entry.adapter],
        weight: entry.weight,
        textWeight: entry.textWeight ?? entry.weight,
        ...moduleCount(adapter.contents),
      })),
    atStep(step, steps) {
      model.parameters.setFraction(steps <= 1 ? 0 : Math.min(1, step / (steps - 1)))
    },
    async steer(wanted) {
      const byId = new Map(wanted.map((entry) => [entry.id, entry]))
      const changed: Steered['entries'] = []
      const next: StackEntry[] = []
      for (const entry of current) {
        const asked = byId.get(entry.id)
        if (asked === undefined || !isSteered(entry, asked)) {
          next.push(entry)
          continue
        }
        const { on, weight, textWeight } = asked
        const steered = { ...entry, on, weight, textWeight }
        if (on && !loaded.has(entry.id)) loaded.set(entry.id, (await load(steered)).adapter)
        next.push(steered)
        changed.push({ id: entry.id, weight: on ? weight : 0, textWeight: on ? textWeight : 0 })
      }
      if (changed.length === 0) return null
      current = next
      lay()
      return changed
    },
  }
}

function isSteered(before: StackEntry, after: StackEntry): boolean {
  return before.on !== after.on || before.weight !== after.weight || before.textWeight !== after.textWeight
}

function distinct(remarks: readonly Remark[]): Remark[] {
  return [...new Map(remarks.map((remark) => [JSON.stringify(remark), remark])).values()]
}
