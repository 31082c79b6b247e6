// One extent of a shape: a number, or a polynomial of symbols in canonical text, such as "height*width/4+tokens".
import { invariant } from '../base/errors.ts'
import { createKept } from '../base/kept.ts'
import {
  add,
  divide,
  formatPolynomial,
  greatestCommonDivisor,
  multiply,
  negative,
  parsePolynomial,
  substitute,
  symbolPattern,
  term,
  type Polynomial,
} from './polynomial.ts'

export type Dim = number | string

// A pure function's results; a graph has a few dozen different extents and asks for them thousands of times.
const parsed = createKept<string, Polynomial>({ limit: 10_000 })

function parse(dim: Dim): Polynomial {
  if (typeof dim === 'number') {
    invariant(Number.isSafeInteger(dim) && dim >= 0, `an extent is a whole number, not ${dim}`)
    return term(dim, 1)
  }
  let polynomial = parsed.get(dim)
  if (polynomial === undefined) {
    polynomial = /[A-Za-z_]/.test(dim) ? parsePolynomial(dim) : undefined
    invariant(polynomial !== undefined, `"${dim}" is not an extent`)
    parsed.put(dim, polynomial)
  }
  return polynomial
}

function format(polynomial: Polynomial): Dim {
  const [first] = polynomial
  if (first === undefined) return 0
  const text = formatPolynomial(polynomial)
  if (first.symbols.length > 0) return text
  const { numerator, denominator } = first
  invariant(denominator === 1 && numerator >= 0, `${text} is not a whole extent`)
  return numerator
}

/** The canonical text of a polynomial written in any order, or the number itself. */
export function canonicalDim(dim: Dim): Dim {
  if (typeof dim === 'string' && symbolPattern.test(dim)) return dim
  return format(parse(dim))
}

export function multiplyDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  if (a === 1) return b
  if (b === 1) return a
  return format(multiply(parse(a), parse(b)))
}

/** a / b. Numbers must divide evenly; a symbol divided by a number is declared to be a multiple of it. */
export function divideDims(a: Dim, b: Dim): Dim {
  if (b === 1) return a
  invariant(b !== 0, `${a} divided by nothing`)
  const quotient = divide(parse(a), parse(b))
  invariant(quotient !== undefined, `${a} does not divide by ${b}`)
  return format(quotient)
}

export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (a === 0) return b
  if (b === 0) return a
  return format(add(parse(a), parse(b)))
}

/** a − b; a symbolic difference is declared not to be negative. */
export function subtractDims(a: Dim, b: Dim): Dim {
  if (b === 0) return a
  return format(add(parse(a), negative(parse(b))))
}

/** The number of elements of a shape. */
export function productOfDims(shape: readonly Dim[]): Dim {
  return shape.reduce<Dim>(multiplyDims, 1)
}

export function sameDims(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((dim, index) => dim === b[index])
}

/** The extent of a convolution's output. A symbolic extent is declared to be a multiple of the stride. */
export function convolvedDim(dim: Dim, kernel: number, stride: number, before: number, after: number): Dim {
  const surplus = before + after - kernel
  if (typeof dim === 'number') {
    invariant(dim + surplus >= 0, `a kernel of ${kernel} is wider than ${dim}`)
    return Math.floor((dim + surplus) / stride) + 1
  }
  const edge = Math.floor(surplus / stride) + 1
  const steps = divideDims(dim, stride)
  return edge < 0 ? subtractDims(steps, -edge) : addDims(steps, edge)
}

/** The symbols of an extent, each once. */
export function symbolsOf(dim: Dim): ReadonlySet<string> {
  return new Set(typeof dim === 'number' ? [] : parse(dim).flatMap(({ symbols }) => symbols))
}

/** The extent in whole numbers: the sum of factor · symbols, divided by `divisor` at the end. */
export function sumOf(dim: Dim): {
  readonly terms: readonly { readonly factor: number; readonly symbols: readonly string[] }[]
  readonly divisor: number
} {
  const polynomial = parse(dim)
  const divisor = polynomial.reduce(
    (common, { denominator }) => (common / greatestCommonDivisor(common, denominator)) * denominator,
    1,
  )
  const terms = polynomial.map(({ numerator, denominator, symbols }) => ({
    factor: numerator * (divisor / denominator),
    symbols,
  }))
  return { terms, divisor }
}

/** The extent where every symbol in `bindings` is that number; other symbols stay. */
export function bindDim(dim: Dim, bindings: Readonly<Record<string, number>>): Dim {
  return typeof dim === 'number' ? dim : format(substitute(parse(dim), bindings))
}
