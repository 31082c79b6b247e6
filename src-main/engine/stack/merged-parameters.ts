// Parameters with a stack merged into them, each with what it was made of: by the crew together, or by programs one by one.
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import { isThin, type WeightedContribution } from '../../adapters/acting/stack.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { createBreather } from '../breath.ts'
import type { MergeCrew } from './merge-crew.ts'
import { hostValues, type MergePrograms } from './merge-program.ts'
import { runtimeTensor, type RuntimeTensor } from '../runtime/onnxruntime.ts'
import { isShared, sharedValues, worthCollecting } from '../runtime/shared-memory.ts'

/** A merged parameter and what it was made of: empty while it is being written. */
type Merged = { readonly tensor: RuntimeTensor; readonly of: readonly WeightedContribution[] }

/** A parameter whose merged value is out of date. */
export type Outdated = {
  readonly name: string
  readonly pristine: RuntimeTensor
  readonly wanted: readonly WeightedContribution[]
}

export type MergedParameters = {
  tensor(name: string): RuntimeTensor | undefined
  /** Whether it is made of just this; a parameter that is not here is made of nothing. */
  isOf(name: string, wanted: readonly WeightedContribution[]): boolean
  /** Whether the crew can: all that changes the parameter are low-rank products. */
  isForCrew(wanted: readonly WeightedContribution[]): boolean
  mergeTogether(outdated: readonly Outdated[], signal: AbortSignal | null): Promise<void>
  mergeAlone(outdated: readonly Outdated[], signal: AbortSignal | null): Promise<void>
  drop(name: string): void
  dropComponent(component: string): void
  /** Gives the memory of what was dropped back, once it is worth it. */
  collect(): void
  readonly sizeBytes: number
  /** Merges since this began, for tests and figures. */
  readonly count: number
}

/** `crew`: null leaves all to the programs. */
export function mergedParameters(programs: MergePrograms, crew: MergeCrew | null): MergedParameters {
  const merged = new Map<string, Merged>()
  let count = 0
  /** Bytes of merged values that nothing needs any more. */
  let letGo = 0

  function drop(name: string): void {
    const old = merged.get(name)
    merged.delete(name)
    if (old?.tensor.location === 'gpu-buffer') old.tensor.dispose()
    else letGo += 4 * (old?.tensor.size ?? 0)
  }

  async function mergeOne({ name, pristine, wanted }: Outdated): Promise<void> {
    const old = merged.get(name)
    const onHost = old?.tensor.location === 'cpu'
    // Half-written values must never pass for merged ones.
    if (onHost) merged.delete(name)
    const tensor = await programs.merge(pristine, wanted, onHost ? old.tensor : null)
    count++
    if (old && !onHost) drop(name)
    merged.set(name, { tensor, of: wanted })
  }

  return {
    tensor: (name) => merged.get(name)?.tensor,
    isOf: (name, wanted) => sameContributions(merged.get(name)?.of ?? [], wanted),
    isForCrew: (wanted) => crew !== null && wanted.every(({ contribution }) => isThin(contribution)),
    async mergeTogether(outdated, signal) {
      if (!crew || outdated.length === 0) return
      const merges = outdated.map(({ name, pristine, wanted }) => {
        const { size, dims } = pristine
        const old = merged.get(name)?.tensor
        // What a program of another kind made lies where only this thread writes.
        const tensor = old && isShared(hostValues(old)) ? old : runtimeTensor('f32', dims, sharedValues(size))
        merged.set(name, { tensor, of: [] })
        const [rows, columns] = matrixShape(dims)
        return {
          base: hostValues(pristine),
          merged: hostValues(tensor),
          rows,
          columns,
          contributions: wanted,
          done: (): void => void merged.set(name, { tensor, of: wanted }),
        }
      })
      await crew.merge(merges, signal)
      count += merges.length
      for (const { done } of merges) done()
    },
    async mergeAlone(outdated, signal) {
      const breathe = createBreather()
      for (const one of outdated) {
        await breathe()
        if (signal) throwIfCancelled(signal)
        await mergeOne(one)
      }
    },
    drop,
    dropComponent(component) {
      for (const name of [...merged.keys()]) if (name.startsWith(`${component}.`)) drop(name)
    },
    collect() {
      if (letGo < worthCollecting) return
      letGo = 0
      crew?.collect()
    },
    get sizeBytes() {
      return [...merged.values()].reduce((sum, { tensor }) => sum + tensor.size * 4, 0)
    },
    get count() {
      return count
    },
  }
}

function sameContributions(a: readonly WeightedContribution[], b: readonly WeightedContribution[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ contribution, weight }, index) => {
      const other = b[index]
      return other?.contribution === contribution && other.weight === weight
    })
  )
}
