// Keeps what a resting run has learned: its files are written from the saved state,
// without a step and without the base's numbers.
import { baseModules } from '../../adapters/reading/base-modules.ts'
import { detectCheckpoint, modelOf, refineDetection } from '../../architectures/recognising/detect.ts'
import type { EngineTrainResult, TrainedFile } from '../../contract/training.ts'
import { openWeights } from '../../files/open-weights.ts'
import { elementsOf } from '../optimizers/optimizer.ts'
import { knownIdentity } from './base-identity.ts'
import { AppError } from '../../base/errors.ts'
import { epochsBegun, factsOf } from './left/facts.ts'
import { readShown, readStateRecord, type SavedState } from './left/state-file.ts'
import { writeTrainedFiles } from './left/trained-file.ts'
import { outlineOf, type RunOutline } from './outline.ts'
import { readPictureSet } from './pictures/picture-set.ts'
import { emptyFactors } from './step/start-factors.ts'

/** Errors: `training/damaged-state`, `training/other-base`, `disk/…`, those of opening the base. */
export async function keepTraining(folder: string): Promise<EngineTrainResult> {
  const saved = await readStateRecord(folder)
  const { place, owner } = saved
  const outline = await outlineOfState(folder, saved)
  const shown = await readShown(folder, saved)
  if (shown.length !== elementsOf(outline.segments)) throw new AppError('training/other-base')
  const base = await knownIdentity(owner.recipe.base, owner.baseName, owner.baseSha256)
  const epoch = epochsBegun(place.order.epoch, place.order.batch)
  const at = { step: place.step, epoch, finished: true }
  const kept: TrainedFile[] = []
  for await (const file of writeTrainedFiles(folder, outline, shown, factsOf(outline, base, place), at))
    kept.push(file)
  const before = place.files.filter(({ path }) => !kept.some((file) => file.path === path))
  return { end: 'kept', step: place.step, steps: outline.steps, files: [...before, ...kept], notices: [] }
}

async function outlineOfState(folder: string, { owner }: SavedState): Promise<RunOutline> {
  const { recipe, pictures } = owner
  const file = await openWeights(recipe.base)
  try {
    const detection = await refineDetection(detectCheckpoint(file, file.hints), file.read)
    const modules = await emptyFactors(recipe, baseModules(detection.family, modelOf(detection)))
    return outlineOf(recipe, detection, await readPictureSet(folder, pictures), modules)
  } finally {
    await file.close()
  }
}
