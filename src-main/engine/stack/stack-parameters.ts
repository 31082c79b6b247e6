// The parameters of a model with a stack over them: touched ones are merged from the pristine base when weights change.
import { branchedContributions, ranksOf, type BranchRanks } from '../../adapters/acting/low-rank-branches.ts'
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import {
  contributionsAt,
  isThin,
  touchedParameters,
  weightAt,
  type Contribution,
  type StackedAdapter,
  type WeightedContribution,
} from '../../adapters/acting/stack.ts'
import { invariant } from '../../base/errors.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { createBreather } from '../breath.ts'
import type { MergeCrew } from './merge-crew.ts'
import { hostValues, type MergePrograms } from './merge-program.ts'
import { runtimeTensor, type RuntimeTensor } from '../runtime/onnxruntime.ts'
import type { ResidentParameters } from '../runtime/resident-parameters.ts'
import { isShared, sharedValues, worthCollecting } from '../runtime/shared-memory.ts'

export type StackParameters = ResidentParameters & {
  /** The stack from now on. Whatever it changes is merged when it is next fed; nothing is done to a running program. */
  setStack(stack: readonly StackedAdapter[]): void
  /** The moment of the run that schedules are read at: 0 the first step, 1 the last. */
  setFraction(at: number): void
  /** Asked between merges; a cancelled one leaves every parameter either as it was or as it is to be. */
  watch(signal: AbortSignal | null): void
  /** What a program whose parameters are constants must know of the stack. */
  readonly shape: StackShape
  /** Parameters merged since this began, for tests and figures. */
  readonly mergeCount: number
  readonly programCount: number
  close(): Promise<void>
}

/**
 * The parameters that a stack can change: fed merged at every run, or changed
 * beside their layer by low-rank branches.
 */
export type StackShape = { readonly fed: ReadonlySet<string>; readonly branches: BranchRanks }

/** A merged parameter and what it was made of: empty while it is being written. */
type Merged = { readonly tensor: RuntimeTensor; readonly of: readonly WeightedContribution[] }
/** A parameter whose merged value is out of date. */
type Outdated = { readonly name: string; readonly pristine: RuntimeTensor; readonly wanted: Merged['of'] }

export type StackParametersOptions = {
  readonly programs: MergePrograms
  /** Merges low-rank products where parameters are on the CPU; null leaves them to the programs. */
  readonly crew?: MergeCrew | null
  /** Where parameters are constants, low-rank adapters act as branches, so that only numbers move. */
  readonly branching?: boolean
}

