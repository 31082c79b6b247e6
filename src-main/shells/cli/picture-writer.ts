// The pictures of one command: each is written as soon as it comes, with a
// record that tells no folders of this machine.
import { basename } from 'node:path'
import { applicationVersion } from '../../base/version.ts'
import { invariant } from '../../base/errors.ts'
import { joinedFloats } from '../../base/joined.ts'
import type { EnginePicture } from '../../contract/engine.ts'
import type { GenerationRequest } from '../../contract/generation.ts'
import { withoutFolders, writePicture } from '../../files/picture-file.ts'
import { writeTensorFile } from '../../files/write-tensor-file.ts'
import { pictureRecord } from '../../formats/picture-record.ts'

type Latent = NonNullable<EnginePicture['latent']>

export type PictureWriter = {
  take(picture: EnginePicture): void
  /** Once the run is over: what was written, in the order of the batch. Throws what kept a picture from it. */
  all(): Promise<{ files: string[]; seconds: number; latents: Latent[] }>
}

/** `outputs`: a path for each picture of the batch. */
export function pictureWriter(
  request: GenerationRequest,
  modelName: string,
  outputs: readonly string[],
): PictureWriter {
  const writing: Promise<{ index: number; path: string; latent: Latent | undefined; seconds: number }>[] = []

  async function write({ pixels, facts, latent }: EnginePicture) {
    const started = performance.now()
    const path = outputs[facts.index]
    invariant(path !== undefined, 'a batch has as many pictures as were asked for')
    const record = pictureRecord({
      application: `Lamina ${applicationVersion}`,
      request: withoutFolders(request),
      facts,
      model: { name: modelName },
      vae: request.vae === null ? null : { name: basename(request.vae) },
      hashesOf: () => ({}),
      createdAt: new Date(),
    })
    await writePicture(path, pixels, record)
    return { index: facts.index, path, latent, seconds: (performance.now() - started) / 1000 }
  }

  return {
    take(picture) {
      const one = write(picture)
      // Thrown by `all`.
      one.catch(() => undefined)
      writing.push(one)
    },
    async all() {
      const written = (await Promise.all(writing)).toSorted((a, b) => a.index - b.index)
      return {
        files: written.map(({ path }) => path),
        seconds: written.reduce((sum, { seconds }) => sum + seconds, 0),
        latents: written.flatMap(({ latent }) => latent ?? []),
      }
    },
  }
}

/** All latents of a run, scaled as the UNet sees them: tensor `latent` [batch, channels, height, width]. */
export async function writeLatents(path: string, latents: readonly Latent[]): Promise<void> {
  const shape = latents[0]?.shape ?? []
  const data = joinedFloats(latents.map((latent) => latent.data))
  await writeTensorFile(
    path,
    new Map([['latent', { dtype: 'f32', shape: [latents.length, ...shape], data }]]),
  )
}
