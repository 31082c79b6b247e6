// The sizes of an autoencoder, read off its tensors.
import { AppError } from '../../base/errors.ts'
import type { VaeConfig } from '../families/config.ts'
import type { ComponentLayout } from '../recognising/layout.ts'
import { shapeReader } from './shape-reader.ts'
import type { TensorTable } from '../recognising/tensor-table.ts'

const names = {
  single: {
    down: (level: number, index: number) => `encoder.down.${level}.block.${index}.conv1.weight`,
    up: (index: number) => `decoder.up.0.block.${index}.conv1.weight`,
  },
  canonical: {
    down: (level: number, index: number) => `encoder.down_blocks.${level}.resnets.${index}.conv1.weight`,
    up: (index: number) => `decoder.up_blocks.0.resnets.${index}.conv1.weight`,
  },
}

/** `vae/wrong-architecture` when its latents are not those of SD 1, SD 2 and SDXL. */
export function readVae(table: TensorTable, layout: ComponentLayout, latentScale: number): VaeConfig {
  const { shape, count } = shapeReader(table, layout)
  const { down, up } = names[layout.style]
  const levels = count((level) => down(level, 0))
  const latentChannels = shape('decoder.conv_in.weight')?.[1] ?? 0
  if (latentChannels !== 4) {
    throw new AppError(
      'vae/wrong-architecture',
      latentChannels === 16
        ? 'This VAE has 16 latent channels, as SD 3 and Flux use; SD 1, SD 2 and SDXL need 4.'
        : `This VAE has ${latentChannels} latent channels; SD 1, SD 2 and SDXL need 4.`,
      { hint: 'Choose a VAE made for the checkpoint’s architecture.' },
    )
  }
  return {
    imageChannels: shape('encoder.conv_in.weight')?.[1] ?? 3,
    latentChannels,
    channels: Array.from({ length: levels }, (_, level) => shape(down(level, 0))?.[0] ?? 0),
    encoderLayers: count((index) => down(0, index)),
    decoderLayers: count(up),
    latentScale,
  }
}
