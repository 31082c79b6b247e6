// The parameters of a model with a stack over them: touched ones are merged from the pristine base when weights change.
import { branchedContributions, ranksOf, type BranchRanks } from '../adapters/low-rank-branches.ts'
import { matrixShape } from '../adapters/matrix.ts'
import {
  contributionsAt,
  touchedParameters,
  weightAt,
  type Contribution,
  type StackedAdapter,
  type WeightedContribution,
} from '../adapters/stack.ts'
import { invariant } from '../base/errors.ts'
import { throwIfCancelled } from '../base/cancel.ts'
import { createBreather } from './breath.ts'
import type { MergePrograms } from './merge-program.ts'
import { runtimeTensor, type RuntimeTensor } from './onnxruntime.ts'
import type { ResidentParameters } from './resident-parameters.ts'

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

/** The parameters that a stack can change: fed merged at every run, or changed beside their layer by low-rank branches. */
export type StackShape = { readonly fed: ReadonlySet<string>; readonly branches: BranchRanks }

/** A merged parameter and what it was made of. */
type Merged = { readonly tensor: RuntimeTensor; readonly of: readonly WeightedContribution[] }

/** `branching`: where parameters are constants, low-rank adapters act as branches, so that only numbers move. */
export function stackParameters(
  base: ResidentParameters,
  programs: MergePrograms,
  branching = false,
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

  function drop(name: string): void {
    const old = merged.get(name)
    merged.delete(name)
    if (old?.tensor.location === 'gpu-buffer') old.tensor.dispose()
  }

  async function mergeOne(name: string, pristine: RuntimeTensor): Promise<RuntimeTensor> {
    const wanted = contributionsAt(stack, name, fraction)
    const old = merged.get(name)
    if (wanted.length === 0) {
      if (old) drop(name)
      return pristine
    }
    if (old && sameContributions(old.of, wanted)) return old.tensor
    const onHost = old?.tensor.location === 'cpu'
    // Half-written values must never pass for merged ones.
    if (onHost) merged.delete(name)
    const tensor = await programs.merge(pristine, wanted, onHost ? old.tensor : null)
    mergeCount++
    if (old && !onHost) drop(name)
    merged.set(name, { tensor, of: wanted })
    return tensor
  }

  async function mergeAll(names: readonly string[], feeds: Record<string, RuntimeTensor>): Promise<void> {
    const pristine = await base.feeds(realNames(names))
    const breathe = createBreather()
    for (const name of names) {
      const tensor = pristine[name]
      if (tensor === undefined) {
        feeds[name] = branchTensor(name)
        continue
      }
      if (!touched.has(name)) {
        if (merged.has(name)) drop(name)
        feeds[name] = tensor
        continue
      }
      await breathe()
      if (signal) throwIfCancelled(signal)
      feeds[name] = await mergeOne(name, tensor)
    }
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
      const known = prepared.get(names)
      if (known?.version === version) return known.feeds
      const feeds = known?.feeds ?? {}
      prepared.delete(names)
      const current = version
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
    },
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
    close: () => programs.release(),
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
