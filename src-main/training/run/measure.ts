// One real step of a recipe, made and thrown away, to say what a run will take.
import { planSafetensors } from '../../formats/safetensors-writer.ts'
import type { EngineMeasureCall, TrainingMeasure } from '../../contract/training.ts'
import type { HeldModel } from '../../engine/held-model.ts'
import type { Workshop } from '../../engine/workshop.ts'
import { firstBatch } from '../order.ts'
import { classFolderOf } from './pictures/class-pictures.ts'
import { trainingFailure } from './failures.ts'
import { createNotices } from './left/notices.ts'
import { freshLearned, optimizerSteps } from './step/optimizer-steps.ts'
import { emptyGathered, gatherPass } from './step/pass-of-step.ts'
import { findPictures } from './pictures/picture-set.ts'
import { isSteady, steadyViews } from './pictures/picture-views.ts'
import { choiceOf, prepare, type PassMakers, type Preparation } from './preparation.ts'
import { ratesOfStep } from './step/rates-of-step.ts'
import { trainedTensors } from './left/trained-file.ts'

/** A step is made twice where the first was quick: it compiles too, and the second is what all others are like. */
const quickSeconds = 20

/** Class pictures that are still to be made are left out of account. Errors: those of a run. */
export async function measureTraining(
  call: EngineMeasureCall,
  workshop: Workshop,
  makers: PassMakers,
): Promise<TrainingMeasure> {
  const wish = { path: call.recipe.base, vaePath: null, device: call.device }
  const pinned = await workshop.inTurn(() => workshop.pin(wish))
  try {
    return await workshop.inTurn(() => measured(call, pinned.held, makers))
  } catch (error) {
    throw trainingFailure(error)
  } finally {
    await workshop.inTurn(() => pinned.letGo())
  }
}

async function measured(
  call: EngineMeasureCall,
  held: HeldModel,
  makers: PassMakers,
): Promise<TrainingMeasure> {
  const { recipe } = call
  const started = performance.now()
  const peakBefore = peakBytes()
  const notices = createNotices()
  const finding = findPictures(call, recipe.prior.folder && classFolderOf(recipe, ''), notices)
  let found = await finding.next()
  while (!found.done) found = await finding.next()
  const pictures = found.value
  const run = await prepare({ call, held, pictures, gone: [], notices, makers })
  try {
    const cacheSeconds = await secondsOfCaches(run)
    const first = await step(run)
    const second = first < quickSeconds ? await step(run) : first
    const setup = (performance.now() - started) / 1000 - second
    const peak = peakBytes()
    const own = pictures.training.filter(({ isClass }) => !isClass)
    const seen = run.steps * recipe.accumulation * recipe.batch
    const all = pictures.training.reduce((sum, { repeats }) => sum + repeats, 0)
    const share = own.reduce((sum, { repeats }) => sum + repeats, 0) / all
    return {
      secondsPerStep: second,
      setupSeconds: setup + cacheSeconds,
      // What the process held before may have been more than this took.
      memoryBytes: peak > peakBefore ? peak : process.memoryUsage.rss(),
      parameters: run.firstParameter.length,
      fileBytes: fileBytes(run),
      steps: run.steps,
      pictures: own.length,
      heldOut: pictures.heldOut.length,
      timesSeen: (seen * share) / own.length,
    }
  } finally {
    await run.release()
  }
}

async function step(run: Preparation): Promise<number> {
  const started = performance.now()
  const [phase] = run.phases
  if (!phase) return 0
  const choice = choiceOf(run, phase)
  const optimizer = await optimizerSteps(choice)
  try {
    const learned = freshLearned(choice, run.firstParameter)
    const gathered = emptyGathered(run)
    const { accumulation } = run.recipe
    let order = firstBatch
    for (let pass = 0; pass < accumulation; pass++)
      order = await gatherPass(run, learned.parameter, gathered, { order, step: 1, pass })
    const rates = ratesOfStep(run.recipe, run.segments, phase, 1)
    await optimizer.take(learned, { step: 1, gradient: gathered.gradient, passes: accumulation, rates })
    return (performance.now() - started) / 1000
  } finally {
    await optimizer.release()
  }
}

/** What the caches of all pictures will take, from the first that are not there yet. */
async function secondsOfCaches({ pictures, recipe, latents }: Preparation): Promise<number> {
  const missing: (() => Promise<unknown>)[] = []
  for (const picture of [...pictures.training, ...pictures.heldOut])
    if (isSteady(picture.fit, recipe.data))
      for (const view of steadyViews(picture.fit, recipe.data))
        if (!(await latents.has(picture, view))) missing.push(() => latents.latent(picture, view, true))
  const tried = missing.slice(0, 2)
  let last = 0
  for (const work of tried) {
    const started = performance.now()
    await work()
    last = (performance.now() - started) / 1000
  }
  return last * (missing.length - tried.length)
}

function fileBytes(run: Preparation): number {
  const [tensors] = [...trainedTensors(run, run.firstParameter).values()].sort((a, b) => b.size - a.size)
  return tensors ? planSafetensors(tensors).sizeBytes : 0
}

/** Most that this process ever held. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024
}
