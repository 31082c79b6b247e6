// What is done with adapter files to compare what they do. Run it in a process of its own.
import { extname, basename } from 'node:path'
import { comparedModules } from '../../adapters/effect/compare-effects.ts'
import { effectMatrix, type EffectMatrix } from '../../adapters/effect/effect-matrix.ts'
import { fingerprintBits, pairsNear, type Near } from '../../adapters/effect/fingerprint-search.ts'
import { fingerprintOf } from '../../adapters/effect/fingerprint.ts'
import { likenessOf, type Likeness } from '../../adapters/effect/likeness.ts'
import { trainingOrigin, type TrainingOrigin } from '../../adapters/about/training-origin.ts'
import { bytesPerElement } from '../../base/dtype.ts'
import type { Blocks } from '../../contract/blocks.ts'
import { withAdapters, type OpenedAdapter } from './open-compared.ts'

export type FileEffect = {
  /** Id of the family whose modules its names are. */
  readonly family: string
  /** A fingerprint's bytes; null where nothing of it can be told without the base's weights. */
  readonly direction: Uint8Array | null
  readonly isEightBit: boolean
  readonly origin: TrainingOrigin
}

/** Of several adapters of one family, in the order they were named. */
export type StackEffects = EffectMatrix & { readonly family: string; readonly blocks: Blocks }

export type EffectWork = {
  effect(path: string): Promise<FileEffect>
  /** Null for adapters of two families: nothing of them is the same module. */
  likeness(first: string, second: string): Promise<Likeness | null>
  /** Null where they are not all of one family. */
  stackEffects(paths: readonly string[]): Promise<StackEffects | null>
  /** Both: fingerprints one behind the other. */
  near(first: Uint8Array, second: Uint8Array, least: number): Promise<readonly Near[]>
}

/** In this process. */
export const effectWork: EffectWork = {
  effect: (path) =>
    withAdapters([path], async ([adapter]) => {
      const { file, modules, base, metadata } = adapter!
      const { direction } = await fingerprintOf(file, modules)
      return {
        family: base.family.id,
        direction: direction && fingerprintBits(direction),
        isEightBit: [...file.tensors.values()].some(
          ({ dtype, shape }) => shape.length > 1 && bytesPerElement[dtype] === 1,
        ),
        origin: trainingOrigin(basename(path, extname(path)), metadata),
      }
    }),

  likeness: (first, second) =>
    withAdapters([first, second], async (adapters) => {
      const base = commonBase(adapters)
      return base && (await likenessOf(comparedModules(adapters, base)))
    }),

  stackEffects: (paths) =>
    withAdapters(paths, async (adapters) => {
      const base = commonBase(adapters)
      if (base === null) return null
      const matrix = await effectMatrix(paths.length, comparedModules(adapters, base))
      return { ...matrix, family: base.family.id, blocks: base.family.blocks }
    }),

  near: (first, second, least) => Promise.resolve(pairsNear(first, second, least)),
}

function commonBase(adapters: readonly OpenedAdapter[]): OpenedAdapter['base'] | null {
  const [first, ...others] = adapters
  return first !== undefined && others.every(({ base }) => base.family === first.base.family)
    ? first.base
    : null
}
