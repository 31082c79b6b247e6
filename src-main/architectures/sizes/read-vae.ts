// The sizes of an autoencoder, read off its tensors.
import { vaeFactor, type VaeConfig } from '../families/config.ts'
import type { ComponentLayout } from '../recognising/layout.ts'
import { vaeModules } from '../networks/autoencoder.ts'
import { requireBuildable } from './buildable.ts'
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

/** Throws `vae/unusual-sizes`. */
export function readVae(table: TensorTable, layout: ComponentLayout, latentScale: number): VaeConfig {
  const { shape, count } = shapeReader(table, layout)
  const { down, up } = names[layout.style]
  const levels = count((level) => down(level, 0))
  const latentChannels = shape('decoder.conv_in.weight')?.[1] ?? 0
  const channels = Array.from({ length: levels }, (_, level) => shape(down(level, 0))?.[0] ?? 0)
  const config: VaeConfig = {
    imageChannels: shape('encoder.conv_in.weight')?.[1] ?? 3,
    latentChannels,
    channels,
    encoderLayers: count((index) => down(0, index)),
    decoderLayers: count(up),
    latentScale,
    factor: vaeFactor(channels),
  }
  requireBuildable('vae', () => vaeModules(config))
  return config
}
