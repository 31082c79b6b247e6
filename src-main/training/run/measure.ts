// One real step of a recipe, made and thrown away, to say what a run will take.
import { AppError } from '../../base/errors.ts'
import type { EngineMeasureCall, TrainingMeasure } from '../../contract/training.ts'
import type { Workshop } from '../../engine/workshop.ts'

export async function measureTraining(call: EngineMeasureCall, workshop: Workshop): Promise<TrainingMeasure> {
  await workshop.inTurn(() => workshop.hold({ path: call.recipe.base, vaePath: null, device: call.device }))
  throw new AppError('training/unfinished', 'Training is not ready yet.')
}
