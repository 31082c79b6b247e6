// A finished picture on disk: PNG with A1111's infotext and our own record; and latents for those who ask.
import { basename } from 'node:path'
import { applicationVersion } from '../../base/version.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import { joinedFloats } from '../../base/joined.ts'
import type { ActedAdapter } from '../../contract/adapter.ts'
import type { EngineGenerateCall, EnginePicture } from '../../contract/engine.ts'
import type { PictureRecord } from '../../contract/generation.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { encodePng } from '../../files/bitmap.ts'
import { writeTensorFile } from '../../files/write-tensor-file.ts'
import { infotextOfPicture } from '../../formats/infotext-picture.ts'
import { imageSeeds } from '../../sampling/noise.ts'
import type { GenerationEvent } from './generate.ts'
import { runtimeVersion } from '../runtime/onnxruntime.ts'
import type { HeldModel } from '../held-model.ts'

/** PNG text keywords: A1111's, and ours with the whole record as JSON. */
const infotextKeyword = 'parameters'
const recordKeyword = 'lamina'

/** What besides the checkpoint made the picture. */
type ActedWith = {
  readonly adapters: ActedAdapter[]
  readonly embeddings: readonly { name: string; sha256?: string }[]
}

export async function savePicture(
  call: EngineGenerateCall,
  held: HeldModel,
  acted: ActedWith,
  event: GenerationEvent & { type: 'picture' },
): Promise<EnginePicture> {
  const path = call.outputs[event.image]
  if (path === undefined) throw new RangeError('a picture has no path to be saved at')
  const record = pictureRecord(call, held, acted, event)
  const texts = new Map([
    [infotextKeyword, infotextOfPicture(record)],
    [recordKeyword, JSON.stringify(record)],
  ])
  await writeFileAtomically(path, await encodePng(event.picture, texts))
  return { path, record, width: event.picture.width, height: event.picture.height }
}

function pictureRecord(
  call: EngineGenerateCall,
  { model, device }: HeldModel,
  { adapters, embeddings }: ActedWith,
  { image, stepsDone, steered }: GenerationEvent & { type: 'picture' },
): PictureRecord {
  const { request } = call
  const sha256 = call.modelSha256
  return {
    version: 1,
    application: `Lamina ${applicationVersion}`,
    runtime: runtimeVersion,
    device,
    // A picture that is passed on must not tell where on this disk its checkpoint and adapters lie.
    request: {
      ...request,
      model: basename(request.model),
      vae: request.vae && basename(request.vae),
      stack: request.stack.map((entry) => ({ ...entry, adapter: basename(entry.adapter) })),
    },
    seed: imageSeeds(BigInt(request.seed), request.batch)[image]!.toString(),
    index: image,
    model: {
      name: call.modelName,
      architecture: model.detection.architecture,
      ...(sha256 === undefined ? {} : { sha256 }),
    },
    vae: request.vae === null ? null : { name: call.vaeName ?? basename(request.vae) },
    adapters,
    ...(embeddings.length === 0 ? {} : { embeddings: [...embeddings] }),
    steered: [...steered],
    stepsDone,
    createdAt: new Date().toISOString(),
  }
}

/** All latents of a run, scaled as the denoiser sees them: tensor `latent` [batch, channels, height, width]. `shape`: of one. */
export async function saveLatents(
  path: string,
  latents: readonly Float32Array[],
  shape: readonly number[],
): Promise<void> {
  const tensor: Float32Tensor = {
    dtype: 'f32',
    shape: [latents.length, ...shape],
    data: joinedFloats(latents),
  }
  await writeTensorFile(path, new Map([['latent', tensor]]))
}
