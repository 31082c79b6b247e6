// Small stand-ins for network and noise, and the end of a sampler's run.
import type { NoiseSampler, Sampler, SamplerInput } from '../../src-main/sampling/sampler.ts'

/** Draw k (from 0) of four values is sin(4k + 1) … sin(4k + 4), as in the recorded runs; `size` continues the row. */
export function countingNoise(size = 4): NoiseSampler {
  let drawn = 0
  const next = () => Float32Array.from({ length: size }, () => Math.sin(++drawn))
  return { next, between: next }
}

/** The result of a run: the last latent it yields. */
export async function lastLatent(run: Sampler, input: SamplerInput): Promise<Float32Array> {
  let last: Float32Array | undefined
  for await (const { x } of run(input)) last = x
  if (!last) throw new Error('the sampler yielded nothing')
  return last
}

/** No noise at all: what is left of a run that only its estimates decide. */
export function silentNoise(size = 4): NoiseSampler {
  const next = () => new Float32Array(size)
  return { next, between: next }
}
