// How a run fails: with a code of its own, a sentence and a way out; the last saved state is never touched.
import { AppError } from '../../base/errors.ts'

export function notFinite(step: number, what: string): AppError {
  return new AppError('training/not-finite', `In step ${step} ${what} became infinite or not a number.`, {
    hint: 'Lower the learning rate (a tenth is a good try), then go on from the last saved state or start anew.',
    details: { step, what },
  })
}

export function noPictures(): AppError {
  return new AppError('training/no-pictures', 'No picture is left to learn from.', {
    hint: 'All of them vanished or became unreadable: put them back, or begin a new run.',
  })
}

export function otherBase(): AppError {
  return new AppError('training/other-base', 'The base model was changed since the state was saved.', {
    hint: 'Put the old file back, or begin a new run.',
  })
}

/** An error of the runtime, in words that fit training. */
export function trainingFailure(error: unknown): unknown {
  const isShort =
    (error instanceof AppError && error.code === 'engine/out-of-memory') ||
    (error instanceof RangeError && /allocation failed|array length/i.test(error.message))
  if (!isShort) return error
  return new AppError('training/out-of-memory', 'There is not enough memory for this recipe.', {
    hint: 'Lower the batch (accumulation makes up for it), the size of the pictures, or the rank; or close other programs.',
    details: { message: error instanceof Error ? error.message : String(error) },
    cause: error,
  })
}
