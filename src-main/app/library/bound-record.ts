// The request of a kept picture, bound to what is here now, so that the picture can be made once more.
import { AppError, errorFromReport } from '../../base/errors.ts'
import { missingKey, type StackEntry } from '../../contract/adapter.ts'
import { bindStack } from '../../contract/bind-stack.ts'
import type { GenerationRequest, PictureRecord } from '../../contract/generation.ts'
import type { PictureSummary } from '../../contract/studio.ts'
import { trainingOfAdapter } from '../../contract/training-project.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { findModel } from '../picture-settings/find-model.ts'
import type { StackAdapters } from './stack-of-request.ts'

export type RecordLibrary = {
  models: Pick<ModelCatalog, 'list' | 'knownHash' | 'hash'>
  adapters: StackAdapters
}

export type BoundRecord = {
  readonly request: GenerationRequest
  /** Which picture of its batch it is. */
  readonly image: number
  /** Entries that acted then and are nowhere now: they are off in the request. */
  readonly missing: readonly StackEntry[]
}

/** Throws why nothing is known of how it was made. */
export function recordOf({ record, problem }: PictureSummary): PictureRecord {
  if (record !== null) return record
  throw problem === null ? new AppError('replay/no-record') : errorFromReport(problem)
}

/** Throws `replay/model-missing`. */
export async function boundRecord(
  record: PictureRecord,
  { models, adapters }: RecordLibrary,
): Promise<BoundRecord> {
  /** By its hash; where its contents are nowhere, the one of its name. */
  async function modelOf(
    id: string | null,
    { name, sha256 = '' }: { name: string; sha256?: string | undefined },
    kind: 'checkpoint' | 'vae',
  ): Promise<string> {
    const found =
      (await findModel({ id, name, hash: sha256 }, kind, models)) ??
      (await findModel({ id, name, hash: '' }, kind, models))
    if (found === null) throw new AppError('replay/model-missing', { name, hash: sha256.slice(0, 10) })
    return found.model.id
  }

  function isHere({ adapter }: StackEntry): boolean {
    const training = trainingOfAdapter(adapter)
    if (training !== null) return adapters.trained(training.projectId) !== null
    return missingKey(adapter) === null && adapters.find(adapter)?.missing === false
  }

  const bound = bindStack(record.request.stack, adapters, record.adapters)
  const missing = bound.filter((entry) => entry.on && !isHere(entry))
  const request: GenerationRequest = {
    ...record.request,
    ...pictureOfBatch(record),
    model: await modelOf(record.request.model, record.model, 'checkpoint'),
    vae: record.vae === null ? null : await modelOf(record.request.vae, record.vae, 'vae'),
    stack: bound.map((entry) => (isHere(entry) ? entry : { ...entry, on: false })),
  }
  return { request, image: request.batch === 1 ? 0 : record.index, missing }
}

/**
 * A1111 makes each picture of a batch on its own, from its own seed. ComfyUI draws noise for all at once: its pictures
 * need the whole batch again.
 */
function pictureOfBatch({ request, seed }: PictureRecord): Pick<GenerationRequest, 'batch' | 'seed'> {
  return request.profile === 'a1111' ? { batch: 1, seed } : { batch: request.batch, seed: request.seed }
}
