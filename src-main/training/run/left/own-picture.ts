// A picture that a run makes for itself, of the class or to show what is learned: with the engine's own code, as any other.
import { plainEntry } from '../../../contract/adapter.ts'
import type { EmbeddingWord } from '../../../contract/engine.ts'
import type { GenerationRequest } from '../../../contract/generation.ts'
import type { HeldModel } from '../../../engine/held-model.ts'
import { runPictureJob } from '../../../engine/picture/picture-job.ts'

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

const silent = { progress: () => undefined, picture: () => undefined, log: () => undefined }

/** To be called in a turn. Nothing lies over the model's parameters afterwards. */
export async function makeOwnPicture(held: HeldModel, picture: OwnPicture): Promise<void> {
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
  const stop = { signal: new AbortController().signal, mode: null, steering: null }
  const call = {
    jobId: 'training',
    request,
    device: held.device,
    outputs: [output],
    modelName,
    embeddings: { found: [], chosen: word === null ? [] : [word] },
  }
  try {
    await runPictureJob(call, stop, silent, () => Promise.resolve(held))
  } finally {
    held.model.parameters.setStack([])
  }
}
