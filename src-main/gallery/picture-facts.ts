// A picture's record as what it is searched and filtered by.
import type { PictureRecord } from '../contract/generation.ts'
import type { PictureOrigin, SaidPicture } from '../contract/picture-origin.ts'
import type { PictureRow } from '../database/pictures.ts'
import type { PictureFacts } from '../database/picture-facts.ts'

/** Grows when facts are made differently: those of every picture are then made anew. */
export const factsReader = 1

/** `record` is null where it cannot be read: then what its program said counts, else the picture is found by its time and form. */
export function pictureFacts(
  row: Pick<PictureRow, 'sequence' | 'fileName' | 'createdAt' | 'width' | 'height'>,
  record: PictureRecord | null,
  origin: PictureOrigin | null = null,
): PictureFacts {
  const made = record === null ? factsOfSaid(origin?.said ?? null) : factsOfRecord(record)
  return {
    sequence: row.sequence,
    createdMs: Date.parse(row.createdAt) || 0,
    width: row.width,
    height: row.height,
    fileName: row.fileName,
    source: origin?.source ?? 'lamina',
    ...made,
  }
}

type Made = Pick<PictureFacts, 'model' | 'modelSha256' | 'sampler' | 'steps' | 'seed' | 'prompt' | 'adapters'>

function factsOfRecord({ model, request, stepsDone, seed, adapters }: PictureRecord): Made {
  return {
    model: model.name.toLowerCase(),
    modelSha256: model.sha256 ?? null,
    sampler: request.sampler,
    steps: stepsDone,
    seed,
    prompt: request.prompt,
    adapters: adapters.map(({ name, sha256, autoV3 }) => ({
      name: name.toLowerCase(),
      sha256: sha256 ?? null,
      autoV3: autoV3 ?? null,
    })),
  }
}

/** Programs name a model by its file, and write the beginning of a hash: of an adapter mostly of its tensors. */
function factsOfSaid(said: SaidPicture | null): Made {
  return {
    model: nameOfFile(said?.model?.name ?? ''),
    modelSha256: said?.model?.hash.toLowerCase() || null,
    sampler: said?.sampler ?? '',
    steps: Math.trunc(said?.steps ?? 0),
    seed: said?.seed ?? '',
    prompt: said?.prompt ?? '',
    adapters: (said?.adapters ?? []).map(({ name, hash }) => {
      const digits = hash.toLowerCase() || null
      return { name: nameOfFile(name), sha256: digits, autoV3: digits }
    }),
  }
}

/** In lower case, without folders and ending. */
function nameOfFile(name: string): string {
  const file = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  return file.replace(/\.(safetensors|ckpt|pth?|bin)$/i, '').toLowerCase()
}
