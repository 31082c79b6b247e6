// Which training a file comes from, and where in it: epochs and versions of one training belong together.
import { readTrainingFacts } from './metadata.ts'
import { pythonMetadata } from './python-metadata.ts'
import { nameCounter } from './training-place.ts'

export type TrainingOrigin = {
  /** What the trainer drew at random for this training, or the moment it began: no other training has it. */
  readonly session: string | null
  /** Epochs, steps or the version: where in the training it was saved; null where nothing says. */
  readonly place: string | null
}

/** `name`: of the file, without its ending. */
export function trainingOrigin(name: string, metadata: ReadonlyMap<string, string>): TrainingOrigin {
  const { outputName } = readTrainingFacts(metadata)
  const { text: said } = pythonMetadata(metadata)
  const session = said('ss_session_id') ?? said('ss_training_started_at')
  const [epoch, steps] = [said('ss_epoch'), said('ss_steps')]
  const counted = nameCounter.exec(name)?.[0].replace(/^[\s._-]+/, '') ?? null
  return {
    // Two trainings of one computer may draw the same number; never under the same name too.
    session: session === null ? null : `${session} ${outputName ?? ''}`,
    place: epoch !== null || steps !== null ? `${epoch ?? ''}/${steps ?? ''}` : counted,
  }
}

/** Whether both are of one training for sure, saved at two places of it. */
export function areSteps(a: TrainingOrigin, b: TrainingOrigin): boolean {
  return (
    a.session !== null &&
    a.session === b.session &&
    a.place !== null &&
    b.place !== null &&
    a.place !== b.place
  )
}
