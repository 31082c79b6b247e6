// How a picture is seen in a pass: where it is cut, whether it is mirrored, what counts of it.
import { createKept } from '../../../base/kept.ts'
import { croppedMask, type Crop } from '../../../files/cropped-picture.ts'
import type { Recipe } from '../../../contract/recipe.ts'
import { cropPlan, type Fit } from '../../data/buckets.ts'
import type { Draws } from '../../data/draws.ts'
import type { RunPicture } from './picture-set.ts'

type Data = Recipe['data']

/** Without a draw: the middle, as it is. */
export function viewOf(fit: Fit, { randomCrop, flip }: Data, random: Draws | null): Crop {
  // Drawn in any case, so that one setting does not change what the other draws.
  const [across, down, mirror] = random ? [random.next(), random.next(), random.next()] : [0.5, 0.5, 1]
  const places = [across, down]
  const { resized, left, top } = cropPlan(fit, randomCrop && random ? () => places.shift() ?? 0 : undefined)
  return { resized, left, top, ...fit.bucket, mirrored: flip && mirror < 0.5 }
}

/** Whether cuts of this picture come again. */
export function isSteady({ resized, bucket }: Fit, { randomCrop }: Data): boolean {
  return !randomCrop || (resized.width === bucket.width && resized.height === bucket.height)
}

/** All that `viewOf` can give of a steady picture. */
export function steadyViews(fit: Fit, data: Data): Crop[] {
  const plain = viewOf(fit, data, null)
  return data.flip ? [plain, { ...plain, mirrored: true }] : [plain]
}

/** Of masks in memory: 4,000 of the usual size. */
const mostBytes = 64 * 2 ** 20

export type MaskShelf = (picture: RunPicture, crop: Crop) => Promise<Float32Array>

/** Shares [height/factor, width/factor] of the latent that count, each the mean of its pixels (kohya's masked loss). */
export function maskShelf({ masks }: Data, factor: number): MaskShelf {
  const near = createKept<string, Float32Array>({ limit: mostBytes, weigh: ({ byteLength }) => byteLength })
  return async (picture, crop) => {
    const plane = (crop.width / factor) * (crop.height / factor)
    const { mask, path, sha256 } = picture
    if (mask === null) return new Float32Array(plane).fill(1)
    const key = JSON.stringify([sha256, crop])
    const known = near.get(key)
    if (known) return known
    const shares = await croppedMask(mask.from === 'file' ? mask.path : path, mask.from, crop)
    const small = averaged(shares, crop, factor)
    const least = masks.unmaskedWeight
    for (let at = 0; at < small.length; at++) small[at] = least + (1 - least) * small[at]!
    near.put(key, small)
    return small
  }
}

function averaged(shares: Float32Array, { width, height }: Crop, factor: number): Float32Array {
  const [columns, rows] = [width / factor, height / factor]
  const small = new Float32Array(columns * rows)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      small[Math.floor(y / factor) * columns + Math.floor(x / factor)]! +=
        shares[y * width + x]! / factor ** 2
  return small
}
