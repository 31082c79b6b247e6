// Latents to pictures and back, with the VAE's own scale.
import type { Float32Tensor } from '../../base/dtype.ts'
import { AppError } from '../../base/errors.ts'
import { float32Values } from '../runtime/onnxruntime.ts'
import { fitPreviewMap, type PreviewMap } from './latent-preview.ts'
import {
  averageColours,
  previewPictureCount,
  previewPictures,
  previewPictureSize,
} from './preview-samples.ts'
import type { LoadedModel } from '../loaded-model.ts'

/** One scaled latent [1, c, h, w] to RGB bytes; truncated as A1111 and ComfyUI do. */
export async function decodeLatent(
  model: LoadedModel,
  latent: Float32Tensor,
): Promise<{ width: number; height: number; rgb: Uint8Array }> {
  const program = await model.program('vae-decode')
  const { latentScale } = model.vae()
  const raw = { ...latent, data: latent.data.map((value) => value / latentScale) }
  const output = (await program.run({ latent: raw }, model.parameters))['decoded']!
  const values = await float32Values(output)
  if (values.some(Number.isNaN)) throw new AppError('engine/vae-not-a-number')
  const [, , height, width] = output.dims as [number, number, number, number]
  const plane = width * height
  const rgb = new Uint8Array(plane * 3)
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < plane; i++)
      rgb[i * 3 + c] = Math.max(0, Math.min(255, ((values[c * plane + i]! + 1) / 2) * 255))
  return { width, height, rgb }
}

/** The mean latent of pictures [n, 3, height, width] in -1…1, scaled. */
export async function encodePictures(model: LoadedModel, pictures: Float32Tensor): Promise<Float32Tensor> {
  const program = await model.program('vae-encode')
  const output = (await program.run({ image: pictures }, model.parameters))['mean']!
  const values = await float32Values(output)
  const { latentScale } = model.vae()
  return { dtype: 'f32', shape: output.dims, data: values.map((value) => value * latentScale) }
}

/** The colours of this VAE's latents, learnt from pictures drawn by rule. */
export async function learnPreviewMap(model: LoadedModel): Promise<PreviewMap> {
  const size = previewPictureSize
  const pictures = previewPictures()
  const latent = await encodePictures(model, {
    dtype: 'f32',
    shape: [previewPictureCount, 3, size, size],
    data: pictures,
  })
  const [count, channels, height] = latent.shape as [number, number, number, number]
  const plane = height * height
  const rows = new Float32Array(latent.data.length)
  for (let p = 0; p < count; p++)
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < plane; i++)
        rows[(p * plane + i) * channels + c] = latent.data[(p * channels + c) * plane + i]!
  return fitPreviewMap({
    channels,
    latents: rows,
    colours: averageColours(pictures, count, size, size / height),
  })
}
