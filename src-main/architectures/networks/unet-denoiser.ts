// The UNet as a denoiser: its graph, its modules, and what it is told besides the words.
import type { Tensor } from '../../base/dtype.ts'
import { joinedFloats } from '../../base/joined.ts'
import type { UNetConfig } from '../families/config.ts'
import type { Denoiser, EncodedText, Frame } from './denoiser.ts'
import { buildUNet, unetModules } from './unet.ts'

export function unetDenoiser(sizes: UNetConfig): Denoiser<UNetConfig> {
  return {
    component: 'unet',
    sizes,
    latentChannels: sizes.outChannels,
    contextWidth: sizes.contextWidth,
    pooledWidth: sizes.added?.pooledWidth ?? null,
    modules: () => unetModules(sizes),
    graph: (size) => buildUNet(sizes, size),
    sizeOfGraph(latent) {
      // Every level halves the latent; where that leaves no remainder, symbolic sizes do.
      const factor = 2 ** (sizes.channels.length - 1)
      return latent.height % factor === 0 && latent.width % factor === 0 ? undefined : latent
    },
    inputs: (texts, frame) => ({
      conditioning: conditioningOf(texts),
      ...addedInputs(sizes, texts, frame),
    }),
    frameNumbers: (frame) => frameNumbers(sizes, frame),
  }
}

function conditioningOf(texts: readonly EncodedText[]): Tensor {
  const [first] = texts
  const shape = [texts.length, first?.tokens ?? 0, first?.width ?? 0]
  return { dtype: 'f32', shape, data: joinedFloats(texts.map(({ data }) => data)) }
}

function addedInputs(
  { added, ...sizes }: UNetConfig,
  texts: readonly EncodedText[],
  frame: Frame,
): Record<string, Tensor> {
  if (added === null) return {}
  const pooled = texts.map((text) => text.pooled ?? new Float32Array(added.pooledWidth))
  const numbers = Float32Array.from(frameNumbers({ added, ...sizes }, frame))
  return {
    pooled: { dtype: 'f32', shape: [texts.length, added.pooledWidth], data: joinedFloats(pooled) },
    time_ids: {
      dtype: 'f32',
      shape: [texts.length, added.idCount],
      data: joinedFloats(texts.map(() => numbers)),
    },
  }
}

/** SDXL: original height and width, crop top and left, target height and width. */
function frameNumbers({ added }: UNetConfig, { original, crop, target }: Frame): readonly number[] {
  const numbers = [original.height, original.width, crop.top, crop.left, target.height, target.width]
  return numbers.slice(0, added?.idCount ?? 0)
}
