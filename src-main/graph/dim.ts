// One extent of a shape: a number, or a monomial of symbols such as "height/2" or "height*width/4" in canonical text.
import { invariant } from '../base/errors.ts'

export type Dim = number | string

/** numerator · symbols / denominator, in lowest terms, symbols sorted (a square repeats its symbol). */
type Monomial = {
  readonly numerator: number
  readonly denominator: number
  readonly symbols: readonly string[]
}

const symbolPattern = /^[A-Za-z_][A-Za-z0-9_]*$/

// A pure function's results; a graph has a few dozen different extents and asks for them thousands of times.
const parsed = new Map<string, Monomial>()

function parse(dim: Dim): Monomial {
  if (typeof dim === 'number') return parseNew(dim)
  let monomial = parsed.get(dim)
  if (monomial === undefined) parsed.set(dim, (monomial = parseNew(dim)))
  return monomial
}

function parseNew(dim: Dim): Monomial {
  if (typeof dim === 'number') {
    invariant(Number.isSafeInteger(dim) && dim >= 0, `an extent is a whole number, not ${dim}`)
    return { numerator: dim, denominator: 1, symbols: [] }
  }
  const [product = '', divisor = '1', ...rest] = dim.split('/')
  const factors = product.split('*')
  const leading = /^\d+$/.test(factors[0] ?? '') ? Number(factors.shift()) : 1
  const denominator = Number(divisor)
  invariant(
    rest.length === 0 &&
      factors.length > 0 &&
      factors.every((factor) => symbolPattern.test(factor)) &&
      /^\d+$/.test(divisor) &&
      denominator > 0,
    `"${dim}" is no extent`,
  )
  return { numerator: leading, denominator, symbols: factors }
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b]
  return a
}

function format({ numerator, denominator, symbols }: Monomial): Dim {
  const common = greatestCommonDivisor(numerator, denominator)
  const top = numerator / common
  const bottom = denominator / common
  if (symbols.length === 0) {
    invariant(bottom === 1, `${top}/${bottom} is no whole extent`)
    return top
  }
  if (top === 0) return 0
  const product = (top === 1 ? symbols : [top, ...symbols]).join('*')
  return bottom === 1 ? product : `${product}/${bottom}`
}

/** The canonical text of a monomial written in any order, or the number itself. */
export function canonicalDim(dim: Dim): Dim {
  if (typeof dim === 'string' && symbolPattern.test(dim)) return dim
  const monomial = parse(dim)
  return format({ ...monomial, symbols: monomial.symbols.toSorted() })
}

export function multiplyDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  if (a === 1) return b
  if (b === 1) return a
  const left = parse(a)
  const right = parse(b)
  return format({
    numerator: left.numerator * right.numerator,
    denominator: left.denominator * right.denominator,
    symbols: [...left.symbols, ...right.symbols].sort(),
  })
}

/** a / b. Numbers must divide evenly; a symbol divided by a number is declared to be a multiple of it. */
export function divideDims(a: Dim, b: Dim): Dim {
  if (b === 1) return a
  const left = parse(a)
  const right = parse(b)
  invariant(right.numerator > 0, `${a} divided by nothing`)
  const symbols = [...left.symbols]
  for (const symbol of right.symbols) {
    const index = symbols.indexOf(symbol)
    invariant(index >= 0, `${a} does not divide by ${b}`)
    symbols.splice(index, 1)
  }
  return format({
    numerator: left.numerator * right.denominator,
    denominator: left.denominator * right.numerator,
    symbols,
  })
}

/** The number of elements of a shape. */
export function productOfDims(shape: readonly Dim[]): Dim {
  return shape.reduce<Dim>(multiplyDims, 1)
}

export function sameDims(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((dim, index) => dim === b[index])
}

/** a + b, where the sum is a monomial: two numbers, or multiples of the same symbols. */
export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (a === 0) return b
  if (b === 0) return a
  const left = parse(a)
  const right = parse(b)
  invariant(sameDims(left.symbols, right.symbols), `the sum of ${a} and ${b} is no extent`)
  return format({
    numerator: left.numerator * right.denominator + right.numerator * left.denominator,
    denominator: left.denominator * right.denominator,
    symbols: left.symbols,
  })
}

/**
 * The extent of a convolution's output. A symbolic extent is declared to be a multiple of the stride, and the
 * kernel must then cover it evenly: 3 wide with 1 + 1 or 0 + 1 padding, 1 wide with none.
 */
export function convolvedDim(dim: Dim, kernel: number, stride: number, before: number, after: number): Dim {
  const surplus = before + after - kernel
  if (typeof dim === 'number') {
    invariant(dim + surplus >= 0, `a kernel of ${kernel} is wider than ${dim}`)
    return Math.floor((dim + surplus) / stride) + 1
  }
  invariant(
    Math.floor(surplus / stride) + 1 === 0,
    `${dim} after a kernel of ${kernel}, stride ${stride}, padding ${before} + ${after} is no extent`,
  )
  return divideDims(dim, stride)
}

/** The symbols of an extent; a square has its symbol twice. */
export function symbolsOf(dim: Dim): readonly string[] {
  return typeof dim === 'number' ? [] : parse(dim).symbols
}

/** The extent as integer factors to multiply and divide: numerator · symbols / denominator. */
export function factorsOf(dim: Dim): Monomial {
  return parse(dim)
}

/** The number an extent stands for. A missing symbol or an extent that does not come out whole is an error. */
export function evaluateDim(dim: Dim, bindings: Readonly<Record<string, number>>): number {
  if (typeof dim === 'number') return dim
  const { numerator, denominator, symbols } = parse(dim)
  const product = symbols.reduce((value, symbol) => {
    const bound = Object.hasOwn(bindings, symbol) ? bindings[symbol] : undefined
    invariant(bound !== undefined, `no value for "${symbol}"`)
    return value * bound
  }, numerator)
  invariant(product % denominator === 0, `${dim} = ${product}/${denominator} is no whole number`)
  return product / denominator
}

export function evaluateShape(shape: readonly Dim[], bindings: Readonly<Record<string, number>>): number[] {
  return shape.map((dim) => evaluateDim(dim, bindings))
}
