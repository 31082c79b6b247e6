// A training run: pictures, caches, steps, samples, files and states, as a generator whose caller passes its news on.
import { randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import {
  runFiles,
  type EngineTrainCall,
  type EngineTrainResult,
  type TrainedFile,
  type TrainingEnd,
  type TrainingNews,
  type TrainingPhase,
  type TrainingStep,
} from '../../contract/training.ts'
import type { HeldModel } from '../../engine/held-model.ts'
import type { Workshop } from '../../engine/workshop.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { writeError } from '../../files/system-error.ts'
import { phaseAt } from '../learning-phases.ts'
import { firstBatch } from '../order.ts'
import { baseIdentity, type BaseIdentity } from './base-identity.ts'
import { classFolderOf, missingClassPictures } from './pictures/class-pictures.ts'
import { epochsBegun, factsOf } from './left/facts.ts'
import { notFinite, trainingFailure } from './failures.ts'
import { fillCaches } from './pictures/filling.ts'
import { appendStep, cutLog, syncLog } from './left/log-file.ts'
import { createNotices, type Notices } from './left/notices.ts'
import { freshLearned, optimizerSteps, type Learned, type OptimizerSteps } from './step/optimizer-steps.ts'
import { makeOwnPicture } from './left/own-picture.ts'
import { emptyGathered, gatherPass, heldOutLoss } from './step/pass-of-step.ts'
import { findPictures, readPictureSet, writePictureSet, type PictureSet } from './pictures/picture-set.ts'
import { choiceOf, prepare, type PassMakers, type Preparation } from './preparation.ts'
import { ratesOfStep } from './step/rates-of-step.ts'
import type { RunWishes } from './run-wishes.ts'
import { beginSamples } from './left/samples.ts'
import {
  hasState,
  readLearned,
  readStateRecord,
  writeState,
  type RunPlace,
  type SavedState,
  type StateOwner,
} from './left/state-file.ts'
import { writeTrainedFiles } from './left/trained-file.ts'

type Run<Result> = AsyncGenerator<TrainingNews, Result>

/** What a piece of a run works with. */
type Context = {
  readonly call: EngineTrainCall
  readonly workshop: Workshop
  readonly wishes: RunWishes
  readonly notices: Notices
  readonly makers: PassMakers
  readonly held: HeldModel
  readonly base: BaseIdentity
}

/** Errors: `training/…`, `recipe/…`, `dataset/…`, `disk/…`; the last saved state stays. */
export async function* trainingRun(
  call: EngineTrainCall,
  workshop: Workshop,
  wishes: RunWishes,
  makers: PassMakers,
): Run<EngineTrainResult> {
  const notices = createNotices()
  yield progress('load', 0, 1)
  const { base: path } = call.recipe
  const pinned = await workshop.inTurn(() => workshop.pin({ path, vaePath: null, device: call.device }))
  try {
    const { held } = pinned
    const base = await baseIdentity(path, call.baseName)
    return yield* runOn({ call, workshop, wishes, notices, makers, held, base })
  } catch (error) {
    throw trainingFailure(error)
  } finally {
    await workshop.inTurn(() => pinned.letGo())
  }
}

async function* runOn(context: Context): Run<EngineTrainResult> {
  const { call, wishes, notices, workshop, held, makers } = context
  const saved = await openFolder(context)
  const found = yield* picturesOf(context, saved)
  if (found === null) return ended(context, wishes.stop ?? 'discarded', saved?.place ?? null, 0)
  const { pictures, hash } = found
  const owner: StateOwner = { recipe: call.recipe, pictures: hash, baseSha256: context.base.sha256 }
  const run = await workshop.inTurn(() =>
    prepare({ call, held, pictures, gone: saved?.place.gone ?? [], notices, makers }),
  )
  try {
    yield* notices.news()
    for await (const at of fillCaches(run, workshop, notices)) {
      yield { type: 'progress', progress: at }
      yield* notices.news()
      if (wishes.stop) return ended(context, wishes.stop, saved?.place ?? null, run.steps)
    }
    return yield* steps(context, run, owner, saved)
  } finally {
    await workshop.inTurn(() => run.release())
  }
}

/** The folder is there and fits the mode; the state in it, if there is one to go on from. */
async function openFolder({ call, base }: Context): Promise<SavedState | null> {
  const { folder, mode, recipe } = call
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeError(cause, folder)
  })
  const isThere = await hasState(folder)
  if (isThere && mode === 'start')
    throw new AppError('training/has-state', 'This folder holds a run that was not finished.', {
      hint: 'Resume it, or choose another folder.',
      details: { folder },
    })
  const text = `${JSON.stringify(recipe, null, 2)}\n`
  const saved = isThere ? await readStateRecord(folder, { recipe, baseSha256: base.sha256 }) : null
  await writeFileAtomically(join(folder, runFiles.recipe), new TextEncoder().encode(text))
  await cutLog(folder, saved?.place.step ?? 0)
  return saved
}

