// Where two picture files look different, and how much, on a small grid that both are shrunk to.
import { bytesPerDistance, mapSide, type DifferenceMap } from '../../base/difference-map.ts'
import { decodePicture } from './decode-picture.ts'
import { oklabDistances } from './oklab-distance.ts'

/** On the grid of the first. Errors: `file/…`, `picture/…`. */
export async function differenceMap(onePath: string, otherPath: string): Promise<DifferenceMap> {
  const one = await smallPixels(onePath, null)
  const other = await smallPixels(otherPath, one)
  const bytes = Uint8Array.from(oklabDistances(one.data, other.data), (distance) =>
    Math.min(255, Math.round(distance * bytesPerDistance)),
  )
  return { width: one.width, height: one.height, bytes }
}

type Small = { readonly data: Uint8Array; readonly width: number; readonly height: number }

/** RGB, as it is seen over black; whole inside the square, or of exactly that size. */
function smallPixels(path: string, size: Pick<Small, 'width' | 'height'> | null): Promise<Small> {
  return decodePicture(path, async (picture) => {
    const { data, info } = await picture
      .resize(
        size === null
          ? { width: mapSide, height: mapSide, fit: 'inside', withoutEnlargement: true }
          : { width: size.width, height: size.height, fit: 'fill' },
      )
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { data, width: info.width, height: info.height }
  })
}
