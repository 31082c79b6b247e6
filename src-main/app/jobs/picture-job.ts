// One picture job: names its files, lets the engine make them, and notes them in the catalog.
import { throwIfCancelled } from '../../base/cancel.ts'
import type { EnginePicture } from '../../contract/engine.ts'
import type { PictureSummary } from '../../contract/studio.ts'
import type { ModelCatalog } from '../../catalog/model-catalog.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import type { EngineLink } from '../engine-link.ts'
import type { SettingsStore } from '../settings.ts'
import type { JobRunner } from './local-queue.ts'

export type PictureJobOptions = {
  engine: EngineLink
  models: ModelCatalog
  pictures: PictureStore
  settings: SettingsStore
  onPicture(picture: PictureSummary): void
}

/** How long a picture waits for its checkpoint's hash; without it the picture's metadata names no hash. */
const hashPatienceMs = 5_000

export function pictureJobRunner(options: PictureJobOptions): JobRunner {
  const { engine, models, pictures, settings, onPicture } = options
  return {
    async run(jobId, request, onProgress, signal) {
      const model = models.usable(request.model)
      const vae = request.vae === null ? null : models.usable(request.vae)
      const { picturesFolder, picturePattern, device } = settings.get()
      await engine.ready()
      const modelSha256 = await models.hash(model.id, hashPatienceMs)
      const outputs = await pictures.reserve(picturesFolder, picturePattern, request, model.name)
      throwIfCancelled(signal)
      const failures: unknown[] = []
      // Each is noted as soon as it is there: what the rest of a batch meets takes nothing away.
      const note = ({ record, ...picture }: EnginePicture): void => {
        try {
          const known = { ...picture, record: { ...record, request } }
          pictures.add(jobId, picturesFolder, [known]).forEach(onPicture)
        } catch (error) {
          failures.push(error)
        }
      }
      const forget = engine.listen({
        progress: (progress) => {
          if (progress.jobId === jobId) onProgress(progress)
        },
        picture: (ownJobId, picture) => {
          if (ownJobId === jobId) note(picture)
        },
      })
      try {
        const result = await engine.calls.generate({
          jobId,
          request: { ...request, model: model.path, vae: vae?.path ?? null },
          device,
          outputs,
          previews: true,
          modelName: model.name,
          ...(vae === null ? {} : { vaeName: vae.name }),
          ...(modelSha256 === null ? {} : { modelSha256 }),
        })
        const [failure] = failures
        if (failure instanceof Error) throw failure
        return result.stopped ? 'stopped' : 'done'
      } finally {
        forget()
      }
    },
    stop: (jobId, mode) => engine.calls.stop(jobId, mode),
  }
}
