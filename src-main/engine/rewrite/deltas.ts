// Merged parameters and their changes, evaluated outside a running model, always on the CPU in float32.
import type { Target } from '../../adapters/kinds/algorithm.ts'
import type { WeightedContribution } from '../../adapters/acting/stack.ts'
import { elementCount } from '../../base/shape.ts'
import { devicePlan } from '../runtime/devices.ts'
import { createMergePrograms } from '../stack/merge-program.ts'
import { float32Values, runtimeTensor } from '../runtime/onnxruntime.ts'

export type Deltas = {
  /** W' over the base; row-major in the target's shape. */
  merged(
    target: Target,
    contributions: readonly WeightedContribution[],
    base: Float32Array,
  ): Promise<Float32Array>
  /** Σ m·s·ΔW over a base; null where no contribution asks for one. */
  delta(
    target: Target,
    contributions: readonly WeightedContribution[],
    base: Float32Array | null,
  ): Promise<Float32Array>
  release(): Promise<void>
}

export function createDeltas(): Deltas {
  const programs = createMergePrograms(devicePlan('cpu'))
  async function merged(
    { shape }: Target,
    contributions: readonly WeightedContribution[],
    base: Float32Array,
  ): Promise<Float32Array> {
    if (contributions.length === 0) return base.slice()
    const result = await programs.merge(runtimeTensor('f32', shape, base), contributions, null)
    programs.keepFactors(new Set())
    return float32Values(result)
  }
  return {
    merged,
    async delta(target, contributions, base) {
      const from = base ?? new Float32Array(elementCount(target.shape))
      const result = await merged(target, contributions, from)
      if (base !== null) for (let index = 0; index < result.length; index++) result[index]! -= from[index]!
      return result
    },
    release: () => programs.release(),
  }
}

/** True when no change of these asks for the weight it changes. */
export function areLinear(contributions: readonly WeightedContribution[]): boolean {
  return contributions.every(({ contribution: { algorithm, factors } }) =>
    algorithm.linear(new Set(factors.keys())),
  )
}
