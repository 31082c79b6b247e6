// How strongly an adapter changes each block: ‖ΔW‖ per block of its family, the strongest 1.
import { AppError } from '../../base/errors.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { AdapterModule } from '../reading/adapter.ts'
import { algorithmOf } from '../kinds/algorithms.ts'
import { modulesByName, type BaseModules } from '../reading/base-modules.ts'
import { energyOf } from './energy.ts'
import { plainGram, type Gram } from './gram.ts'

export type BlockProfile = {
  /** One number a block; null where no module's change can be told without the base's weights. */
  readonly blocks: readonly number[] | null
  /** ‖ΔW‖ of everything, not only what lies in a block. */
  readonly total: number | null
  /** Modules whose change depends on the base's weights, left out of the numbers. */
  readonly dependent: number
}

const lengths = ['dora', 'magnitude']

/** Reads one module's factors at a time. Throws `adapter/not-finite` for NaN and infinities. */
export async function blockProfile(
  file: Pick<TensorFile, 'read' | 'tensors'>,
  modules: readonly AdapterModule[],
  base: BaseModules,
  gram: Gram = plainGram,
): Promise<BlockProfile> {
  const table = modulesByName(base)
  const squares = new Float64Array(base.family.blocks.names.length)
  let total = 0
  let dependent = 0
  for (const module of modules) {
    const target = table.get(`${module.component}.${module.path}`)
    const energy = target && (await moduleEnergy(file, module, gram))
    if (target === undefined || energy === null || energy === undefined) {
      dependent++
      continue
    }
    total += energy
    const block = base.family.blockOf(module.component, target)
    if (block !== null) squares[block]! += energy
  }
  if (modules.length > 0 && dependent === modules.length) return { blocks: null, total: null, dependent }
  const largest = Math.sqrt(Math.max(...squares))
  const blocks = [...squares].map((square) => (largest === 0 ? 0 : Math.sqrt(square) / largest))
  return { blocks, total: Math.sqrt(total), dependent }
}

/** s²·‖ΔW‖². A DoRA's lengths depend on the base: only the low-rank change is counted. */
async function moduleEnergy(
  file: Pick<TensorFile, 'read' | 'tensors'>,
  module: AdapterModule,
  gram: Gram,
): Promise<number | null> {
  if (['ia3', 'glora', 'oft', 'boft'].includes(module.kind)) return null
  const factors = new Map(
    await Promise.all(
      [...module.tensors]
        .filter(([part]) => !lengths.includes(part))
        .map(async ([part, tensor]) => {
          const shape = file.tensors.get(tensor)?.shape ?? []
          return [part, { dtype: 'f32', shape, data: await file.read(tensor) }] as const
        }),
    ),
  )
  const energy = energyOf(module.kind, factors, gram)
  if (energy === null) return null
  const scale = module.scale ?? algorithmOf(module.kind).scale(factors)
  const scaled = scale * scale * energy
  // Every factor enters a sum of squares, so one NaN anywhere shows here.
  if (!Number.isFinite(scaled))
    throw new AppError('adapter/module-not-finite', { module: `${module.component}.${module.path}` })
  // A Gram product of nothing can end a rounding error below zero.
  return Math.max(scaled, 0)
}
