// A kept picture is made again from its record, as a draft, and compared with what was kept.
import { AppError, errorFromReport } from '../../base/errors.ts'
import { missingKey, type Stack, type StackEntry } from '../../contract/adapter.ts'
import { bindStack } from '../../contract/bind-stack.ts'
import type { GenerationRequest, PictureRecord } from '../../contract/generation.ts'
import type { Replay, ReplayVerdict } from '../../contract/replay.ts'
import { trainingOfAdapter } from '../../contract/training-project.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import { recordDifferences } from '../../gallery/record-differences.ts'
import type { Drafts } from '../drafts.ts'
import { findModel } from '../picture-settings/find-model.ts'
import type { StackAdapters } from './stack-of-request.ts'

export type Replays = {
  /** Throws `picture/not-found`, `replay/…`, `stored/…`. */
  start(pictureId: string): Promise<Replay>
  /** Of a draft that is done. Throws `picture/not-found`, `draft/…`, `file/…`, `picture/…`. */
  verdict(pictureId: string, draftId: string): Promise<ReplayVerdict>
}

export type ReplayParts = {
  models: Pick<ModelCatalog, 'list' | 'knownHash' | 'hash'>
  adapters: StackAdapters
  pictures: Pick<PictureStore, 'find' | 'filePath'>
  drafts: Pick<Drafts, 'start' | 'filePath' | 'record'>
  pictureWork: Pick<PictureWork, 'compare'>
}

export function replays({ models, adapters, pictures, drafts, pictureWork }: ReplayParts): Replays {
  function recordOf(id: string): PictureRecord {
    const { record, problem } = pictures.find(id)
    if (record !== null) return record
    throw problem === null ? new AppError('replay/no-record') : errorFromReport(problem)
  }

  /** By its hash; where its contents are nowhere, the one of its name, which the verdict tells. */
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

  /** An adapter that is nowhere is left out, which the verdict tells. */
  function stackOf({ request, adapters: acted }: PictureRecord): Stack {
    return bindStack(request.stack, adapters, acted).map((entry) => {
      return isHere(entry) ? entry : { ...entry, on: false }
    })
  }

  return {
    async start(pictureId) {
      const record = recordOf(pictureId)
      const request: GenerationRequest = {
        ...record.request,
        ...pictureOfBatch(record),
        model: await modelOf(record.request.model, record.model, 'checkpoint'),
        vae: record.vae === null ? null : await modelOf(record.request.vae, record.vae, 'vae'),
        stack: stackOf(record),
      }
      const image = request.batch === 1 ? 0 : record.index
      const [draft] = drafts.start({ lane: 'replay', requests: [request], image })
      if (draft === undefined) throw new AppError('draft/no-picture')
      return { draft }
    },
    async verdict(pictureId, draftId) {
      const pixels = await pictureWork.compare(pictures.filePath(pictureId), drafts.filePath(draftId))
      if (pixels.differing === 0) return { ...pixels, isEqual: true, differs: [] }
      // Hashes of what acted now may still be on their way; those of then may have come since.
      const now = await drafts.record(draftId)
      return { ...pixels, isEqual: false, differs: recordDifferences(recordOf(pictureId), now) }
    },
  }
}

/**
 * A1111 makes each picture of a batch on its own, from its own seed. ComfyUI draws noise for all at once: its pictures
 * need the whole batch again.
 */
function pictureOfBatch({ request, seed }: PictureRecord): Pick<GenerationRequest, 'batch' | 'seed'> {
  return request.profile === 'a1111' ? { batch: 1, seed } : { batch: request.batch, seed: request.seed }
}
