// A finished adapter trained longer: its factors in place of the first ones, whatever dialect it is written in.
import { remark, type Remark } from '../../../messages/table.ts'
import type { BaseModules } from '../../../adapters/reading/base-modules.ts'
import type { Factors } from '../../../adapters/kinds/algorithm.ts'
import { algorithmOf } from '../../../adapters/kinds/algorithms.ts'
import { checkFinite } from '../../../adapters/kinds/factors.ts'
import { scaleParts } from '../../../adapters/kinds/scale.ts'
import type { Float32Tensor } from '../../../base/dtype.ts'
import { AppError } from '../../../base/errors.ts'
import { readFactors } from '../../../engine/stack/loaded-adapter.ts'
import { adapterName, openAdapter } from '../../../engine/stack/open-adapter.ts'
import type { LearnedModule } from './start-factors.ts'

/** Errors: `training/other-adapter` where kind, rank or layers are not the recipe's; those of `openAdapter`. */
export async function continuedModules(
  path: string,
  modules: readonly LearnedModule[],
  base: BaseModules,
): Promise<LearnedModule[]> {
  const { file, contents } = await openAdapter(path, base)
  const name = adapterName(path)
  const refuse = (why: Remark): AppError =>
    new AppError('training/other-adapter', { name, why }, { details: { path } })
  try {
    const byName = new Map(modules.map((module) => [moduleKey(module.component, module.module.path), module]))
    const found = new Map<LearnedModule, LearnedModule>()
    const [stranger] = contents.unmatched
    if (stranger !== undefined)
      throw refuse(remark('training/idle-part', { name: stranger.name, why: stranger.reason }))
    for (const adapted of contents.modules) {
      const key = moduleKey(adapted.component, adapted.path)
      const module = byName.get(key)
      if (module === undefined) throw refuse(remark('training/untrained-layer', { layer: key }))
      const kind = algorithmOf(adapted.kind)
      if (kind !== module.adapted.algorithm)
        throw refuse(
          remark('training/other-kind', {
            layer: key,
            kind: adapted.kind,
            wanted: module.adapted.algorithm.kind,
          }),
        )
      const read = await readFactors(file, adapted)
      checkFinite(read)
      const fit = fitted(read, key, module, adapted.scale ?? kind.scale(read))
      if ('code' in fit) throw refuse(fit)
      found.set(module, { ...module, factors: fit })
    }
    return modules.map((module) => found.get(module) ?? module)
  } finally {
    await file.close()
  }
}

const moduleKey = (component: string, path: string): string => `${component}.${path}`

/** Dialects give a matrix as many 1×1 axes as they like. */
const dropOnes = (shape: readonly number[]): number[] => shape.filter((extent) => extent !== 1)

/** The part that carries another scale of the file, so that ΔW stays what it was. */
const scaledParts = ['up', 'hadaW1a', 'lokrW1', 'lokrW1a']

function fitted(
  read: Factors,
  layer: string,
  { adapted: { shapes, scale } }: LearnedModule,
  scaleOfFile: number,
): Map<string, Float32Tensor> | Remark {
  const given = new Map(
    [...read]
      .filter(([part]) => !scaleParts.includes(part))
      .map(([part, tensor]) => [part === 'magnitude' ? 'dora' : part, tensor]),
  )
  const missing = [...shapes.keys()].find((part) => !given.has(part))
  const extra = [...given.keys()].find((part) => !shapes.has(part))
  if (missing !== undefined) return remark('training/factor-missing', { layer, part: missing })
  if (extra !== undefined) return remark('training/factor-extra', { layer, part: extra })
  const factors = new Map<string, Float32Tensor>()
  for (const [part, shape] of shapes) {
    const tensor = given.get(part)!
    if (dropOnes(tensor.shape).join() !== dropOnes(shape).join())
      return remark('training/factor-shape', { layer, part, shape: tensor.shape, wanted: shape })
    const ratio = scaledParts.includes(part) ? scaleOfFile / scale : 1
    const data = ratio === 1 ? tensor.data : tensor.data.map((value) => value * ratio)
    factors.set(part, { dtype: 'f32', shape, data })
  }
  return factors
}
