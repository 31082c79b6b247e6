// A training run: pictures, caches, steps, samples, files and states, as a generator whose caller passes its news on.
import { AppError } from '../../base/errors.ts'
import type { EngineTrainCall, EngineTrainResult, TrainingNews } from '../../contract/training.ts'
import type { Workshop } from '../../engine/workshop.ts'
import type { RunWishes } from './run-wishes.ts'

/** Errors: `training/…`, `recipe/…`, `dataset/…`, `disk/…`; the last saved state stays. */
export async function* trainingRun(
  call: EngineTrainCall,
  workshop: Workshop,
  _wishes: RunWishes,
): AsyncGenerator<TrainingNews, EngineTrainResult> {
  yield { type: 'progress', progress: { phase: 'load', done: 0, total: 1, secondsLeft: null } }
  await workshop.inTurn(() => workshop.hold({ path: call.recipe.base, vaePath: null, device: call.device }))
  throw new AppError('training/unfinished', 'Training is not ready yet.')
}
