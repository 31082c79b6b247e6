// DDIM (Song et al. 2020) as A1111 steps it. Seen from sigma space it is Euler's method, with `eta` the ancestral one.
import type { Sampler } from '../sampler.ts'
import { createEulerAncestral } from './euler-ancestral.ts'

/** `eta` is the share of fresh noise, 0–1; A1111's default is 0. */
export function createDdim({ eta = 0 }: { eta?: number } = {}): Sampler {
  return createEulerAncestral({ eta })
}
