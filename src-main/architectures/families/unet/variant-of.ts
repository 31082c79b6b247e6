// Which relative of a Stable Diffusion checkpoint a file is, by what its UNet takes besides the latent.
import { schedulerFile, settingsOf } from '../../recognising/folder-settings.ts'
import type { TensorTable } from '../../recognising/tensor-table.ts'
import type { Variant } from '../../recognising/variants.ts'
import type { UNetClues } from './clues.ts'

const byInputChannels: Readonly<Record<number, Variant>> = {
  4: 'base',
  5: 'depth',
  7: 'upscaler',
  8: 'instruct-pix2pix',
  9: 'inpainting',
}

export function unetVariant(table: TensorTable, { inChannels, takesGuidance }: UNetClues): Variant {
  if (takesGuidance) return 'guided'
  if (['edm_mean', 'edm_vpred.sigma_max'].some((name) => table.tensors.has(name))) return 'edm'
  if (/^EDM/.test(String(settingsOf(table, schedulerFile)['_class_name']))) return 'edm'
  return byInputChannels[inChannels] ?? 'unknown'
}
