// What an adapter file holds by its table of contents: enough to say how large it would be, written anew.
import { bytesPerElement } from '../../base/dtype.ts'
import { elementCount } from '../../base/shape.ts'
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import { namedKinds } from '../../adapters/reading/named-kinds.ts'
import { modulesByName } from '../../adapters/reading/base-modules.ts'
import { targetModules } from '../../adapters/names/target-sets.ts'
import type { WrittenType } from '../../contract/rewrite.ts'
import { withAdapters } from '../effects/open-compared.ts'
import { readBaseModules } from './adapter-work.ts'

/** A layer that is changed. `elements`: numbers of its factors; `low`: those of a LoRA of rank 1; `dense`: of the layer. */
export type LayerOutline = {
  readonly name: string
  readonly isLora: boolean
  readonly rank: number | null
  readonly elements: number
  readonly low: number
  readonly dense: number
}
export type AdapterOutline = { readonly dtype: WrittenType; readonly layers: readonly LayerOutline[] }

export type OutlineWork = {
  /** Without a model its family's modules are meant. Errors: those of opening an adapter or a checkpoint. */
  outline(path: string, modelPath: string | null): Promise<AdapterOutline>
  /** Numbers of a LoRA of rank 1 over all that is extracted from such a checkpoint. */
  extracted(modelPath: string, convolutions: boolean): Promise<number>
}

/** In this process. */
export const outlineWork: OutlineWork = {
  outline: adapterOutline,
  async extracted(modelPath, convolutions) {
    const targets = targetModules(convolutions ? 'kohya_conv' : 'kohya', await readBaseModules(modelPath))
    return targets.reduce((sum, { module }) => {
      const [rows, columns] = matrixShape(module.weight)
      return sum + rows + columns
    }, 0)
  },
}

async function adapterOutline(path: string, modelPath: string | null): Promise<AdapterOutline> {
  const given = modelPath === null ? null : await readBaseModules(modelPath)
  return withAdapters([path], ([opened]) => {
    const { file, metadata } = opened!
    const base = given ?? opened!.base
    // By name alone: sizes that do not fit are told when it is begun.
    const { modules } = namedKinds({ tensors: file.tensors, metadata }, base)
    const table = modulesByName(base)
    const types = new Set<WrittenType>()
    const layers = modules.map((module): LayerOutline => {
      const name = `${module.component}.${module.path}`
      const factors = [...module.tensors].flatMap(([part, tensor]) => {
        if (part === 'alpha' || part === 'scale' || part === 'onInput') return []
        const entry = file.tensors.get(tensor)
        return entry === undefined ? [] : [entry]
      })
      for (const { dtype } of factors)
        types.add(dtype === 'f16' || dtype === 'bf16' ? dtype : bytesPerElement[dtype] === 1 ? 'f16' : 'f32')
      const weight = table.get(name)?.weight
      const [rows, columns] = weight === undefined ? [0, 0] : matrixShape(weight)
      return {
        name,
        isLora: module.kind === 'lora',
        rank: module.rank,
        elements: factors.reduce((sum, { shape }) => sum + elementCount(shape), 0),
        low: rows + columns,
        dense: rows * columns,
      }
    })
    const [only] = types
    return Promise.resolve({ dtype: types.size === 1 && only !== undefined ? only : 'f32', layers })
  })
}
