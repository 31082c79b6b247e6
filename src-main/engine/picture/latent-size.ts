// How large the latent of a picture is.
import type { Size } from '../../architectures/networks/denoiser.ts'
import { AppError } from '../../base/errors.ts'
import type { LoadedModel } from '../loaded-model.ts'

/** Throws `checkpoint/no-vae`, and `picture/uneven-size` where the VAE's factor does not divide the sides. */
function latentSizeOf(model: Pick<LoadedModel, 'vae'>, { height, width }: Size): Size {
  const { factor } = model.vae()
  const latent = { height: height / factor, width: width / factor }
  if (Number.isInteger(latent.height) && Number.isInteger(latent.width)) return latent
  throw new AppError('picture/uneven-size', { width, height, factor })
}

/** [channels, height, width] of the latent of one picture. */
export function latentShapeOf(
  model: Pick<LoadedModel, 'vae' | 'latentChannels'>,
  size: Size,
): readonly [number, number, number] {
  const { height, width } = latentSizeOf(model, size)
  return [model.latentChannels, height, width]
}
