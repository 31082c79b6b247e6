// Symbolic extents are a ring: their arithmetic agrees with that of the numbers they stand for.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  divide,
  formatPolynomial,
  multiply,
  negative,
  parsePolynomial,
  substitute,
  term,
  type Polynomial,
} from '../../src-main/graph/polynomial.ts'

const symbols = ['batch', 'height', 'tokens', 'width'] as const
const whole = fc.integer({ min: -6, max: 6 })
const terms = fc.record({
  numerator: whole,
  denominator: fc.constantFrom(1, 2, 3, 4, 8),
  symbols: fc.array(fc.constantFrom(...symbols), { maxLength: 3 }),
})
const polynomials = fc
  .array(terms, { maxLength: 4 })
  .map((list) =>
    list.reduce<Polynomial>(
      (sum, { numerator, denominator, symbols }) =>
        add(sum, term(numerator, denominator, symbols.toSorted())),
      [],
    ),
  )
const sizes = fc.record({ batch: whole, height: whole, tokens: whole, width: whole })

/** The number a polynomial stands for, times `scale`, which every denominator that can be drawn divides. */
const scale = 8n ** 4n * 3n ** 4n
function value(polynomial: Polynomial, at: Readonly<Record<string, number>>): bigint {
  return polynomial.reduce(
    (sum, { numerator, denominator, symbols }) =>
      sum +
      symbols.reduce(
        (product, symbol) => product * BigInt(at[symbol]!),
        (BigInt(numerator) * scale) / BigInt(denominator),
      ),
    0n,
  )
}

const one = term(1, 1)
const text = formatPolynomial

describe('polynomials', () => {
  it('obey the laws of a commutative ring', () => {
    fc.assert(
      fc.property(polynomials, polynomials, polynomials, (a, b, c) => {
        expect(text(add(a, b))).toBe(text(add(b, a)))
        expect(text(add(add(a, b), c))).toBe(text(add(a, add(b, c))))
        expect(text(multiply(a, b))).toBe(text(multiply(b, a)))
        expect(text(multiply(multiply(a, b), c))).toBe(text(multiply(a, multiply(b, c))))
        expect(text(multiply(a, add(b, c)))).toBe(text(add(multiply(a, b), multiply(a, c))))
        expect(add(a, [])).toEqual(a)
        expect(multiply(a, one)).toEqual(a)
        expect(multiply(a, [])).toEqual([])
        expect(add(a, negative(a))).toEqual([])
      }),
    )
  })

  it('compute what the numbers they stand for compute', () => {
    fc.assert(
      fc.property(polynomials, polynomials, sizes, (a, b, at) => {
        expect(value(add(a, b), at)).toBe(value(a, at) + value(b, at))
        expect(value(multiply(a, b), at) * scale).toBe(value(a, at) * value(b, at))
      }),
    )
  })

  it('divide what was multiplied, and nothing else', () => {
    fc.assert(
      fc.property(polynomials, polynomials, (a, b) => {
        fc.pre(b.length > 0)
        expect(divide(multiply(a, b), b)).toEqual(a)
        const quotient = divide(a, b)
        if (quotient !== undefined) expect(multiply(quotient, b)).toEqual(a)
      }),
    )
  })

  it('take numbers in place of symbols one after the other or all at once', () => {
    fc.assert(
      fc.property(polynomials, polynomials, sizes, fc.shuffledSubarray([...symbols]), (a, b, at, order) => {
        const stepwise = order.reduce(
          (polynomial, symbol) => substitute(polynomial, { [symbol]: at[symbol] }),
          a,
        )
        const atOnce = substitute(a, Object.fromEntries(order.map((symbol) => [symbol, at[symbol]])))
        expect(stepwise).toEqual(atOnce)
        expect(value(stepwise, at)).toBe(value(a, at))
        expect(substitute(multiply(a, b), at)).toEqual(multiply(substitute(a, at), substitute(b, at)))
      }),
    )
  })

  it('have one text, which reads back as themselves', () => {
    fc.assert(
      fc.property(polynomials, fc.array(fc.nat(), { maxLength: 8 }), (a, swaps) => {
        expect(parsePolynomial(text(a))).toEqual(a)
        const shuffled = [...a].sort(
          (left, right) => (swaps[left.symbols.length] ?? 0) - (swaps[right.symbols.length] ?? 0),
        )
        const pieces = shuffled.map((each) => text([{ ...each, symbols: each.symbols.toReversed() }]))
        const written = pieces
          .map((piece, i) => (i > 0 && !piece.startsWith('-') ? `+${piece}` : piece))
          .join('')
        if (a.length > 0) expect(text(parsePolynomial(written)!)).toBe(text(a))
      }),
    )
  })
})
