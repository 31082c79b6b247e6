// The stack of one picture on its model: loaded, proved, told how far the run is, and steered.
import type { Remark } from '../../messages/table.ts'
import type { Stack, StackEntry } from '../../contract/adapter.ts'
import type { FileStamp } from '../../contract/artefact.ts'
import type { ActedArtefact } from '../../contract/engine.ts'
import type { Steered } from '../../contract/generation.ts'
import type { LoadedAdapter } from './loaded-adapter.ts'
import type { LoadedModel } from '../loaded-model.ts'
import type { LocalFiles } from '../local-files.ts'
import { adapterWarnings, moduleCount } from './open-adapter.ts'
import type { OfferedWord } from '../picture/prompt-embeddings.ts'

export type RunningStack = {
  /** About adapters that act only in part. */
  readonly warnings: readonly Remark[]
  /** Words that its adapters bring along. */
  readonly words: readonly OfferedWord[]
  /** What has acted so far, entry by entry, with the weights asked for: 0 where it was steered in. */
  acted(): Acted[]
  /** Schedules are read at this step, counted from 0, of all `steps`. */
  atStep(step: number, steps: number): void
  /**
   * New weights by entry id, from the next step on; only the UNet's act, because the words are encoded. Returns what
   * changed, null where nothing did.
   */
  steer(stack: Stack): Promise<Steered['entries'] | null>
  /** Weights in force that differ from those asked for at first, because they were steered. */
  steered(): Steered['entries']
}

/** `stamp`: the bytes it was made of, where that can be said. */
export type Acted = ActedArtefact & { readonly stamp: FileStamp | null }

type Loaded = { readonly entry: StackEntry; readonly adapter: LoadedAdapter }

const pathsThemselves: LocalFiles = { path: (id) => id }

/**
 * Loads what the stack needs and lays it over the model's parameters. Entries that are off are not even opened. `files`
 * says where the adapters that entries name lie; without it they are paths.
 */
export async function applyStack(
  model: LoadedModel,
  stack: Stack,
  files: LocalFiles = pathsThemselves,
): Promise<RunningStack> {
  const load = async (entry: StackEntry): Promise<Loaded> => ({
    entry,
    adapter: await model.adapters.load(files.path(entry.adapter), entry.dynamicRank),
  })
  const asked: Loaded[] = []
  for (const entry of stack) if (entry.on) asked.push(await load(entry))
  let current = stack
  const inForce = new Map<string, Steered['entries'][number]>()
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
    acted: () =>
      // Those that were on from the beginning first, as the request has them.
      stack
        .toSorted((a, b) => Number(b.on) - Number(a.on))
        .flatMap((entry) => {
          const adapter = loaded.get(entry.id)
          if (adapter === undefined) return []
          const { on, weight, textWeight } = entry
          return {
            name: entry.name,
            kind: adapter.contents.kinds[0] ?? 'lora',
            artefact: entry.adapter,
            stamp: adapter.stamp,
            weight: on ? weight : 0,
            textWeight: on ? (textWeight ?? weight) : 0,
            ...moduleCount(adapter.contents),
          }
        }),
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
        const steering = { id: entry.id, weight: on ? weight : 0, textWeight: on ? textWeight : 0 }
        changed.push(steering)
        // The newest last.
        inForce.delete(entry.id)
        inForce.set(entry.id, steering)
      }
      if (changed.length === 0) return null
      current = next
      lay()
      return changed
    },
    steered: () => [...inForce.values()],
  }
}

function isSteered(before: StackEntry, after: StackEntry): boolean {
  return before.on !== after.on || before.weight !== after.weight || before.textWeight !== after.textWeight
}

function distinct(remarks: readonly Remark[]): Remark[] {
  return [...new Map(remarks.map((remark) => [JSON.stringify(remark), remark])).values()]
}
