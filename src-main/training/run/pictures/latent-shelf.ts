// Pictures as the VAE sees them: mean and deviation of the latent, kept on disk by content. kohya keeps one sample of
// each; we keep the distribution and draw anew at every step, as a VAE without a cache would.
import { invariant } from '../../../base/errors.ts'
import { createKept } from '../../../base/kept.ts'
import type { LoadedModel } from '../../../engine/loaded-model.ts'
import { float32Values } from '../../../engine/runtime/onnxruntime.ts'
import { croppedPicture, type Crop } from '../../../files/cropped-picture.ts'
import { cacheFiles, cacheKey } from './cache-files.ts'
import type { RunPicture } from './picture-set.ts'

/** Both [channels, height, width], scaled as the denoiser wants them. */
export type LatentDistribution = {
  readonly mean: Float32Array
  readonly deviation: Float32Array
  readonly channels: number
}

export type LatentShelf = {
  /** `keep` writes it to the disk: for cuts that come again. Errors: `file/…`, `picture/…`, `disk/…`. */
  latent(picture: RunPicture, crop: Crop, keep: boolean): Promise<LatentDistribution>
  /** Whether it need not be computed. */
  has(picture: RunPicture, crop: Crop): Promise<boolean>
}

/** Of latents in memory: 4,000 of the usual size. */
const mostBytes = 512 * 2 ** 20

/** `identity` says which VAE it is. Throws `checkpoint/no-vae`. */
export function latentShelf(model: LoadedModel, folder: string, identity: string): LatentShelf {
  const files = cacheFiles(folder, 'latents', ['mean', 'deviation'])
  const near = createKept<string, LatentDistribution>({
    limit: mostBytes,
    weigh: ({ mean, deviation }) => mean.byteLength + deviation.byteLength,
  })
  const { latentScale, factor } = model.vae()

  const keyOf = ({ sha256 }: RunPicture, { resized, left, top, width, height, mirrored }: Crop): string =>
    cacheKey(identity, sha256, resized.width, resized.height, left, top, width, height, mirrored)

  async function stored(key: string, { width, height }: Crop): Promise<LatentDistribution | null> {
    const tensors = await files.read(key)
    const [mean, deviation] = [tensors?.get('mean'), tensors?.get('deviation')]
    const plane = (width / factor) * (height / factor)
    if (!mean || !deviation || mean.data.length !== model.latentChannels * plane) return null
    if (deviation.data.length !== mean.data.length) return null
    return { mean: mean.data, deviation: deviation.data, channels: model.latentChannels }
  }

  async function encoded(picture: RunPicture, crop: Crop): Promise<LatentDistribution> {
    const { width, height } = crop
    const data = await croppedPicture(picture.path, crop, picture.sha256)
    const program = await model.program('vae-encode')
    const results = await program.run(
      { image: { dtype: 'f32', shape: [1, 3, height, width], data } },
      model.pristine,
    )
    const [mean, logvar] = [results['mean'], results['logvar']]
    invariant(mean && logvar, 'the VAE gives mean and logvar')
    const scale = latentScale
    return {
      mean: (await float32Values(mean)).map((value) => value * scale),
      deviation: (await float32Values(logvar)).map((value) => Math.exp(value / 2) * scale),
      channels: model.latentChannels,
    }
  }

  return {
    async latent(picture, crop, keep) {
      const key = keyOf(picture, crop)
      const known = near.get(key) ?? (keep ? await stored(key, crop) : null)
      const latent = known ?? (await encoded(picture, crop))
      if (keep && known === null) {
        const shape = [latent.channels, crop.height / factor, crop.width / factor]
        await files.write(
          key,
          new Map([
            ['mean', { dtype: 'f32', shape, data: latent.mean }],
            ['deviation', { dtype: 'f32', shape, data: latent.deviation }],
          ]),
        )
      }
      near.put(key, latent)
      return latent
    },
    async has(picture, crop) {
      const key = keyOf(picture, crop)
      return near.get(key) !== undefined || (await stored(key, crop)) !== null
    },
  }
}
