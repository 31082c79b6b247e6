// Pictures that keep their form in rows that fill the width, under the headings of their sections. Pure.
import type { Band, GridBox, GridLayout, GridRow, Stretch } from './grid-layout.ts'

export type PictureRoom = {
  /** How many pictures each section has, in order. */
  readonly sections: readonly number[]
  /** Width by height of each picture. */
  aspectOf(picture: number): number
  readonly width: number
  readonly gap: number
  /** A row is at most so high. */
  readonly rowHeight: number
  readonly headingHeight: number
}

/** What is wider or higher than this is cut to it. */
const mostAspect = 3.2
const leastAspect = 0.4

export function justifiedRows(room: PictureRoom): GridLayout {
  const { sections, width, gap, rowHeight, headingHeight } = room
  const aspectOf = (picture: number): number =>
    Math.min(mostAspect, Math.max(leastAspect, room.aspectOf(picture) || 1))
  const rows: GridRow[] = []
  let count = 0
  let top = 0

  function put(first: number, end: number, height: number, section: number): void {
    rows.push({ first, end, top, height, section })
    top += height + gap
  }

  for (const [section, pictures] of sections.entries()) {
    if (pictures === 0) continue
    put(count, count, headingHeight, section)
    const last = count + pictures
    let first = count
    let aspects = 0
    for (let picture = count; picture < last; picture++) {
      aspects += aspectOf(picture)
      const height = (width - gap * (picture - first)) / aspects
      const isFull = height <= rowHeight
      // The last row of a section is as high as the others would be: nothing is blown up.
      if (isFull || picture === last - 1) {
        put(first, picture + 1, Math.max(1, Math.min(height, rowHeight)), section)
        first = picture + 1
        aspects = 0
      }
    }
    count = last
  }

  /** The last row that begins at or above a height. */
  function rowAt(height: number): number {
    let low = 0
    let high = rows.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (rows[middle]!.top <= height) low = middle
      else high = middle - 1
    }
    return low
  }

  function rowOf(picture: number): number {
    let low = 0
    let high = rows.length - 1
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (rows[middle]!.end > picture) high = middle
      else low = middle + 1
    }
    return low
  }

  function box(picture: number): GridBox {
    const row = rows[rowOf(picture)]!
    let left = 0
    for (let before = row.first; before < picture; before++) left += row.height * aspectOf(before) + gap
    return { left, top: row.top, width: row.height * aspectOf(picture), height: row.height }
  }

  /** Of a row, the picture that is nearest to a place across. */
  function nearest({ first, end }: Stretch, across: number): number {
    let best = first
    let distance = Infinity
    for (let picture = first; picture < end; picture++) {
      const { left, width: own } = box(picture)
      const away = Math.abs(left + own / 2 - across)
      if (away < distance) [best, distance] = [picture, away]
    }
    return best
  }

  /** The row of pictures that a way down (or up) from a picture leads to; null past the ends. */
  function rowBeyond(picture: number, way: number): GridRow | null {
    const from = rowOf(picture)
    const step = Math.sign(way)
    let to: GridRow | null = null
    for (let at = from + step; at >= 0 && at < rows.length; at += step) {
      const row = rows[at]!
      if (row.end === row.first) continue
      if (to !== null && Math.abs(row.top - rows[from]!.top) > Math.abs(way)) break
      to = row
    }
    return to
  }

  function touched({ left, top: above, right, bottom }: Band): Stretch[] {
    const stretches: Stretch[] = []
    for (let at = rows.length === 0 ? 0 : rowAt(above); at < rows.length; at++) {
      const row = rows[at]!
      if (row.top >= bottom) break
      if (row.top + row.height < above) continue
      const inside = Array.from({ length: row.end - row.first }, (_, index) => row.first + index).filter(
        (picture) => {
          const own = box(picture)
          return own.left < right && own.left + own.width >= left
        },
      )
      const first = inside[0]
      if (first !== undefined) stretches.push({ first, end: inside.at(-1)! + 1 })
    }
    return stretches
  }

  return {
    count,
    height: Math.max(0, top - gap),
    rowCount: rows.length,
    columns: -1,
    rowsBetween(from, to) {
      if (rows.length === 0) return { first: 0, end: 0 }
      return { first: rowAt(from), end: rowAt(to) + 1 }
    },
    row: (at) => rows[at]!,
    rowOf,
    box,
    touched,
    after(picture, key, page) {
      if (count === 0) return null
      const moves: Readonly<Record<string, () => number>> = {
        ArrowLeft: () => Math.max(0, picture - 1),
        ArrowRight: () => Math.min(count - 1, picture + 1),
        Home: () => 0,
        End: () => count - 1,
      }
      if (Object.hasOwn(moves, key)) return moves[key]!()
      const ways: Readonly<Record<string, number>> = {
        ArrowUp: -1,
        ArrowDown: 1,
        PageUp: -page,
        PageDown: page,
      }
      const way = Object.hasOwn(ways, key) ? ways[key]! : 0
      if (way === 0) return null
      const row = rowBeyond(picture, way)
      if (row === null) return picture
      const { left, width: own } = box(picture)
      return nearest(row, left + own / 2)
    },
  }
}