export function stackParameters(
  base: ResidentParameters,
  { programs, crew = null, branching = false }: StackParametersOptions,
): StackParameters {
  const merged = new Map<string, Merged>()
  const prepared = new Map<readonly string[], { version: number; feeds: Record<string, RuntimeTensor> }>()
  let stack: readonly StackedAdapter[] = []
  let touched: ReadonlySet<string> = new Set()
  let branched: ReadonlyMap<string, readonly Contribution[]> = new Map()
  let shape: StackShape = { fed: new Set(), branches: new Map() }
  let fraction = 0
  /** Changes whenever any effective weight may have changed. */
  let version = 0
  let signal: AbortSignal | null = null
  let mergeCount = 0
  /** Bytes of merged values that nothing needs any more. */
  let letGo = 0

  function drop(name: string): void {
    const old = merged.get(name)
    merged.delete(name)
    if (old?.tensor.location === 'gpu-buffer') old.tensor.dispose()
    else letGo += 4 * (old?.tensor.size ?? 0)
  }

  function collectWhatIsGone(): void {
    if (letGo < worthCollecting) return
    letGo = 0
    crew?.collect()
  }

  async function mergeOne({ name, pristine, wanted }: Outdated): Promise<void> {
    const old = merged.get(name)
    const onHost = old?.tensor.location === 'cpu'
    // Half-written values must never pass for merged ones.
    if (onHost) merged.delete(name)
    const tensor = await programs.merge(pristine, wanted, onHost ? old.tensor : null)
    mergeCount++
    if (old && !onHost) drop(name)
    merged.set(name, { tensor, of: wanted })
  }

  async function mergeTogether(outdated: readonly Outdated[]): Promise<void> {
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
    mergeCount += merges.length
    for (const { done } of merges) done()
  }

  /** By the crew where all that changes a parameter are low-rank products. */
  function forCrew(wanted: readonly WeightedContribution[]): boolean {
    return crew !== null && wanted.every(({ contribution }) => isThin(contribution))
  }

  async function mergeAll(names: readonly string[], feeds: Record<string, RuntimeTensor>): Promise<void> {
    const real = realNames(names)
    const wanted = new Map(
      real.map((name) => [name, touched.has(name) ? contributionsAt(stack, name, fraction) : []]),
    )
    const outdated = real.filter((name) => !sameContributions(merged.get(name)?.of ?? [], wanted.get(name)!))
    const [together, alone]: [string[], string[]] = [[], []]
    for (const name of outdated)
      if (wanted.get(name)!.length > 0) (forCrew(wanted.get(name)!) ? together : alone).push(name)
    // Nothing else refers to what moves, so that its memory is given back while it moves.
    await base.share(together)
    const pristine = await base.feeds(real)
    const asOutdated = (name: string): Outdated => ({
      name,
      pristine: pristine[name]!,
      wanted: wanted.get(name)!,
    })
    await mergeTogether(together.map(asOutdated))
    const breathe = createBreather()
    for (const name of alone) {
      await breathe()
      if (signal) throwIfCancelled(signal)
      await mergeOne(asOutdated(name))
    }
    for (const name of names) {
      if (wanted.get(name)?.length === 0 && merged.has(name)) drop(name)
      feeds[name] = merged.get(name)?.tensor ?? pristine[name] ?? branchTensor(name)
    }
    collectWhatIsGone()
  }

  /** A list of names is one object per program, and so must be the list without those of branches. */
  const realOnly = new Map<readonly string[], readonly string[]>()
  function realNames(names: readonly string[]): readonly string[] {
    if (branched.size === 0) return names
    const known = realOnly.get(names) ?? names.filter((name) => !name.includes('#'))
    realOnly.set(names, known)
    return known
  }

  function branchTensor(name: string): RuntimeTensor {
    const [owner = '', what = ''] = name.split('#')
    if (what === 'amounts') {
      const amounts = [...branched].flatMap(([parameter]) =>
        parameter.startsWith(owner) ? branchAmounts(stack, parameter, fraction) : [],
      )
      return runtimeTensor('f32', [amounts.length], Float32Array.from(amounts))
    }
    const [index = '', part = ''] = what.split('.')
    const factor = branched.get(owner)?.[Number(index)]?.factors.get(part)
    invariant(factor, `the stack has a branch ${name}`)
    const convolution = (branched.get(owner)?.[0]?.target.shape.length ?? 2) === 4
    const matrix = matrixShape(factor.shape)
    const shape = !convolution ? matrix : part === 'up' ? [...matrix, 1, 1] : factor.shape
    return runtimeTensor('f32', shape, factor.data)
  }

  return {
    source: base.source,
    async feeds(names) {
      const current = version
      if (prepared.get(names)?.version === current) return prepared.get(names)!.feeds
      // Not even a variable keeps the old tensors: those that move into shared memory are collected on the way.
      prepared.delete(names)
      const feeds: Record<string, RuntimeTensor> = {}
      await mergeAll(names, feeds)
      prepared.set(names, { version: current, feeds })
      return feeds
    },
    setStack(next) {
      stack = next
      touched = touchedParameters(next)
      branched = branching ? branchedContributions(next) : new Map()
      const fed = new Set([...touched].filter((name) => !branched.has(name)))
      shape = { fed, branches: ranksOf(branched) }
      if (branching) prepared.clear()
      version++
      programs.keepFactors(new Set(next.flatMap(({ contributions }) => [...contributions.values()].flat())))
    },
    setFraction(at) {
      if (at === fraction) return
      fraction = at
      if (stack.some(({ entry }) => entry.schedule !== null)) version++
    },
    watch(next) {
      signal = next
    },
    release(component) {
      for (const name of [...merged.keys()]) if (name.startsWith(`${component}.`)) drop(name)
      for (const names of prepared.keys())
        if (names.some((name) => name.startsWith(`${component}.`))) prepared.delete(names)
      base.release(component)
      collectWhatIsGone()
    },
    share: (names) => base.share(names),
    get sizeBytes() {
      let bytes = base.sizeBytes
      for (const { tensor } of merged.values()) bytes += tensor.size * 4
      return bytes
    },
    get shape() {
      return shape
    },
    get mergeCount() {
      return mergeCount
    },
    get programCount() {
      return programs.compiled
    },
    async close() {
      await programs.release()
      await crew?.close()
    },
  }
}

/** m·s of every branch of a parameter, those of weight 0 too: the program has a place for each. */
function branchAmounts(stack: readonly StackedAdapter[], parameter: string, at: number): number[] {
  return stack.flatMap(({ entry, contributions }) =>
    (contributions.get(parameter) ?? []).map(
      (contribution) => contribution.scale * weightAt(entry, contribution, at),
    ),
  )
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
