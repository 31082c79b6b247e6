// The networks that programs are compiled from, with everything their graphs depend on.
import { buildVaeDecoder, buildVaeEncoder } from '../../architectures/networks/autoencoder.ts'
import { buildTextEncoder } from '../../architectures/networks/clip-text.ts'
import type { TextEncoderConfig, UNetConfig, VaeConfig } from '../../architectures/families/config.ts'
import { buildUNet, type UNetSize } from '../../architectures/networks/unet.ts'
import type { Graph } from '../../graph/ir.ts'

/** One network with everything its graph depends on. */
export type NetworkKey =
  | { network: 'unet'; config: UNetConfig; size?: UNetSize }
  | { network: 'text'; config: TextEncoderConfig; fromEnd: number; words: boolean }
  | { network: 'vae-encode' | 'vae-decode'; config: VaeConfig }

export function buildNetwork(key: NetworkKey): Graph {
  switch (key.network) {
    case 'unet':
      return buildUNet(key.config, key.size)
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
  return key.network === 'unet' ? 'unet' : 'vae'
}
