// A training run: pictures, caches, steps, samples, files and states, as a generator whose caller passes its news on.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { LoadProgress } from '../../contract/engine.ts'
import {
  runFiles,
  type EngineTrainCall,
  type EngineTrainResult,
  type TrainingEnd,
  type TrainingNews,
} from '../../contract/training.ts'
import { loadClock } from '../../engine/picture/load-clock.ts'
import type { Workshop } from '../../engine/workshop.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { removeAbandonedParts } from '../../files/part-files.ts'
import { writeError } from '../../files/system-error.ts'
import { baseIdentity } from './base-identity.ts'
import { classFolderOf, missingClassPictures } from './pictures/class-pictures.ts'
import { trainingFailure } from './failures.ts'
import { keepTraining } from './keep.ts'
import { fillCaches } from './pictures/filling.ts'
import { cutLog } from './left/log-file.ts'
import { createNotices } from './left/notices.ts'
import { makeOwnPicture } from './left/own-picture.ts'
import { findPictures, readPictureSet, writePictureSet, type PictureSet } from './pictures/picture-set.ts'
import { prepare, type PassMakers, type Preparation } from './preparation.ts'
import { progress, type RunContext } from './run-context.ts'
import { RunProgress } from './run-progress.ts'
import type { RunWishes } from './run-wishes.ts'
import { sampleRounds } from './sample-rounds.ts'
import { hasState, readStateOf, type RunPlace, type SavedState, type StateOwner } from './left/state-file.ts'
import { stateSaver, type StateSaver } from './left/state-saver.ts'

type Run<Result> = AsyncGenerator<TrainingNews, Result>

/** How far the base is read, in the midst of work that has no news of its own; null where it is not read any more. */
export type ReadingTold = (loading: LoadProgress | null) => void

/** Errors: `training/…`, `recipe/…`, `dataset/…`, `disk/…`; the last saved state stays. */
export async function* trainingRun(
  call: EngineTrainCall,
  workshop: Workshop,
  wishes: RunWishes,
  makers: PassMakers,
  reading: ReadingTold = () => undefined,
): Run<EngineTrainResult> {
  const notices = createNotices()
  yield progress('load', 0, 1)
  const { base: path } = call.recipe
  const pinned = await workshop.inTurn(() => workshop.pin({ path, vaePath: null, device: call.device }))
  const clock = loadClock(reading, () => performance.now())
  const endWatch = pinned.held.model.watchReading(clock, 'asked')
  try {
    const { held } = pinned
    const base = await baseIdentity(path, call.baseName, clock)
    return yield* runOn({ call, workshop, wishes, notices, makers, held, base })
  } catch (error) {
    throw trainingFailure(error)
  } finally {
    endWatch()
    await workshop.inTurn(() => pinned.letGo())
  }
}

async function* runOn(context: RunContext): Run<EngineTrainResult> {
  const { call, wishes, notices, workshop, held, makers } = context
  const saved = await openFolder(context)
  const found = yield* picturesOf(context, saved)
  if (found === null) return await stoppedEarly(context, saved, 0)
  const { pictures, hash } = found
  const owner: StateOwner = {
    recipe: call.recipe,
    pictures: hash,
    baseSha256: context.base.sha256,
    baseName: call.baseName,
  }
  const run = await workshop.inTurn(() =>
    prepare({ call, held, pictures, gone: saved?.place.gone ?? [], notices, makers }),
  )
  try {
    yield* notices.news()
    for await (const at of fillCaches(run, workshop, notices)) {
      yield { type: 'progress', progress: at }
      yield* notices.news()
      if (wishes.stop) return await stoppedEarly(context, saved, run.steps)
    }
    return yield* steps(context, run, owner, saved)
  } finally {
    await workshop.inTurn(() => run.release())
  }
}

