// Filling the caches before the first step, a picture or caption at a time.
import { basename } from 'node:path'
import { AppError } from '../../../base/errors.ts'
import type { TrainingProgress } from '../../../contract/training.ts'
import { remark } from '../../../messages/table.ts'
import type { Workshop } from '../../../engine/workshop.ts'
import type { Notices } from '../left/notices.ts'
import type { Preparation } from '../preparation.ts'
import { isSteady, steadyViews } from './picture-views.ts'

/**
 * What does not come again is left for its step. A picture that cannot be read
 * now is tried again, and named, at its step.
 */
export async function* fillCaches(
  { pictures, recipe, latents, text, trainsText, batches, held }: Preparation,
  workshop: Workshop,
  notices: Notices,
): AsyncGenerator<TrainingProgress> {
  const all = [...pictures.training, ...pictures.heldOut]
  const steady = all.filter(({ fit }) => isSteady(fit, recipe.data))
  const captions = trainsText ? [] : [...new Set(all.map((picture) => batches.plainCaption(picture)))]
  const works = [
    ...steady.map((picture) => async (): Promise<void> => {
      for (const view of steadyViews(picture.fit, recipe.data)) await latents.latent(picture, view, true)
    }),
    ...captions.map((caption) => async (): Promise<void> => {
      await text.encode([caption], none)
    }),
  ]
  const started = performance.now()
  for (const [done, work] of works.entries()) {
    await workshop.inTurn(work).catch((error: unknown) => {
      if (!(error instanceof AppError) || !/^(file|picture)\//.test(error.code)) throw error
      const path = String(error.details?.['path'])
      notices.add({ ...remark('training/picture-gone', { name: basename(path) }), path })
    })
    const seconds = (performance.now() - started) / 1000
    const left = works.length - done - 1
    yield { phase: 'cache', done: done + 1, total: works.length, secondsLeft: (seconds / (done + 1)) * left }
  }
  // Their place is worth more than the moment they take to be read again.
  if (steady.length === all.length) held.model.parameters.release('vae')
}

const none = new Float32Array(0)
