// A VAE chosen apart from the checkpoint: a file of its own, or the one inside another checkpoint.
import { AppError, errorFromReport } from '../../base/errors.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'
import type { VaeConfig } from '../families/config.ts'
import { builtInFamilies, labelsOf } from '../families/families.ts'
import type { Families } from '../families/family.ts'
import { parametersOf } from '../modules/module.ts'
import { vaeModules } from '../networks/autoencoder.ts'
import { readVae } from '../sizes/read-vae.ts'
import { sourceOver, type WeightsFile } from './checkpoint-source.ts'
import { layoutOf } from './layout.ts'
import { incompleteProblem, resolveParameters, type Resolution } from './resolve.ts'
import type { TensorTable } from './tensor-table.ts'

export type VaeDetection = { readonly config: VaeConfig; readonly tensors: Resolution }

/** Whom it is to serve: one of these families, or one checkpoint, by the number of its latents' channels. */
export type VaeUse = { readonly families: Families; readonly latentChannels?: number }

/** Throws `vae/not-a-vae`, `vae/wrong-architecture`, `vae/missing-tensors` and `vae/wrong-shape`. */
export function detectVae(
  table: TensorTable,
  { families, latentChannels }: VaeUse = { families: builtInFamilies },
): VaeDetection {
  const found = families.flatMap((family) => {
    const { component, layouts, latentScale } = family.components.decoder
    const layout = layoutOf(layouts, table)
    if (layout === undefined) return []
    const wanted = latentChannels ?? family.published.denoiser.latentChannels
    return [{ component, layout, wanted, config: readVae(table, layout, latentScale) }]
  })
  const [first] = found
  if (first === undefined) {
    throw new AppError('vae/not-a-vae')
  }
  const serving = found.find(({ config, wanted }) => config.latentChannels === wanted)
  if (serving === undefined) {
    const needed = [...new Set(found.map(({ wanted }) => String(wanted)))]
    const facts = { channels: first.config.latentChannels, needed, families: labelsOf(families) }
    throw new AppError('vae/wrong-architecture', facts)
  }
  const { component, config, layout } = serving
  const tensors = resolveParameters(table, parametersOf(component, vaeModules(config)), layout)
  const problem = incompleteProblem('vae', tensors)
  if (problem !== null) throw errorFromReport(problem)
  return { config, tensors }
}

/** The VAE's parameters of a file. */
export function vaeSource(file: WeightsFile, detection: VaeDetection): ParameterSource {
  return sourceOver(file, detection.tensors.used)
}
