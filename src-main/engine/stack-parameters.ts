// The parameters of a model with a stack over them: touched ones are merged from the pristine base when weights change.
import { contributionsAt, touchedParameters, type StackedAdapter } from '../adapters/stack.ts'
import type { WeightedContribution } from '../adapters/stack.ts'
import { throwIfCancelled } from '../base/cancel.ts'
import type { MergePrograms } from './merge-program.ts'
import type { RuntimeTensor } from './onnxruntime.ts'
import type { ResidentParameters } from './resident-parameters.ts'

export type StackParameters = ResidentParameters & {
  /** The stack from now on. Whatever it changes is merged when it is next fed; nothing is done to a running program. */
  setStack(stack: readonly StackedAdapter[]): void
  /** The moment of the run that schedules are read at: 0 the first step, 1 the last. */
  setFraction(at: number): void
  /** Asked between merges; a cancelled one leaves every parameter either as it was or as it is to be. */
  watch(signal: AbortSignal | null): void
  /** The parameters that the stack can change: what a program must take as inputs, whatever the device. */
  readonly touched: ReadonlySet<string>
  /** Parameters merged since this began, for tests and figures. */
  readonly mergeCount: number
  readonly programCount: number
  close(): Promise<void>
}

/** A merged parameter and what it was made of. */
type Merged = { readonly tensor: RuntimeTensor; readonly of: readonly WeightedContribution[] }

/** How long merging may go on before the host's messages are let in. */
const longestTurn = 50

export function stackParameters(base: ResidentParameters, programs: MergePrograms): StackParameters {
  const merged = new Map<string, Merged>()
  const prepared = new Map<readonly string[], { version: number; feeds: Record<string, RuntimeTensor> }>()
  let stack: readonly StackedAdapter[] = []
  let touched: ReadonlySet<string> = new Set()
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
    const pristine = await base.feeds(names)
    let since = performance.now()
    for (const name of names) {
      const tensor = pristine[name]
      if (tensor === undefined) continue
      if (!touched.has(name)) {
        if (merged.has(name)) drop(name)
        feeds[name] = tensor
        continue
      }
      if (performance.now() - since > longestTurn) {
        await new Promise((resolve) => setImmediate(resolve))
        since = performance.now()
      }
      if (signal) throwIfCancelled(signal)
      feeds[name] = await mergeOne(name, tensor)
    }
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
    get touched() {
      return touched
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

function sameContributions(a: readonly WeightedContribution[], b: readonly WeightedContribution[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ contribution, weight }, index) => {
      const other = b[index]
      return other?.contribution === contribution && other.weight === weight
    })
  )
}
