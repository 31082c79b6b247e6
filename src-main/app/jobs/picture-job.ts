// One picture job: an engine makes its pictures, and each is written and noted as soon as it comes.
import { throwIfCancelled } from '../../base/cancel.ts'
import { invariant } from '../../base/errors.ts'
import { bindStack } from '../../contract/bind-stack.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import { completeLater } from '../library/complete-picture.ts'
import { engineStack } from '../library/stack-of-request.ts'
import { usedModels } from './engine-call.ts'
import type { Storage } from '../storage.ts'
import { runEngine, type EngineRunParts } from './engine-run.ts'
import type { JobRunner } from './local-queue.ts'

export type PictureJobOptions = EngineRunParts & {
  pictures: PictureStore
  storage: Pick<Storage, 'insist'>
}

export function pictureJobRunner(options: PictureJobOptions): JobRunner {
  const { engine, adapters, pictures, settings, storage } = options
  return {
    async run(jobId, request, onProgress, signal) {
      const models = usedModels(request, options.models)
      const { picturesFolder: folder, picturePattern } = settings.get()
      await engine.ready()
      const paths = await pictures.reserve(folder, picturePattern, request, models.model.name)
      throwIfCancelled(signal)
      const { stopped } = await runEngine(options, {
        jobId,
        request,
        models,
        onProgress,
        async onPicture({ pixels, record, fuller }) {
          const path = paths[record.index]
          invariant(path !== undefined, 'a batch has as many pictures as were asked for')
          // Where the catalog cannot note it, it waits for that: what was made is not made in vain.
          const picture = await storage.insist(() => pictures.save({ jobId, folder, path, pixels, record }))
          completeLater(options, picture.id, fuller)
        },
      })
      return stopped ? 'stopped' : 'done'
    },
    stop: (jobId, mode) => engine.calls.stop(jobId, mode),
    steer: (jobId, stack) =>
      engine.calls.steer(jobId, engineStack(bindStack(stack, adapters), adapters).stack),
  }
}
