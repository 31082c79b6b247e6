// Where a picture looks different from another, place by place on a small grid, and what that comes to.

/** Longest side of a map, in places. */
export const mapSide = 256
/** A place of a map is a byte: its distance in OKLab times this, at most 255. */
export const bytesPerDistance = 500
/** From a distance of 0.02 on two colours are seen to differ (CSS Color 4, § 13.2: the just noticeable difference). */
export const visibleByte = 0.02 * bytesPerDistance

/** Row-major. */
export type DifferenceMap = { readonly width: number; readonly height: number; readonly bytes: Uint8Array }

/** Part of a picture; its edges in shares of width and height. */
export type Spot = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export type DifferenceFigures = {
  /** Of the places that visibly differ. */
  readonly share: number
  /** Of all places, in OKLab. */
  readonly mean: number
}

const whole: Spot = { left: 0, top: 0, right: 1, bottom: 1 }

/** Of a spot, one place at least; without one, of the whole map. */
export function differenceFigures(map: DifferenceMap, spot: Spot | null = null): DifferenceFigures {
  const { left, top, right, bottom } = spot ?? whole
  const [firstColumn, endColumn] = places(left, right, map.width)
  const [firstRow, endRow] = places(top, bottom, map.height)
  let visible = 0
  let sum = 0
  for (let row = firstRow; row < endRow; row++)
    for (let at = row * map.width + firstColumn; at < row * map.width + endColumn; at++) {
      const byte = map.bytes[at]!
      if (byte >= visibleByte) visible += 1
      sum += byte
    }
  const of = Math.max(1, (endColumn - firstColumn) * (endRow - firstRow))
  return { share: visible / of, mean: sum / of / bytesPerDistance }
}

/** The first one touched, and the one behind the last. */
function places(from: number, to: number, of: number): readonly [number, number] {
  const first = Math.min(of - 1, Math.max(0, Math.floor(from * of)))
  return [first, Math.min(of, Math.max(first + 1, Math.ceil(to * of)))]
}