/** Null when a person stopped meanwhile. */
async function* picturesOf(
  { call, held, wishes, workshop, notices }: Context,
  saved: SavedState | null,
): Run<{ pictures: PictureSet; hash: string } | null> {
  const { folder, recipe } = call
  if (saved) return { pictures: await readPictureSet(folder, saved.pictures), hash: saved.pictures }
  const classFolder = classFolderOf(recipe, join(folder, 'class'))
  const missing = classFolder === null ? [] : await missingClassPictures(recipe, call.baseName, classFolder)
  for (const [done, picture] of missing.entries()) {
    yield progress('class-pictures', done, missing.length)
    if (wishes.stop) return null
    await workshop.inTurn(() => makeOwnPicture(held, picture))
  }
  const finding = findPictures(call, classFolder, notices)
  for (;;) {
    const at = await finding.next()
    yield* notices.news()
    if (at.done) return { pictures: at.value, hash: await writePictureSet(folder, at.value) }
    yield { type: 'progress', progress: at.value }
    if (wishes.stop) return null
  }
}

async function* steps(
  context: Context,
  run: Preparation,
  owner: StateOwner,
  saved: SavedState | null,
): Run<EngineTrainResult> {
  const { call, wishes, workshop, notices } = context
  const { folder, recipe } = call
  let place: RunPlace = saved?.place ?? {
    step: 0,
    order: firstBatch,
    gone: [],
    files: [],
    session: randomInt(2 ** 32),
    startedAt: Date.now() / 1000,
  }
  let phase = phaseAt(run.phases, Math.max(1, place.step))
  let learned: Learned = saved
    ? await readLearned(folder, choiceOf(run, phase))
    : freshLearned(choiceOf(run, phase), run.firstParameter)
  let optimizer: OptimizerSteps = await optimizerSteps(choiceOf(run, phase))
  const shown = (): Float32Array => learned.average ?? learned.parameter
  const clock = averageSeconds()

  async function* save(): Run<void> {
    yield progress('save', 0, 1)
    await syncLog(folder)
    await writeState(folder, learned, { ...place, gone: [...run.batches.gone] }, owner)
    yield { type: 'state-saved', step: place.step }
  }
  async function* write(finished: boolean): Run<void> {
    const epoch = epochsBegun(place.order.epoch, place.order.batch)
    const facts = factsOf(run, context.base, place)
    const at = { step: place.step, epoch, finished }
    for await (const file of writeTrainedFiles(folder, run, shown(), facts, at)) {
      place = { ...place, files: [...place.files.filter(({ path }) => path !== file.path), file] }
      yield { type: 'file', file }
    }
  }

  try {
    if (place.step === 0) yield* sampleRound(context, run, 0, null)
    while (place.step < run.steps) {
      if (wishes.stop) {
        if (wishes.stop === 'paused') yield* save()
        if (wishes.stop === 'kept' && place.step > 0) yield* write(true)
        return ended(context, wishes.stop, place, run.steps)
      }
      const step = place.step + 1
      const next = phaseAt(run.phases, step)
      if (next !== phase) {
        phase = next
        learned = freshLearned(choiceOf(run, phase), learned.parameter)
        await optimizer.release()
        optimizer = await optimizerSteps(choiceOf(run, phase))
      }
      const rates = ratesOfStep(recipe, run.segments, phase, step)
      const gathered = emptyGathered(run)
      let order = place.order
      let seconds = 0
      for (let pass = 0; pass < recipe.accumulation; pass++) {
        if (clock.isFirst && pass === 0) yield progress('compile', 0, 1)
        const started = order
        const timed = await workshop.inTurn(() =>
          inSeconds(() => gatherPass(run, learned.parameter, gathered, { order: started, step, pass })),
        )
        order = timed.result
        seconds += timed.seconds
        yield* notices.news()
      }
      const inStep = step - phase.first + 1
      const { gradient } = gathered
      const taken = await workshop.inTurn(() =>
        inSeconds(() =>
          optimizer.take(learned, { step: inStep, gradient, passes: recipe.accumulation, rates }),
        ),
      )
      if (!Number.isFinite(taken.result)) throw notFinite(step, 'the gradient')
      const before = place.order
      place = { ...place, step, order }
      const heldOut = yield* heldOutOf(context, run, learned.parameter, step)
      const told: TrainingStep = {
        step,
        epoch: before.epoch + 1,
        loss: gathered.loss / recipe.accumulation,
        ...(heldOut === null ? {} : { heldOutLoss: heldOut }),
        rates,
        gradientNorm: taken.result,
        seconds: seconds + taken.seconds,
        memoryBytes: process.memoryUsage.rss(),
      }
      await appendStep(folder, told)
      const secondsLeft = clock.add(told.seconds) * (run.steps - step)
      yield { type: 'step', step: told, steps: run.steps, secondsLeft }
      if (step === run.steps) yield* write(true)
      else if (isSaved(recipe, step, before.epoch, order.epoch)) yield* write(false)
      yield* sampleRound(context, run, step, shown())
      if (step % recipe.save.stateEvery === 0 || step === run.steps) yield* save()
    }
    if (!place.files.some(({ finished }) => finished)) yield* write(true)
    return ended(context, 'finished', place, run.steps)
  } finally {
    await optimizer.release()
  }
}

