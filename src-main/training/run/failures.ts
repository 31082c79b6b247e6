// How a run fails: with a code of its own and a way out; the last saved state is never touched.
import { AppError } from '../../base/errors.ts'

/** An error of the runtime, in words that fit training. */
export function trainingFailure(error: unknown): unknown {
  const isShort =
    (error instanceof AppError && error.code === 'engine/out-of-memory') ||
    (error instanceof RangeError && /allocation failed|array length/i.test(error.message))
  if (!isShort) return error
  const message = error instanceof Error ? error.message : String(error)
  return new AppError('training/out-of-memory', {}, { details: { message }, cause: error })
}
