// The autoencoder SD 1, SD 2 and SDXL share in shape; only the latent's scale differs.
import { vaeFactor, type VaeConfig } from '../config.ts'

const channels = [128, 256, 512, 512]

export function publishedVae(latentScale: number): VaeConfig {
  return {
    imageChannels: 3,
    latentChannels: 4,
    channels,
    encoderLayers: 2,
    decoderLayers: 3,
    latentScale,
    factor: vaeFactor(channels),
  }
}
