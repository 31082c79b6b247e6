// The autoencoder SD 1, SD 2 and SDXL share in shape; only the latent's scale differs.
import type { VaeConfig } from './config.ts'

export function publishedVae(latentScale: number): VaeConfig {
  return {
    imageChannels: 3,
    latentChannels: 4,
    channels: [128, 256, 512, 512],
    encoderLayers: 2,
    decoderLayers: 3,
    latentScale,
  }
}
