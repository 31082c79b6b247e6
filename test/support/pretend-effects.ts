// What pretend adapters do, read off their names: `ink-wash` and `ink-step00000010` do the same as whatever begins with `ink`;
// two steps of one name do nearly the same, as those of a training.
import { basename, extname } from 'node:path'
import { trainingPlace } from '../../src-main/adapters/about/training-place.ts'
import { trainingOrigin } from '../../src-main/adapters/about/training-origin.ts'
import { fingerprintBits, pairsNear } from '../../src-main/adapters/effect/fingerprint-search.ts'
import { hashOf, sketchSize } from '../../src-main/adapters/effect/sketch.ts'
import type { LibraryWork } from '../../src-main/catalog/worker/library-work.ts'
import { createRandom } from './random-tensor.ts'

const themeOf = (path: string): string => basename(path).split(/[-. ]/)[0] ?? ''

export const pretendEffects: Pick<LibraryWork, 'effect' | 'likeness' | 'near'> = {
  effect: async (path) => {
    const { data } = createRandom(hashOf(themeOf(path))).normal([sketchSize])
    const length = Math.hypot(...data)
    return {
      family: 'sd1',
      direction: fingerprintBits(Float32Array.from(data, (value) => value / length)),
      isEightBit: false,
      origin: trainingOrigin(basename(path, extname(path)).replace(/\.lora$/, ''), new Map()),
    }
  },
  likeness: async (first, second) => {
    const [one, other] = [first, second].map((path) => trainingPlace(basename(path, extname(path)), null))
    const areSteps = one!.stem === other!.stem && one!.step !== other!.step
    if (areSteps)
      return {
        cosine: 0.9,
        lengths: [1, 1],
        strength: 0.9,
        isSame: false,
        spread: 0.2,
        dependent: { same: 0, untold: 0 },
      }
    const isSame = themeOf(first) === themeOf(second)
    return {
      cosine: isSame ? 1 : 0,
      lengths: [1, 1],
      strength: isSame ? 1 : 0,
      isSame: false,
      spread: isSame ? 0 : 1,
      dependent: { same: 0, untold: 0 },
    }
  },
  near: async (first, second, least) => pairsNear(first, second, least),
}
