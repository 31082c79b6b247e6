// A picture that a run makes for itself, of the class or to show what is learned:
// with the engine's own code, as any other.
import { invariant } from '../../../base/errors.ts'
import { applicationVersion } from '../../../base/version.ts'
import { plainEntry } from '../../../contract/adapter.ts'
import type { EmbeddingWord, EnginePicture } from '../../../contract/engine.ts'
import type { GenerationRequest } from '../../../contract/generation.ts'
import type { HeldModel } from '../../../engine/held-model.ts'
import { artefactsOf, requestPaths } from '../../../contract/artefact.ts'
import { runPictureJob } from '../../../engine/picture/picture-job.ts'
import { withoutFolders, writePicture } from '../../../files/picture-file.ts'
import { pictureRecord } from '../../../formats/picture-record.ts'

export type OwnPicture = Omit<
  GenerationRequest,
  'model' | 'vae' | 'scheduler' | 'noise' | 'batch' | 'profile' | 'stack' | 'clipSkip'
> & {
  readonly model: string
  readonly modelName: string
  readonly clipSkip: number
  /** An adapter file with its weight. */
  readonly adapter: { readonly path: string; readonly name: string; readonly weight: number } | null
  /** A learned word the prompts may use. */
  readonly word?: EmbeddingWord | null
  readonly output: string
}

/**
 * Call it from inside `inTurn`. Afterwards the model has no stack. Errors:
 * those of pictures, `disk/…`, `job/cancelled`.
 */
export async function makeOwnPicture(
  held: HeldModel,
  picture: OwnPicture,
  signal: AbortSignal,
): Promise<void> {
  const { modelName, adapter, word = null, output, ...wish } = picture
  const request: GenerationRequest = {
    ...wish,
    vae: null,
    scheduler: 'normal',
    noise: 'cpu',
    batch: 1,
    profile: 'a1111',
    stack:
      adapter === null
        ? []
        : [plainEntry({ id: 'learned', adapter: adapter.path, name: adapter.name, weight: adapter.weight })],
  }
  const stop = { signal, mode: null, steering: null }
  const call = {
    jobId: 'training',
    request,
    artefacts: artefactsOf([...requestPaths(request), ...(word === null ? [] : [word.path])]),
    device: held.device,
    embeddings: { found: [], chosen: word === null ? [] : [{ ...word, file: word.path }] },
  }
  let made: EnginePicture | null = null
  const news = {
    progress: () => undefined,
    picture: (_: string, one: EnginePicture) => void (made = one),
    log: () => undefined,
  }
  try {
    await runPictureJob(call, stop, news, () => Promise.resolve(held))
  } finally {
    held.model.parameters.setStack([])
  }
  await save(output, made, request, modelName)
}

async function save(
  output: string,
  made: EnginePicture | null,
  request: GenerationRequest,
  modelName: string,
): Promise<void> {
  invariant(made, 'a run that ends well has made its picture')
  const record = pictureRecord({
    application: `Lamina ${applicationVersion}`,
    request: withoutFolders(request),
    facts: made.facts,
    model: { name: modelName },
    vae: null,
    hashesOf: () => ({}),
    createdAt: new Date(),
  })
  await writePicture(output, made.pixels, record)
}
