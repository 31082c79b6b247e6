// Which pictures are kept from training, so that their loss says whether more is learned than the pictures themselves.
import { draws } from './draws.ts'

/**
 * The hashes that are kept aside; at least one picture is left to learn from.
 * The order of the pictures does not matter.
 */
export function heldOutPictures(
  pictures: readonly { readonly sha256: string }[],
  share: number,
  seed: number,
): ReadonlySet<string> {
  const wanted = share === 0 ? 0 : Math.max(1, Math.round(pictures.length * share))
  const count = Math.min(wanted, pictures.length - 1)
  const ranked = pictures
    .map(({ sha256 }) => ({ sha256, rank: draws(seed, 'hold-out', sha256).next() }))
    .sort((a, b) => a.rank - b.rank || (a.sha256 < b.sha256 ? -1 : 1))
  return new Set(ranked.slice(0, Math.max(0, count)).map(({ sha256 }) => sha256))
}
