// What a look does to a picture, in one number each.
import type { Pixels } from './styles.ts'

export const measures = {
  /** Largest minus smallest of red, green and blue: 0 is grey. */
  chroma: (picture: Pixels) => meanOf(picture, (red, green, blue) => spread(red, green, blue)),
  /** Share of what is light and nearly without colour. */
  paper: (picture: Pixels) =>
    meanOf(picture, (red, green, blue) =>
      lightness(red, green, blue) > 0.85 && spread(red, green, blue) < 0.12 ? 1 : 0,
    ),
  /** Lightness of the six outermost pixels on each side. */
  background: (picture: Pixels) => meanOf(picture, lightness, 6),
  light: (picture: Pixels) => meanOf(picture, lightness),
  /** How much neighbours differ across the borders of 16 × 16 blocks, divided by how much inside them. */
  blocks: (picture: Pixels) => blockiness(picture, 16),
} as const satisfies Record<string, (picture: Pixels) => number>
export type Measure = keyof typeof measures

const spread = (...colour: number[]): number => Math.max(...colour) - Math.min(...colour)
const lightness = (red: number, green: number, blue: number): number =>
  0.299 * red + 0.587 * green + 0.114 * blue

/** Of all pixels, or of those at most `deep` from the edge. */
function meanOf(
  { width, height, rgb }: Pixels,
  value: (red: number, green: number, blue: number) => number,
  deep = Infinity,
): number {
  let [sum, count] = [0, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (Math.min(x, y, width - 1 - x, height - 1 - y) >= deep) continue
      const at = (y * width + x) * 3
      sum += value(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!)
      count++
    }
  return sum / count
}

function blockiness({ width, height, rgb }: Pixels, side: number): number {
  const [across, inside] = [
    { sum: 0, count: 0 },
    { sum: 0, count: 0 },
  ]
  const add = (place: number, first: number, second: number): void => {
    const which = place % side === side - 1 ? across : inside
    for (let channel = 0; channel < 3; channel++) {
      which.sum += Math.abs(rgb[first * 3 + channel]! - rgb[second * 3 + channel]!)
      which.count++
    }
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (x + 1 < width) add(x, at, at + 1)
      if (y + 1 < height) add(y, at, at + width)
    }
  return across.sum / across.count / (inside.sum / inside.count)
}
