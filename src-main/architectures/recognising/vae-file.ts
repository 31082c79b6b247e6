// A VAE chosen apart from the checkpoint: a file of its own, or the one inside another checkpoint.
import { AppError, errorFromReport } from '../../base/errors.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'
import { sourceOver, type WeightsFile } from './checkpoint-source.ts'
import type { VaeConfig } from '../families/config.ts'
import { layoutOf } from './layout.ts'
import { parametersOf } from '../modules/module.ts'
import { readVae } from '../sizes/read-vae.ts'
import { incompleteProblem, resolveParameters, type Resolution } from './resolve.ts'
import type { TensorTable } from './tensor-table.ts'
import { vaeModules } from '../modules/vae-modules.ts'

export type VaeDetection = { readonly config: VaeConfig; readonly tensors: Resolution }

/**
 * `latentScale`: of the checkpoint it will serve. Throws `vae/not-a-vae`, `vae/wrong-architecture`,
 * `vae/missing-tensors` and `vae/wrong-shape`.
 */
export function detectVae(table: TensorTable, latentScale = 0.18215): VaeDetection {
  const layout = layoutOf('vae', table)
  if (layout === undefined) {
    throw new AppError('vae/not-a-vae', 'This file holds no VAE.', {
      hint: 'Choose a VAE file, or a checkpoint that has one.',
    })
  }
  const config = readVae(table, layout, latentScale)
  const tensors = resolveParameters(table, parametersOf('vae', vaeModules(config)), layout)
  const problem = incompleteProblem('vae', 'This VAE', tensors)
  if (problem !== null) throw errorFromReport(problem)
  return { config, tensors }
}

/** The `vae.` parameters of a file. */
export function vaeSource(file: WeightsFile, detection = detectVae(file)): ParameterSource {
  return sourceOver(file, detection.tensors.used)
}
