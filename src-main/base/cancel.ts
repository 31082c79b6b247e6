// Cancelling is a thrown value, so that every loop between two runs can stop the same way.
import { AppError } from './errors.ts'

/** Throws `job/cancelled` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('job/cancelled')
}

export function isCancelled(error: unknown): boolean {
  return error instanceof AppError && error.code === 'job/cancelled'
}
