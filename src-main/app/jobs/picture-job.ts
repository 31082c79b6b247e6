// One picture job: names its files, lets the engine make them, and notes them in the catalog.
import { throwIfCancelled } from '../../base/cancel.ts'
import type { EngineProgress } from '../../contract/engine.ts'
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
      const forget = engine.listen({
        progress: (progress: EngineProgress) => {
          if (progress.jobId === jobId) onProgress(progress)
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
        let added: PictureSummary[] = []
        return {
          state: result.stopped ? 'stopped' : 'done',
          save: () => void (added = pictures.add(jobId, picturesFolder, result.pictures)),
          announce: () => added.forEach(onPicture),
        }
      } finally {
        forget()
      }
    },
    stop: (jobId, mode) => engine.calls.stop(jobId, mode),
  }
}
