// A complete checkpoint that is as small as one can be: one level of UNet, two
// layers of text, the published vocabulary.
// Its weights are the formula of the golden networks: it draws nothing, and a step of it takes milliseconds.
import { join } from 'node:path'
import type { Tensor } from '../../src-main/base/dtype.ts'
import type { TextEncoderConfig } from '../../src-main/architectures/families/config.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'
import { goldenTensor } from './golden-checkpoint.ts'
import { modelOfSizes, published, type Sizes } from './families.ts'
import { modelParameters } from './model-parameters.ts'

const width = 32

const tinyModel: Sizes = {
  unet: {
    ...published.sd1.unet,
    channels: [width],
    layers: 1,
    downDepths: [[1]],
    upDepths: [[0, 0]],
    middle: { resnets: 1, depth: null },
    contextWidth: width,
    sinusoidWidth: width,
    timeWidth: width,
  },
  textEncoders: [{ ...published.sd1.textEncoders[0]!, width, layers: 2, heads: 1, mlpWidth: 2 * width }],
  vae: {
    ...published.sd1.vae,
    channels: [width, width, width, width],
    encoderLayers: 1,
    decoderLayers: 2,
  },
}

/** Heads of SDXL are 64 wide, so nothing of it is narrower. */
const xlWidth = 64
const [clipL, bigG] = published.sdxl.textEncoders as [TextEncoderConfig, TextEncoderConfig]
const smallText = { width: xlWidth, layers: 2, heads: 1, mlpWidth: 2 * xlWidth }

const tinyXl: Sizes = {
  unet: {
    ...published.sdxl.unet,
    channels: [xlWidth],
    layers: 1,
    downDepths: [[1]],
    upDepths: [[0, 0]],
    middle: { resnets: 1, depth: null },
    contextWidth: 2 * xlWidth,
    sinusoidWidth: xlWidth,
    timeWidth: xlWidth,
    added: { pooledWidth: xlWidth, idCount: 6, idWidth: 32 },
  },
  textEncoders: [
    { ...clipL, ...smallText },
    { ...bigG, ...smallText, pooledWidth: xlWidth },
  ],
  vae: tinyModel.vae,
}

/** Writes it to the folder and says where. Latents have an eighth of a picture's side, as everywhere. */
export async function writeTinyCheckpoint(
  folder: string,
  seed = 1,
  family: 'sd1' | 'sdxl' = 'sd1',
): Promise<string> {
  const path = join(folder, `tiny-${family === 'sd1' ? '' : 'xl-'}${seed}.safetensors`)
  const tensors = new Map<string, Tensor>()
  for (const [name, { shape }] of modelParameters(modelOfSizes(family === 'sd1' ? tinyModel : tinyXl)))
    tensors.set(name, { dtype: 'f32', shape, data: goldenTensor(name, shape, { seed, dtype: 'F32' }) })
  await writeTensorFile(path, tensors)
  return path
}
