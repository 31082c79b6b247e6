// One picture job: names its files, lets the engine make them, and notes them in the catalog.
import { throwIfCancelled } from '../../base/cancel.ts'
import type { PictureSummary } from '../../contract/studio.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import { engineStack } from '../library/stack-of-request.ts'
import { runEngine, type EngineRunParts } from './engine-run.ts'
import type { JobRunner } from './local-queue.ts'

export type PictureJobOptions = EngineRunParts & {
  pictures: PictureStore
  onPicture(picture: PictureSummary): void
}

/** How long a picture waits for its checkpoint's hash; without it the picture's metadata names no hash. */
const hashPatienceMs = 5_000

export function pictureJobRunner(options: PictureJobOptions): JobRunner {
  const { engine, models, adapters, pictures, settings, onPicture } = options
  return {
    async run(jobId, request, onProgress, signal) {
      const model = models.usable(request.model)
      const { picturesFolder, picturePattern } = settings.get()
      await engine.ready()
      const modelSha256 = await models.hash(model.id, hashPatienceMs)
      const outputs = await pictures.reserve(picturesFolder, picturePattern, request, model.name)
      throwIfCancelled(signal)
      const { stopped } = await runEngine(options, {
        jobId,
        request,
        outputs,
        modelSha256,
        onProgress,
        onPicture: (picture) => pictures.add(jobId, picturesFolder, [picture]).forEach(onPicture),
      })
      return stopped ? 'stopped' : 'done'
    },
    stop: (jobId, mode) => engine.calls.stop(jobId, mode),
    steer: (jobId, stack) => engine.calls.steer(jobId, engineStack(stack, adapters).stack),
  }
}
