// Which training a file comes from, and where in it: epochs and versions of one training belong together.
import { readTrainingFacts } from './metadata.ts'

export type TrainingOrigin = {
  /** What the trainer drew at random for this training, or the moment it began: no other training has it. */
  readonly session: string | null
  /** The name without what counts epochs, steps and versions, in lower case. */
  readonly stem: string
  /** Epochs, steps or the version: where in the training it was saved; null where nothing says. */
  readonly place: string | null
}

/** kohya's `-000010`, our `-step00000040`, `_e12`, ` epoch 3`, `_v2`, `-v1.5` at the end of a name; not any number. */
const counter = /[\s._-]+(?:\d{6}|(?:steps?|epoch|ep|e|v|ver|version)[\s._-]*\d+(?:\.\d+)*)$/i

/** `name`: of the file, without its ending. */
export function trainingOrigin(name: string, metadata: ReadonlyMap<string, string>): TrainingOrigin {
  const { outputName } = readTrainingFacts(metadata)
  const said = (key: string): string | null => {
    const text = metadata.get(key)?.trim() ?? ''
    return text === '' || text === 'None' ? null : text
  }
  const session = said('ss_session_id') ?? said('ss_training_started_at')
  const [epoch, steps] = [said('ss_epoch'), said('ss_steps')]
  const stem = name.replace(counter, '')
  const counted = name.slice(stem.length).replace(/^[\s._-]+/, '')
  return {
    // Two trainings of one computer may draw the same number; never under the same name too.
    session: session === null ? null : `${session} ${outputName ?? ''}`,
    stem: stem.toLowerCase(),
    place:
      epoch !== null || steps !== null ? `${epoch ?? ''}/${steps ?? ''}` : counted === '' ? null : counted,
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
