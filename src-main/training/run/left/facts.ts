// What the metadata of a run's files says of it.
import type { TrainedFacts } from '../../metadata.ts'
import type { BaseIdentity } from '../base-identity.ts'
import type { RunOutline } from '../outline.ts'
import type { RunPlace } from './state-file.ts'

export function factsOf(
  run: RunOutline,
  base: BaseIdentity,
  { step, order: { epoch, batch }, session, startedAt }: RunPlace,
): TrainedFacts {
  const { recipe, family, predictsV, pictures, order, steps } = run
  return {
    recipe,
    family,
    predictsV,
    base,
    pictures: pictures.training.filter(({ isClass }) => !isClass),
    subsets: pictures.subsets,
    classSubsets: pictures.classSubsets,
    heldOut: pictures.heldOut.length,
    run: {
      session,
      startedAt,
      savedAt: Date.now() / 1000,
      epoch: epochsBegun(epoch, batch),
      steps: step,
      plannedEpochs: Math.ceil((steps * recipe.accumulation) / order.batchesPerEpoch),
      plannedSteps: steps,
      batchesPerEpoch: order.batchesPerEpoch,
    },
  }
}

/** Epochs that were begun before this place of the order: the number of the one its last batch belongs to, from 1. */
export function epochsBegun(epoch: number, batch: number): number {
  return batch === 0 ? Math.max(1, epoch) : epoch + 1
}
