// Two picture files compared pixel by pixel, whatever else their bytes say.
import type { PixelDifference } from '../../contract/replay.ts'
import { decodePicture } from './decode-picture.ts'
import { rgbaPixels } from './rgba-pixels.ts'

/** Errors: `file/…`, `picture/…`. */
export async function comparePictures(onePath: string, otherPath: string): Promise<PixelDifference> {
  const [one, other] = [await decodePicture(onePath, rgbaPixels), await decodePicture(otherPath, rgbaPixels)]
  const of = Math.max(one.width * one.height, other.width * other.height)
  if (one.width !== other.width || one.height !== other.height) return { differing: of, of, largest: null }
  let differing = 0
  let largest = 0
  for (let pixel = 0; pixel < one.data.length; pixel += 4) {
    let most = 0
    for (let at = pixel; at < pixel + 4; at++)
      most = Math.max(most, Math.abs(one.data[at]! - other.data[at]!))
    if (most > 0) differing += 1
    largest = Math.max(largest, most)
  }
  return { differing, of, largest }
}
