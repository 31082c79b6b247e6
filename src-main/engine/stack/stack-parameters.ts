// The parameters of a model with a stack over them: touched ones are merged from the pristine base when weights change.
import { branchedContributions, ranksOf, type BranchRanks } from '../../adapters/acting/low-rank-branches.ts'
import { contributionsAt, touchedParameters, type StackedAdapter } from '../../adapters/acting/stack.ts'
import { branchInput, isBranchInput, type Branches } from './branch-inputs.ts'
import type { MergeCrew } from './merge-crew.ts'
import type { MergePrograms } from './merge-program.ts'
import { mergedParameters, type Outdated } from './merged-parameters.ts'
import type { RuntimeTensor } from '../runtime/onnxruntime.ts'
import type { ResidentParameters } from '../runtime/resident-parameters.ts'

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
  const merged = mergedParameters(programs, crew)
  const prepared = new Map<readonly string[], { version: number; feeds: Record<string, RuntimeTensor> }>()
  let stack: readonly StackedAdapter[] = []
  let touched: ReadonlySet<string> = new Set()
  let branched: Branches = new Map()
  let shape: StackShape = { fed: new Set(), branches: new Map() }
  let fraction = 0
  /** Changes whenever any effective weight may have changed. */
  let version = 0
  let signal: AbortSignal | null = null

  async function mergeAll(names: readonly string[], feeds: Record<string, RuntimeTensor>): Promise<void> {
    const real = realNames(names)
    const wanted = new Map(
      real.map((name) => [name, touched.has(name) ? contributionsAt(stack, name, fraction) : []]),
    )
    const [together, alone]: [string[], string[]] = [[], []]
    for (const [name, of] of wanted)
      if (of.length > 0 && !merged.isOf(name, of)) (merged.isForCrew(of) ? together : alone).push(name)
    // Nothing else refers to what moves, so that its memory is given back while it moves.
    await base.share(together)
    const pristine = await base.feeds(real)
    const asOutdated = (name: string): Outdated => ({
      name,
      pristine: pristine[name]!,
      wanted: wanted.get(name)!,
    })
    await merged.mergeTogether(together.map(asOutdated), signal)
    await merged.mergeAlone(alone.map(asOutdated), signal)
    for (const name of names) {
      if (wanted.get(name)?.length === 0) merged.drop(name)
      feeds[name] =
        merged.tensor(name) ??
        pristine[name] ??
        branchInput(name, { branches: branched, stack, at: fraction })
    }
    merged.collect()
  }

  /** A list of names is one object per program, and so must be the list without those of branches. */
  const realOnly = new Map<readonly string[], readonly string[]>()
  function realNames(names: readonly string[]): readonly string[] {
    if (branched.size === 0) return names
    const known = realOnly.get(names) ?? names.filter((name) => !isBranchInput(name))
    realOnly.set(names, known)
    return known
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
      merged.dropComponent(component)
      for (const names of prepared.keys())
        if (names.some((name) => name.startsWith(`${component}.`))) prepared.delete(names)
      base.release(component)
      merged.collect()
    },
    share: (names) => base.share(names),
    get sizeBytes() {
      return base.sizeBytes + merged.sizeBytes
    },
    get shape() {
      return shape
    },
    get mergeCount() {
      return merged.count
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