/** The folder is there and fits the mode; the state in it, if there is one to go on from. */
async function openFolder({ call, base }: RunContext): Promise<SavedState | null> {
  const { folder, mode, recipe } = call
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeError(cause, folder)
  })
  await removeAbandonedParts([folder, join(folder, runFiles.samples)])
  const isThere = await hasState(folder)
  if (isThere && mode === 'start') throw new AppError('training/has-state', {}, { details: { folder } })
  const text = `${JSON.stringify(recipe, null, 2)}\n`
  const saved = isThere ? await readStateOf({ recipe, baseSha256: base.sha256 }, folder) : null
  await writeFileAtomically(join(folder, runFiles.recipe), new TextEncoder().encode(text))
  await cutLog(folder, saved?.place.step ?? 0)
  return saved
}

/** Null when a person stopped meanwhile. */
async function* picturesOf(
  { call, held, wishes, workshop, notices }: RunContext,
  saved: SavedState | null,
): Run<{ pictures: PictureSet; hash: string } | null> {
  const { folder, recipe } = call
  if (saved) {
    const { pictures: hash } = saved.owner
    return { pictures: await readPictureSet(folder, hash), hash }
  }
  const classFolder = classFolderOf(recipe, join(folder, 'class'))
  const missing = classFolder === null ? [] : await missingClassPictures(recipe, call.baseName, classFolder)
  for (const [done, picture] of missing.entries()) {
    yield progress('class-pictures', done, missing.length)
    const work = (signal: AbortSignal) =>
      workshop.inTurn(async () => {
        await makeOwnPicture(held, picture, signal)
        return true
      })
    if ((await wishes.unlessStopped(work)) === null) return null
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

/** It had not gone on yet: what is saved is all there is. */
async function stoppedEarly(
  context: RunContext,
  saved: SavedState | null,
  steps: number,
): Promise<EngineTrainResult> {
  const { call, wishes } = context
  if (wishes.stop !== 'kept' || saved === null)
    return ended(context, wishes.stop ?? 'discarded', saved?.place ?? null, steps)
  return keepTraining(call.folder)
}

async function* steps(
  context: RunContext,
  run: Preparation,
  owner: StateOwner,
  saved: SavedState | null,
): Run<EngineTrainResult> {
  const { call, wishes } = context
  const { stateEvery } = run.recipe.save
  const made = await RunProgress.begin(context, run, saved)
  const samples = await sampleRounds(context, run, made.place.step)
  const saver = stateSaver(call.folder, owner)
  const isStateDue = ({ step }: RunPlace): boolean =>
    saver.isDue(made.secondsOfStep) ||
    (stateEvery !== null && step % stateEvery === 0) ||
    // A round takes as long as many steps.
    samples.isRound(step)

  try {
    while (!made.isOver()) {
      yield* samples.complete(made.place.step, made.shown)
      const isFileDue = yield* made.step()
      if (isFileDue) yield* made.write(made.isOver())
      if (isStateDue(made.place) && !made.isOver()) await saver.save(made.snapshot)
      yield* saver.news()
      const { stop } = wishes
      if (stop !== null && !made.isOver()) {
        if (stop === 'paused') yield* saveAndWait(saver, made)
        if (stop === 'kept' && made.place.step > 0) yield* made.write(true)
        return ended(context, stop, made.place, run.steps)
      }
    }
    if (!made.place.files.some(({ finished }) => finished)) yield* made.write(true)
    yield* saveAndWait(saver, made)
    const isComplete = yield* samples.complete(made.place.step, made.shown)
    return ended(context, isComplete ? 'finished' : (wishes.stop ?? 'finished'), made.place, run.steps)
  } finally {
    await saver.atRest()
    await made.release()
  }
}

async function* saveAndWait(saver: StateSaver, { snapshot }: RunProgress): Run<void> {
  yield progress('save', 0, 1)
  await saver.save(snapshot)
  await saver.atRest()
  yield* saver.news()
}

function ended(
  { notices }: RunContext,
  end: TrainingEnd,
  place: RunPlace | null,
  all: number,
): EngineTrainResult {
  const files = [...(place?.files ?? [])]
  return { end, step: place?.step ?? 0, steps: all, files, notices: [...notices.all] }
}
