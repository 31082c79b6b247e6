// The spot that somebody asks about: around a click, between two corners, or moved by keys.
import type { Spot } from '../../../src-main/base/difference-map.ts'

type Place = { readonly x: number; readonly y: number }

/** Half a side of the spot around a place, in shares of the picture. */
const radius = 0.04
/** What is drawn smaller than this was a click. */
const leastSide = 0.02
const steps = { wide: 0.08, fine: 0.02 } as const
const arrows: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}
const within = (value: number): number => Math.min(1, Math.max(0, value))

/** Moved inside where it would reach over an edge. */
export function spotAround({ x, y }: Place): Spot {
  const middle = (value: number): number => Math.min(1 - radius, Math.max(radius, value))
  const [mx, my] = [middle(x), middle(y)]
  return { left: mx - radius, top: my - radius, right: mx + radius, bottom: my + radius }
}

/** Null where it is too small to have been drawn. */
export function spotBetween(one: Place, other: Place): Spot | null {
  const spot = {
    left: within(Math.min(one.x, other.x)),
    top: within(Math.min(one.y, other.y)),
    right: within(Math.max(one.x, other.x)),
    bottom: within(Math.max(one.y, other.y)),
  }
  return spot.right - spot.left < leastSide || spot.bottom - spot.top < leastSide ? null : spot
}

/** By an arrow key, from the middle where there is none yet; null for another key. */
export function movedSpot(spot: Spot | null, key: string, isFine: boolean): Spot | null {
  const arrow = arrows[key]
  if (arrow === undefined) return null
  if (spot === null) return spotAround({ x: 0.5, y: 0.5 })
  const step = isFine ? steps.fine : steps.wide
  return spotAround({
    x: (spot.left + spot.right) / 2 + arrow.x * step,
    y: (spot.top + spot.bottom) / 2 + arrow.y * step,
  })
}
