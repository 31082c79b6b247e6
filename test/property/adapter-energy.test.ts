// ‖ΔW‖ without ΔW is ‖ΔW‖: every kind against plain sums over the whole matrix.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { energyOf } from '../../src-main/adapters/strength/energy.ts'
import { plainGram, type Gram } from '../../src-main/adapters/strength/gram.ts'
import type { Factors } from '../../src-main/adapters/kinds/algorithm.ts'
import { simdGram } from '../../src-main/catalog/adapters/simd-gram.ts'
import { createRandom } from '../support/random-tensor.ts'
import { tolerances } from '../support/tolerances.ts'

type Shapes = Record<string, readonly number[]>
const size = fc.integer({ min: 1, max: 9 })
const seed = fc.integer({ min: 0, max: 1e6 })

function madeUp(shapes: Shapes, from: number): Factors {
  const random = createRandom(from)
  return new Map(
    Object.entries(shapes).map(([part, shape]) => [
      part,
      { dtype: 'f32', shape, data: Float32Array.from(random.normal(shape).data) },
    ]),
  )
}

/** Element access by [row, column, …]. */
function reader(factors: Factors, part: string): (...place: number[]) => number {
  const { data, shape } = factors.get(part)!
  return (...place) => data[place.reduce((at, index, axis) => at * (shape[axis] ?? 1) + index, 0)]!
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const sumOver = (count: number, value: (index: number) => number): number =>
  upTo(count).reduce((sum, index) => sum + value(index), 0)

function check(kind: Parameters<typeof energyOf>[0], factors: Factors, naive: number): void {
  for (const gram of [plainGram, simdGram] satisfies Gram[]) {
    const energy = energyOf(kind, factors, gram)!
    expect(Math.abs(energy - naive)).toBeLessThanOrEqual(
      tolerances.energy.abs + tolerances.energy.rel * Math.max(naive, 1),
    )
  }
}

/** Σ_pq left(o,p)·core(p,q,k)·right(q,i). */
const tucker = (
  [p, q]: readonly [number, number],
  left: (o: number, p: number) => number,
  core: (p: number, q: number, k: number) => number,
  right: (q: number, i: number) => number,
): ((o: number, i: number, k: number) => number) => {
  return (o, i, k) => sumOver(p, (a) => sumOver(q, (b) => left(o, a) * core(a, b, k) * right(b, i)))
}

describe('‖ΔW‖²', () => {
  it('LoRA', () => {
    fc.assert(
      fc.property(size, size, size, seed, (rows, columns, rank, from) => {
        const factors = madeUp({ up: [rows, rank], down: [rank, columns] }, from)
        const [up, down] = [reader(factors, 'up'), reader(factors, 'down')]
        const naive = sumOver(rows, (i) =>
          sumOver(columns, (j) => sumOver(rank, (k) => up(i, k) * down(k, j)) ** 2),
        )
        check('lora', factors, naive)
      }),
    )
  })

  it('LoCon with a Tucker core', () => {
    fc.assert(
      fc.property(size, size, size, seed, (rows, inputs, rank, from) => {
        const factors = madeUp(
          { up: [rows, rank, 1, 1], mid: [rank, rank, 3, 3], down: [rank, inputs, 1, 1] },
          from,
        )
        const [up, mid, down] = ['up', 'mid', 'down'].map((part) => reader(factors, part))
        const value = tucker(
          [rank, rank],
          (o, p) => up!(o, p, 0, 0),
          (p, q, k) => mid!(p, q, Math.floor(k / 3), k % 3),
          (q, i) => down!(q, i, 0, 0),
        )
        const naive = sumOver(rows, (o) => sumOver(inputs, (i) => sumOver(9, (k) => value(o, i, k) ** 2)))
        check('locon', factors, naive)
      }),
      { numRuns: 30 },
    )
  })

  it('LoHa, whichever way is shorter', () => {
    const long = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(long, long, fc.integer({ min: 1, max: 6 }), seed, (rows, columns, rank, from) => {
        const factors = madeUp(
          {
            hadaW1a: [rows, rank],
            hadaW1b: [rank, columns],
            hadaW2a: [rows, rank],
            hadaW2b: [rank, columns],
          },
          from,
        )
        const [a, b, c, d] = ['hadaW1a', 'hadaW1b', 'hadaW2a', 'hadaW2b'].map((part) => reader(factors, part))
        const naive = sumOver(rows, (i) =>
          sumOver(
            columns,
            (j) =>
              (sumOver(rank, (k) => a!(i, k) * b!(k, j)) * sumOver(rank, (k) => c!(i, k) * d!(k, j))) ** 2,
          ),
        )
        check('loha', factors, naive)
      }),
      { numRuns: 50 },
    )
  })

  it('LoHa with Tucker cores', () => {
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 4 }), seed, (rows, inputs, rank, from) => {
        const factors = madeUp(
          {
            hadaW1a: [rank, rows],
            hadaW1b: [rank, inputs],
            hadaT1: [rank, rank, 3, 3],
            hadaW2a: [rank, rows],
            hadaW2b: [rank, inputs],
            hadaT2: [rank, rank, 3, 3],
          },
          from,
        )
        const term = (n: 1 | 2): ((o: number, i: number, k: number) => number) => {
          const [a, b, t] = [`hadaW${n}a`, `hadaW${n}b`, `hadaT${n}`].map((part) => reader(factors, part))
          return tucker(
            [rank, rank],
            (o, p) => a!(p, o),
            (p, q, k) => t!(p, q, Math.floor(k / 3), k % 3),
            (q, i) => b!(q, i),
          )
        }
        const [one, two] = [term(1), term(2)]
        const naive = sumOver(rows, (o) =>
          sumOver(inputs, (i) => sumOver(9, (k) => (one(o, i, k) * two(o, i, k)) ** 2)),
        )
        check('loha', factors, naive)
      }),
      { numRuns: 30 },
    )
  })

  it('LoKr, whole, factored and with a Tucker core', () => {
    fc.assert(
      fc.property(
        fc.tuple(size, size, size, size),
        fc.boolean(),
        fc.constantFrom('whole', 'factored', 'tucker'),
        seed,
        ([a, c, b, d], factoredFirst, second, from) => {
          const rank = 2
          const factors = madeUp(
            {
              ...(factoredFirst ? { lokrW1a: [a, rank], lokrW1b: [rank, c] } : { lokrW1: [a, c] }),
              ...(second === 'whole'
                ? { lokrW2: [b, d, 3, 3] }
                : second === 'factored'
                  ? { lokrW2a: [b, rank], lokrW2b: [rank, d * 9] }
                  : { lokrW2a: [rank, b], lokrW2b: [rank, d], lokrT2: [rank, rank, 3, 3] }),
            },
            from,
          )
          const part = (name: string): ((...place: number[]) => number) => reader(factors, name)
          const w1 = (i: number, k: number): number =>
            factoredFirst
              ? sumOver(rank, (r) => part('lokrW1a')(i, r) * part('lokrW1b')(r, k))
              : part('lokrW1')(i, k)
          const w2 = (j: number, l: number, pixel: number): number => {
            const [y, x] = [Math.floor(pixel / 3), pixel % 3]
            if (second === 'whole') return part('lokrW2')(j, l, y, x)
            if (second === 'factored')
              return sumOver(rank, (r) => part('lokrW2a')(j, r) * part('lokrW2b')(r, l * 9 + pixel))
            return tucker(
              [rank, rank],
              (o, p) => part('lokrW2a')(p, o),
              (p, q) => part('lokrT2')(p, q, y, x),
              (q, i) => part('lokrW2b')(q, i),
            )(j, l, pixel)
          }
          const naive = sumOver(a, (i) =>
            sumOver(c, (k) =>
              sumOver(b, (j) => sumOver(d, (l) => sumOver(9, (pixel) => (w1(i, k) * w2(j, l, pixel)) ** 2))),
            ),
          )
          check('lokr', factors, naive)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('full and norm; and none where the base decides', () => {
    const factors = madeUp({ diff: [3, 4], normW: [5] }, 1)
    const squares = (part: string): number => factors.get(part)!.data.reduce((sum, x) => sum + x * x, 0)
    check('full', factors, squares('diff'))
    check('norm', factors, squares('normW'))
    for (const kind of ['ia3', 'glora', 'oft', 'boft'] as const) expect(energyOf(kind, factors)).toBeNull()
  })

  it('long rows and many of them go through the piecewise products alike', () => {
    const { data } = createRandom(4).normal([13, 2501])
    const values = Float32Array.from(data)
    for (const of of ['rows', 'columns'] as const) {
      const [rows, columns] = of === 'rows' ? [13, 2501] : [2501, 13]
      const [plain, fast] = [plainGram(values, rows, columns, of), simdGram(values, rows, columns, of)]
      const scale = Math.max(...plain.map(Math.abs))
      expect(plain).toHaveLength(13 * 13)
      for (const [at, value] of plain.entries())
        expect(Math.abs(fast[at]! - value)).toBeLessThanOrEqual(tolerances.energy.rel * scale)
    }
  })
})
