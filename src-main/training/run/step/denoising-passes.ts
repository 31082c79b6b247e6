// The passes of a run: one for each size of its buckets, compiled when it is first needed.
import { createKept } from '../../../base/kept.ts'
import type { Size } from '../../data/buckets.ts'
import type { DenoisingPass } from '../../pass/denoising-pass.ts'

/** Each holds the memory of a step; the least recently used goes when another size comes. */
const mostPasses = 4

export type DenoisingPasses = {
  get(size: Size): Promise<DenoisingPass>
  /** Whether it is there without being compiled. */
  has(size: Size): boolean
  release(): Promise<void>
}

export function denoisingPasses(make: (size: Size) => Promise<DenoisingPass>): DenoisingPasses {
  /** Out of use, and still in memory. */
  const gone: DenoisingPass[] = []
  const passes = createKept<string, DenoisingPass>({
    limit: mostPasses,
    letGo: (pass) => gone.push(pass),
  })
  const nameOf = ({ width, height }: Size): string => `${width}x${height}`
  async function releaseGone(): Promise<void> {
    for (const pass of gone.splice(0)) await pass.release()
  }
  return {
    async get(size) {
      const known = passes.get(nameOf(size))
      if (known) return known
      const pass = await make(size)
      passes.put(nameOf(size), pass)
      await releaseGone()
      return pass
    },
    has: (size) => passes.get(nameOf(size)) !== undefined,
    async release() {
      passes.clear()
      await releaseGone()
    },
  }
}
