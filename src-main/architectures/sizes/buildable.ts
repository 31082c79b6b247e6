// Sizes that were read off a file have to make a network before anything else is said of it.
import { AppError } from '../../base/errors.ts'
import type { UnusualPart } from '../../messages/checkpoint.ts'

/** Throws `checkpoint/unusual-sizes` or `vae/unusual-sizes` where `build` fails. */
export function requireBuildable(part: UnusualPart | 'vae', build: () => unknown): void {
  try {
    build()
  } catch (cause) {
    const details = { why: cause instanceof Error ? cause.message : String(cause) }
    throw part === 'vae'
      ? new AppError('vae/unusual-sizes', {}, { details, cause })
      : new AppError('checkpoint/unusual-sizes', { part }, { details, cause })
  }
}