/** Files of every so many steps, and of every so many epochs when one is over. */
function isSaved({ save }: EngineTrainCall['recipe'], step: number, before: number, after: number): boolean {
  const byStep = save.every !== null && step % save.every === 0
  const { everyEpochs } = save
  const byEpoch = everyEpochs !== null && Math.floor(before / everyEpochs) < Math.floor(after / everyEpochs)
  return byStep || byEpoch
}

/** Each kept picture is asked at a noise level of its own, so that together they cover the range; few ones several times. */
const leastHeldOutQuestions = 4

async function* heldOutOf(
  { workshop, notices }: Context,
  run: Preparation,
  parameter: Float32Array,
  step: number,
): Run<number | null> {
  const { pictures, recipe, steps: all } = run
  const { heldOut } = pictures
  if (heldOut.length === 0 || (step % recipe.data.holdOutEvery !== 0 && step !== all)) return null
  const rounds = Math.ceil(leastHeldOutQuestions / heldOut.length)
  const count = rounds * heldOut.length
  const losses: number[] = []
  for (let question = 0; question < count; question++) {
    const picture = heldOut[question % heldOut.length]!
    const place = (question + 0.5) / count
    const loss = await workshop.inTurn(() => heldOutLoss(run, parameter, picture, place))
    if (loss !== null) losses.push(loss)
    yield* notices.news()
  }
  return losses.length === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

async function* sampleRound(
  { call, wishes, workshop }: Context,
  run: Preparation,
  step: number,
  parameter: Float32Array | null,
): Run<void> {
  const { every, prompts } = wishes.samples
  if (every === null || prompts.length === 0) return
  if (step % every !== 0 && step !== run.steps) return
  const round = await beginSamples(call.folder, run, step, parameter, call.baseName)
  try {
    for (const [prompt, sample] of prompts.entries()) {
      yield progress('sample', prompt, prompts.length)
      if (wishes.stop) return
      yield { type: 'sample', sample: await workshop.inTurn(() => round.make(sample, prompt)) }
    }
  } finally {
    await round.end()
  }
}

function ended(
  { notices }: Context,
  end: TrainingEnd,
  place: RunPlace | null,
  all: number,
): EngineTrainResult {
  const files: TrainedFile[] = [...(place?.files ?? [])]
  return { end, step: place?.step ?? 0, steps: all, files, notices: [...notices.all] }
}

function progress(phase: TrainingPhase, done: number, total: number): TrainingNews {
  return { type: 'progress', progress: { phase, done, total, secondsLeft: null } }
}

/** Of the work itself, without what others did in between. */
async function inSeconds<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const started = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - started) / 1000 }
}

/** The newest steps count most; the first one compiles and is forgotten at the second. */
function averageSeconds(): { readonly isFirst: boolean; add(seconds: number): number } {
  let count = 0
  let average = 0
  return {
    get isFirst() {
      return count === 0
    },
    add(seconds) {
      count++
      average = count <= 2 ? seconds : average + 0.2 * (seconds - average)
      return average
    },
  }
}
