// The networks that programs are compiled from, with everything their graphs depend on.
import { buildVaeDecoder, buildVaeEncoder } from '../../architectures/networks/autoencoder.ts'
import { buildTextEncoder } from '../../architectures/networks/clip-text.ts'
import type { TextEncoderConfig, VaeConfig } from '../../architectures/families/config.ts'
import type { Denoiser, Size } from '../../architectures/networks/denoiser.ts'
import type { Graph } from '../../graph/ir.ts'

/**
 * One network with everything its graph depends on. As JSON it is a name: plain data, without a denoiser's functions.
 */
export type NetworkKey =
  | { network: 'denoiser'; denoiser: Denoiser; size?: Size }
  | { network: 'text'; config: TextEncoderConfig; fromEnd: number; words: boolean }
  | { network: 'vae-encode' | 'vae-decode'; config: VaeConfig }

/** `latent`: sizes in latent pixels, which matter to denoisers that cannot do with symbolic ones. */
export function denoiserKey(denoiser: Denoiser, latent?: Size): NetworkKey {
  const size = latent && denoiser.sizeOfGraph(latent)
  return { network: 'denoiser', denoiser, ...(size ? { size } : {}) }
}

export function buildNetwork(key: NetworkKey): Graph {
  switch (key.network) {
    case 'denoiser':
      return key.denoiser.graph(key.size)
    case 'text':
      return buildTextEncoder(key.config, { fromEnd: key.fromEnd, words: key.words })
    case 'vae-encode':
      return buildVaeEncoder(key.config)
    case 'vae-decode':
      return buildVaeDecoder(key.config)
  }
}

/** The first part of its parameters' names. */
export function componentOf(key: NetworkKey): string {
  if (key.network === 'text') return key.config.component
  return key.network === 'denoiser' ? key.denoiser.component : 'vae'
}
