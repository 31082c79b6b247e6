// A VAE chosen apart from the checkpoint: a file of its own, or the one inside another checkpoint.
import { AppError } from '../base/errors.ts'
import type { ParameterSource } from '../graph/parameter-source.ts'
import { sourceOver, type WeightsFile } from './checkpoint-source.ts'
import type { VaeConfig } from './config.ts'
import { layoutOf, type ComponentLayout } from './layout.ts'
import { parametersOf, type ParameterSpec } from './module.ts'
import { tensorReference, type TensorReference } from './parameter-names.ts'
import { readVae } from './read-vae.ts'
import type { TensorTable } from './tensor-table.ts'
import { vaeModules } from './vae-modules.ts'

export type VaeDetection = {
  readonly config: VaeConfig
  readonly layout: ComponentLayout
}

/** `latentScale`: of the checkpoint it will serve. Throws `vae/not-a-vae` and `vae/wrong-architecture`. */
export function detectVae(table: TensorTable, latentScale = 0.18215): VaeDetection {
  const layout = layoutOf('vae', table)
  if (layout === undefined) {
    throw new AppError('vae/not-a-vae', 'This file holds no VAE.', {
      hint: 'Choose a VAE file, or a checkpoint that has one.',
    })
  }
  return { config: readVae(table, layout, latentScale), layout }
}

/** The `vae.` parameters of a file. Throws `vae/missing-tensors` when some are not there. */
export function vaeSource(file: WeightsFile, { config, layout } = detectVae(file)): ParameterSource {
  const used = new Map<string, TensorReference & { readonly spec: ParameterSpec }>()
  const missing: string[] = []
  for (const spec of parametersOf('vae', vaeModules(config))) {
    const reference = tensorReference(spec, layout)
    if (file.tensors.has(reference.tensor)) used.set(spec.name, { ...reference, spec })
    else missing.push(reference.tensor)
  }
  if (missing.length > 0) {
    const named = missing.slice(0, 3).join(', ')
    throw new AppError(
      'vae/missing-tensors',
      `This VAE is incomplete: ${named} (${missing.length} in all) missing.`,
      {
        hint: 'Download it again, or choose another one.',
      },
    )
  }
  return sourceOver(file, used)
}
