// Polynomials of named symbols with rational coefficients, and their canonical text: "height*width/4+2*tokens-1".
import { invariant } from '../base/errors.ts'

/** numerator · symbols / denominator in lowest terms, never 0; symbols sorted, a square repeats its symbol. */
export type Term = {
  readonly numerator: number
  /** Positive. */
  readonly denominator: number
  readonly symbols: readonly string[]
}

/** No two terms have the same symbols; the highest degree comes first, and within one the alphabet decides. */
export type Polynomial = readonly Term[]

export const symbolPattern = /^[A-Za-z_][A-Za-z0-9_]*$/

export function term(numerator: number, denominator: number, symbols: readonly string[] = []): Polynomial {
  const common = greatestCommonDivisor(Math.abs(numerator), denominator)
  const reduced = { numerator: numerator / common, denominator: denominator / common, symbols }
  invariant(
    Number.isSafeInteger(reduced.numerator) && Number.isSafeInteger(reduced.denominator) && denominator > 0,
    `${numerator}/${denominator} is too large for an extent`,
  )
  return numerator === 0 ? [] : [reduced]
}

export function add(a: Polynomial, b: Polynomial): Polynomial {
  const sum: Term[] = [...a]
  for (const right of b) {
    const at = sum.findIndex((left) => order(left, right) >= 0)
    const left = sum[at]
    if (left === undefined) sum.push(right)
    else if (order(left, right) > 0) sum.splice(at, 0, right)
    else sum.splice(at, 1, ...plus(left, right))
  }
  return sum
}

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  return a.reduce<Polynomial>((sum, left) => add(sum, multiplyByTerm(b, left)), [])
}

export const negative = (a: Polynomial): Polynomial =>
  a.map((each) => ({ ...each, numerator: -each.numerator }))

/** a / b where that is a polynomial, else undefined; b is not 0. */
export function divide(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const [leading] = b
  invariant(leading, 'divided by nothing')
  // The order of terms is kept by multiplying, so the leading terms alone say what comes next.
  let rest = a
  let quotient: Polynomial = []
  while (rest[0] !== undefined) {
    const [next] = quotientOfTerms(rest[0], leading)
    if (next === undefined) return undefined
    quotient = add(quotient, [next])
    rest = add(rest, negative(multiplyByTerm(b, next)))
  }
  return quotient
}

/** The polynomial where `values` has a number in place of a symbol. */
export function substitute(a: Polynomial, values: Readonly<Record<string, number>>): Polynomial {
  return a.reduce<Polynomial>((sum, { numerator, denominator, symbols }) => {
    const left = symbols.filter((symbol) => !Object.hasOwn(values, symbol))
    const known = symbols.filter((symbol) => Object.hasOwn(values, symbol))
    const product = known.reduce((value, symbol) => value * (values[symbol] ?? 0), numerator)
    return add(sum, term(product, denominator, left))
  }, [])
}

/** Undefined for a text that is not a polynomial; terms and factors may come in any order. */
export function parsePolynomial(text: string): Polynomial | undefined {
  const pieces = text.match(/[+-]?[^+-]+/g) ?? []
  if (text.startsWith('+') || pieces.join('') !== text || pieces.length === 0) return undefined
  const terms = pieces.map(parseTerm)
  return terms.reduce<Polynomial | undefined>((sum, each) => sum && each && add(sum, each), [])
}

export function formatPolynomial(a: Polynomial): string {
  const texts = a.map(({ numerator, denominator, symbols }, index) => {
    const size = Math.abs(numerator)
    const product = (size === 1 && symbols.length > 0 ? symbols : [size, ...symbols]).join('*')
    const sign = numerator < 0 ? '-' : index > 0 ? '+' : ''
    return sign + (denominator === 1 ? product : `${product}/${denominator}`)
  })
  return texts.join('') || '0'
}

function parseTerm(text: string): Polynomial | undefined {
  const [, sign, product = '', divisor = '1'] = /^([+-]?)([^/]+)(?:\/(\d+))?$/.exec(text) ?? []
  const symbols = product.split('*')
  const leading = /^\d+$/.test(symbols[0] ?? '') ? Number(symbols.shift()) : 1
  const valid = symbols.every((symbol) => symbolPattern.test(symbol)) && Number(divisor) > 0
  if (!valid) return undefined
  return term(sign === '-' ? -leading : leading, Number(divisor), symbols.sort())
}

/** Graded lexicographic: negative where `a` comes first. */
function order(a: Term, b: Term): number {
  if (a.symbols.length !== b.symbols.length) return b.symbols.length - a.symbols.length
  const at = a.symbols.findIndex((symbol, index) => symbol !== b.symbols[index])
  if (at < 0) return 0
  return a.symbols[at]! < b.symbols[at]! ? -1 : 1
}

function plus(a: Term, b: Term): Polynomial {
  const common = greatestCommonDivisor(a.denominator, b.denominator)
  const [left, right] = [b.denominator / common, a.denominator / common]
  return term(a.numerator * left + b.numerator * right, a.denominator * left, a.symbols)
}

function multiplyByTerm(a: Polynomial, by: Term): Polynomial {
  return a.flatMap(({ numerator, denominator, symbols }) =>
    term(numerator * by.numerator, denominator * by.denominator, [...symbols, ...by.symbols].sort()),
  )
}

function quotientOfTerms(a: Term, b: Term): Polynomial {
  const symbols = [...a.symbols]
  for (const symbol of b.symbols) {
    const at = symbols.indexOf(symbol)
    if (at < 0) return []
    symbols.splice(at, 1)
  }
  const sign = Math.sign(b.numerator)
  return term(sign * a.numerator * b.denominator, a.denominator * Math.abs(b.numerator), symbols)
}

export function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}
