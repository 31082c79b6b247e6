// DDIM (Song et al. 2020) as A1111 steps it. Seen from sigma space it is Euler's method, with `eta` the ancestral one.
import type { Sampler } from '../sampler.ts'
import { createEulerAncestral } from './euler-ancestral.ts'

/** `eta` is the share of fresh noise; A1111's default is none. */
export function createDdim({ eta = 0 }: { eta?: number } = {}): Sampler {
  return createEulerAncestral({ eta })
}
