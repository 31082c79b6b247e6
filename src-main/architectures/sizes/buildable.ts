// Sizes that were read off a file have to make a network before anything else is said of it.
import { AppError } from '../../base/errors.ts'

const names = { denoiser: 'denoising network', encoder: 'text encoder', vae: 'VAE' } as const

/** Throws `checkpoint/unusual-sizes` or `vae/unusual-sizes` where `build` fails. */
export function requireBuildable(what: keyof typeof names, build: () => unknown): void {
  try {
    build()
  } catch (cause) {
    throw new AppError(
      `${what === 'vae' ? 'vae' : 'checkpoint'}/unusual-sizes`,
      `The ${names[what]} of this file cannot be built: its sizes do not fit each other.`,
      {
        hint: 'Choose another file, or download this one again if it should be complete.',
        details: { why: cause instanceof Error ? cause.message : String(cause) },
        cause,
      },
    )
  }
}
