// What is learned, before the first step: the adapted modules, the shapes of their factors, and the first numbers.
import type { AdaptedParameter } from '../../../adapters/acting/adapted-graph.ts'
import { factorInput } from '../../../adapters/acting/adapted-graph.ts'
import { algorithmOf } from '../../../adapters/kinds/algorithms.ts'
import type { BaseModules } from '../../../adapters/reading/base-modules.ts'
import {
  factorRandom,
  initialFactors,
  type AdapterShape,
  type FactorRandom,
} from '../../../adapters/acting/initial-factors.ts'
import { targetModules, type TargetModule } from '../../../adapters/names/target-sets.ts'
import type { Part } from '../../../adapters/names/suffixes.ts'
import { scaleParts } from '../../../adapters/kinds/scale.ts'
import type { OutModule } from '../../../adapters/rewriting/write-adapter.ts'
import type { Float32Tensor } from '../../../base/dtype.ts'
import { elementCount } from '../../../base/shape.ts'
import { joinedFloats } from '../../../base/joined.ts'
import { roleOf } from '../../../architectures/families/component.ts'
import { encodersOf } from '../../../contract/recipe-encoders.ts'
import type { Recipe } from '../../../contract/recipe.ts'
import type { ParameterSource } from '../../../graph/parameter-source.ts'
import type { Segment } from '../../optimizers/optimizer.ts'
import { targetSetOf } from '../../target-set.ts'

export type LearnedModule = TargetModule & {
  readonly adapted: AdaptedParameter
  /** First values of what is trained. */
  readonly factors: ReadonlyMap<string, Float32Tensor>
  /** What is written beside them and never changes: alpha. */
  readonly fixed: ReadonlyMap<string, Float32Tensor>
}

/**
 * In the order of the parameter vector: the UNet's modules, then the text
 * encoders'. Empty where no adapter is learned.
 */
export function startFactors(
  recipe: Recipe,
  base: BaseModules,
  source: ParameterSource,
): Promise<LearnedModule[]> {
  return learnedModules(recipe, base, factorRandom(recipe.seed), (parameter) => source.read(parameter))
}

/** The same modules, where only their shapes count: every first number is 0, and nothing of the base is read. */
export function emptyFactors(recipe: Recipe, base: BaseModules): Promise<LearnedModule[]> {
  const zero = (): number => 0
  return learnedModules(recipe, base, { uniform: zero, normal: zero }, (_parameter, shape) =>
    Promise.resolve(new Float32Array(elementCount(shape))),
  )
}

async function learnedModules(
  recipe: Recipe,
  base: BaseModules,
  random: FactorRandom,
  weightOf: (parameter: string, shape: readonly number[]) => Promise<Float32Array>,
): Promise<LearnedModule[]> {
  if (recipe.learn === 'embedding') return []
  const shape: AdapterShape = { ...recipe.adapter, rankStabilised: false }
  const learned: LearnedModule[] = []
  const targets = targetModules(targetSetOf(recipe), base)
  const [first, second] = encodersOf(recipe)
  const wanted = [
    ...(recipe.unet.train ? targets.filter(({ component }) => roleOf(component) === 'denoiser') : []),
    ...(first.train ? targets.filter(({ component }) => component === 'text_encoder') : []),
    ...(second.train ? targets.filter(({ component }) => component === 'text_encoder_2') : []),
  ]
  for (const target of wanted) {
    const parameter = `${target.component}.${target.module.path}.weight`
    const weight = shape.dora ? await weightOf(parameter, target.module.weight) : undefined
    const parts = initialFactors(target.module.weight, shape, random, weight)
    if (parts === null) continue
    const algorithm = algorithmOf(shape.kind)
    const factors = new Map([...parts].filter(([part]) => !scaleParts.includes(part)))
    const fixed = new Map([...parts].filter(([part]) => scaleParts.includes(part)))
    const shapes = new Map([...factors].map(([part, tensor]) => [part, tensor.shape]))
    learned.push({
      ...target,
      adapted: { parameter, algorithm, shapes, scale: algorithm.scale(parts) },
      factors,
      fixed,
    })
  }
  return learned
}

/** The factors of these modules one behind another. */
export function segmentsOf(modules: readonly LearnedModule[]): Segment[] {
  return modules.flatMap(({ component, adapted: { parameter, shapes } }) =>
    [...shapes].map(([part, shape]) => ({ name: factorInput(parameter, part), shape, group: component })),
  )
}

export function firstParameter(modules: readonly LearnedModule[]): Float32Array {
  return joinedFloats(modules.flatMap(({ factors }) => [...factors.values()].map(({ data }) => data)))
}

/** The modules as a file holds them, from a parameter vector that begins with them. */
export function outModules(modules: readonly LearnedModule[], parameter: Float32Array): OutModule[] {
  let at = 0
  return modules.map(({ component, module, adapted, fixed }) => {
    const parts = new Map<Part, Float32Tensor>()
    for (const [part, shape] of adapted.shapes) {
      const end = at + elementCount(shape)
      parts.set(part as Part, { dtype: 'f32', shape, data: parameter.subarray(at, end) })
      at = end
    }
    for (const [part, tensor] of fixed) parts.set(part as Part, tensor)
    return { component, module, kind: adapted.algorithm.kind, parts }
  })
}
