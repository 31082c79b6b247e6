// The engine's training calls: runs by id, each an async generator that shares the engine's turns with pictures.
import { AppError } from '../../base/errors.ts'
import type { EngineNews } from '../../contract/engine.ts'
import type {
  EngineTrainCall,
  EngineTrainResult,
  TrainingCalls,
  TrainingNews,
  TrainingProgress,
} from '../../contract/training.ts'
import { immediate } from '../../engine/breath.ts'
import type { Workshop } from '../../engine/workshop.ts'
import { keepTraining } from './keep.ts'
import { measureTraining } from './measure.ts'
import type { PassMakers } from './preparation.ts'
import { realPasses } from './step/real-passes.ts'
import { RunWishes } from './run-wishes.ts'
import { trainingRun } from './training-run.ts'

export function createTrainer(
  news: Pick<EngineNews, 'training'>,
  workshop: Workshop,
  makers: PassMakers = realPasses,
): TrainingCalls {
  const running = new Map<string, RunWishes>()

  async function train(call: EngineTrainCall): Promise<EngineTrainResult> {
    if (running.size > 0) throw new AppError('training/busy')
    const wishes = new RunWishes(call.recipe.samples)
    running.set(call.runId, wishes)
    /** To be told again with how much of the base is read. */
    let latest: TrainingProgress = { phase: 'load', done: 0, total: 1, secondsLeft: null }
    try {
      const run = trainingRun(call, workshop, wishes, makers, (loading) => {
        const progress = loading === null ? latest : { ...latest, loading }
        news.training(call.runId, { type: 'progress', progress })
      })
      for (;;) {
        const told = await run.next()
        if (told.done) return told.value
        latest = placeOf(told.value) ?? latest
        news.training(call.runId, told.value)
        await immediate()
      }
    } finally {
      running.delete(call.runId)
    }
  }

  return {
    train,
    async stopTraining(runId, stop) {
      const wishes = running.get(runId)
      if (wishes) wishes.stop = stop
    },
    async editSamples(runId, samples) {
      const wishes = running.get(runId)
      if (wishes) wishes.samples = samples
    },
    keepTraining,
    measureTraining: (call) => measureTraining(call, workshop, makers),
  }
}

/** What the news says of where the run is; null where it says nothing of that. */
function placeOf(news: TrainingNews): TrainingProgress | null {
  if (news.type === 'progress') return news.progress
  if (news.type !== 'step') return null
  const { step, steps, secondsLeft } = news
  return { phase: 'train', done: step.step, total: steps, secondsLeft }
}
