// The two ways in which cards lie: what a rectangle touches is what geometry says, and keys stay within the grid.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalCards } from '../../../../src-renderer/ui/equal-cards.ts'
import { scrollToBox, type Band, type GridLayout } from '../../../../src-renderer/ui/grid-layout.ts'
import { justifiedRows } from '../../../../src-renderer/ui/justified-rows.ts'

const room = {
  width: fc.integer({ min: 40, max: 1200 }),
  gap: fc.integer({ min: 1, max: 20 }),
}
const equal = fc
  .record({ ...room, count: fc.integer({ min: 0, max: 200 }), leastWidth: fc.integer({ min: 30, max: 300 }) })
  .map((wish) => equalCards({ ...wish, heightOf: (width) => width + 40 }))
const justified = fc
  .record({
    ...room,
    sections: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }),
    aspects: fc.array(fc.double({ min: 0, max: 8, noNaN: true }), { minLength: 1, maxLength: 7 }),
  })
  .map(({ aspects, ...wish }) =>
    justifiedRows({
      ...wish,
      aspectOf: (picture) => aspects[picture % aspects.length]!,
      rowHeight: 120,
      headingHeight: 30,
    }),
  )

const keys = fc.constantFrom(
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'PageUp',
  'PageDown',
  'Home',
  'End',
)

const all = ({ count }: GridLayout): number[] => Array.from({ length: count }, (_, card) => card)
const flat = (runs: readonly { first: number; end: number }[]): number[] =>
  runs.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, at) => first + at))

describe.each([
  ['equal cards', equal],
  ['justified rows', justified],
])('%s', (_, layouts) => {
  test('a rectangle touches the cards that overlap it, and no other', () => {
    const numbers = fc.integer({ min: -50, max: 1500 })
    fc.assert(
      fc.property(layouts, numbers, numbers, numbers, numbers, (layout, x0, x1, y0, y1) => {
        const band: Band = {
          left: Math.min(x0, x1) + 0.25,
          right: Math.max(x0, x1) + 0.5,
          top: Math.min(y0, y1) + 0.25,
          bottom: Math.max(y0, y1) + 0.5,
        }
        const overlapping = all(layout).filter((card) => {
          const { left, top, width, height } = layout.box(card)
          const isAcross = left < band.right && left + width >= band.left
          return isAcross && top < band.bottom && top + height >= band.top
        })
        expect(flat(layout.touched(band))).toEqual(overlapping)
      }),
    )
  })

  test('rows have every card once, in order; what is in view is among the rows between', () => {
    const tops = fc.integer({ min: -100, max: 3000 })
    fc.assert(
      fc.property(layouts, tops, fc.integer({ min: 1, max: 900 }), (layout, top, height) => {
        const rows = Array.from({ length: layout.rowCount }, (_row, at) => layout.row(at))
        expect(flat(rows)).toEqual(all(layout))
        for (const [at, row] of rows.entries()) {
          if (at > 0) expect(row.top).toBeGreaterThanOrEqual(rows[at - 1]!.top + rows[at - 1]!.height)
          expect(row.top + row.height).toBeLessThan(layout.height + 0.001)
        }
        const { first, end } = layout.rowsBetween(top, top + height)
        const inView = rows.flatMap((row, at) =>
          row.top < top + height && row.top + row.height > top ? [at] : [],
        )
        for (const at of inView) expect(at >= first && at < end).toBe(true)
        for (const card of all(layout)) {
          const row = layout.row(layout.rowOf(card))
          expect(card >= row.first && card < row.end).toBe(true)
        }
      }),
    )
  })

  test('keys lead to a card there is, or stay', () => {
    fc.assert(
      fc.property(layouts, fc.nat(), keys, fc.integer({ min: 1, max: 900 }), (layout, at, key, page) => {
        fc.pre(layout.count > 0)
        const to = layout.after(at % layout.count, key, page)!
        expect(to).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThan(layout.count)
        expect(layout.after(0, 'x', page)).toBeNull()
        expect(layout.after(0, 'toString', page)).toBeNull()
      }),
    )
  })
})

test('equal cards: as many columns as fit, and up and down keep the column', () => {
  const layout = equalCards({ count: 10, width: 410, gap: 10, leastWidth: 120, heightOf: (width) => width })
  expect(layout).toMatchObject({ columns: 3, rowCount: 4 })
  expect(layout.box(4)).toMatchObject({ width: 130, left: 140, top: 140 })
  const after = (from: number, key: string): number | null => layout.after(from, key, 280)
  expect([after(4, 'ArrowUp'), after(1, 'ArrowUp'), after(4, 'PageUp'), after(8, 'PageUp')]).toEqual([
    1, 1, 1, 2,
  ])
  // Below the last full row there is one card.
  expect([after(7, 'ArrowDown'), after(9, 'ArrowDown'), after(2, 'PageDown')]).toEqual([9, 9, 8])
  expect([after(5, 'Home'), after(5, 'End')]).toEqual([0, 9])
  const none = equalCards({ count: 0, width: 410, gap: 10, leastWidth: 120, heightOf: (width) => width })
  expect([none.height, none.after(0, 'End', 100)]).toEqual([0, null])
})

test('justified rows: full rows fill the width, none is higher than wished, sections begin with a heading', () => {
  const layout = justifiedRows({
    sections: [5, 0, 2],
    aspectOf: (picture) => [1, 1.5, 0.75, 2, 1][picture % 5]!,
    width: 500,
    gap: 10,
    rowHeight: 150,
    headingHeight: 40,
  })
  const rows = Array.from({ length: layout.rowCount }, (_, at) => layout.row(at))
  expect(rows.map(({ first, end, section }) => [first, end, section])).toEqual([
    [0, 0, 0],
    [0, 3, 0],
    [3, 5, 0],
    [5, 5, 2],
    [5, 7, 2],
  ])
  const last = layout.box(2)
  expect(Math.round((last.left + last.width) * 1000)).toBe(500_000)
  expect(rows.map(({ height }) => height)).toEqual([40, 480 / 3.25, 150, 40, 150])
  // Down goes to the nearest below, over the heading.
  expect(layout.after(2, 'ArrowDown', 400)).toBe(4)
  expect(layout.after(4, 'ArrowDown', 400)).toBe(6)
})

test('a hundred thousand pictures have a place each', () => {
  const layout = justifiedRows({
    sections: Array.from({ length: 1000 }, () => 100),
    aspectOf: (picture) => 0.5 + (picture % 7) / 4,
    width: 1200,
    gap: 6,
    rowHeight: 180,
    headingHeight: 40,
  })
  expect(layout.count).toBe(100_000)
  expect(layout.rowOf(99_999)).toBe(layout.rowCount - 1)
})

test('scrolling brings a box into view and no further', () => {
  const box = { left: 0, top: 300, width: 10, height: 100 }
  expect([scrollToBox(0, 200, box), scrollToBox(250, 200, box), scrollToBox(350, 200, box)]).toEqual([
    200, 250, 300,
  ])
})
