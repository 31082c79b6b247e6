// A picture's record as what it is searched and filtered by.
import type { PictureRecord } from '../contract/generation.ts'
import type { PictureRow } from '../database/pictures.ts'
import type { PictureFacts } from '../database/picture-facts.ts'

/** Grows when facts are made differently: those of every picture are then made anew. */
export const factsReader = 1

/** `record` is null where it cannot be read: the picture is found by its time and form. */
export function pictureFacts(
  row: Pick<PictureRow, 'sequence' | 'fileName' | 'createdAt' | 'width' | 'height'>,
  record: PictureRecord | null,
): PictureFacts {
  return {
    sequence: row.sequence,
    createdMs: Date.parse(row.createdAt) || 0,
    width: row.width,
    height: row.height,
    model: record?.model.name.toLowerCase() ?? '',
    modelSha256: record?.model.sha256 ?? null,
    sampler: record?.request.sampler ?? '',
    steps: record?.stepsDone ?? 0,
    seed: record?.seed ?? '',
    prompt: record?.request.prompt ?? '',
    fileName: row.fileName,
    adapters:
      record?.adapters.map(({ name, sha256, autoV3 }) => ({
        name: name.toLowerCase(),
        sha256: sha256 ?? null,
        autoV3: autoV3 ?? null,
      })) ?? [],
  }
}
