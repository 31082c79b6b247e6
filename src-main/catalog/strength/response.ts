// How a picture answers to a weight: read off pictures of one request that differ in that weight alone.
import type { WeightMark } from '../../contract/weight-mark.ts'

/** How far the picture has moved from the one at weight 0: mean distance in OKLab. */
export type ResponsePoint = readonly [weight: number, distance: number]

/** With fewer above 0 nobody sees where it bends. */
const fewestPoints = 4
/** A quarter of what two colours need to be told apart: the adapter does nothing to this picture. */
const leastDistance = 0.005

/** In any order, of every weight but 0. Null where too few are above 0, or the picture does not move. */
export function responseMark(points: readonly ResponsePoint[]): WeightMark['response'] {
  const rising = points.filter(([weight]) => weight > 0).sort(([a], [b]) => a - b)
  const farthest = Math.max(0, ...rising.map(([, distance]) => distance))
  if (rising.length < fewestPoints || farthest < leastDistance) return null
  const [half, most] = [firstAt(rising, farthest * 0.5), firstAt(rising, farthest * 0.9)]
  return { weight: half, range: { min: half, max: most }, pictures: points.length + 1 }
}

/** The first weight that moves it so far, between two pictures in a straight line. */
function firstAt(rising: readonly ResponsePoint[], distance: number): number {
  let [weight, reached]: ResponsePoint = [0, 0]
  for (const [next, far] of rising) {
    if (far >= distance) return weight + ((distance - reached) / (far - reached)) * (next - weight)
    ;[weight, reached] = [next, far]
  }
  return weight
}
