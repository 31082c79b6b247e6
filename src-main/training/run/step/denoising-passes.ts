// The passes of a run: one for each size of its buckets, compiled when it is first needed.
import type { Size } from '../../data/buckets.ts'
import type { DenoisingPass } from '../../pass/denoising-pass.ts'
import { recentlyUsed } from './recently-used.ts'

/** Each holds the memory of a step; the least recently used goes when another size comes. */
const mostPasses = 4

export type DenoisingPasses = {
  get(size: Size): Promise<DenoisingPass>
  /** Whether it is there without being compiled. */
  has(size: Size): boolean
  release(): Promise<void>
}

export function denoisingPasses(make: (size: Size) => Promise<DenoisingPass>): DenoisingPasses {
  const passes = recentlyUsed<DenoisingPass>(mostPasses)
  const nameOf = ({ width, height }: Size): string => `${width}x${height}`
  return {
    async get(size) {
      const known = passes.get(nameOf(size))
      if (known) return known
      const pass = await make(size)
      for (const old of passes.put(nameOf(size), pass)) await old.release()
      return pass
    },
    has: (size) => passes.get(nameOf(size)) !== undefined,
    async release() {
      for (const pass of passes.clear()) await pass.release()
    },
  }
}
