// A module's factors as what they add to its weight and to its bias, at scale 1.
import { elementCount } from '../../base/shape.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import type { Factors } from '../kinds/algorithm.ts'
import { algorithmOf } from '../kinds/algorithms.ts'
import { hasDora } from '../kinds/dora.ts'
import { factorOf } from '../kinds/factors.ts'
import { matrixShape } from '../kinds/matrix.ts'
import { multipliedOut, turned, whole, type Delta, type Kronecker, type Pair, type Whole } from './delta.ts'

export type ModuleDeltas = { readonly weight: Delta | null; readonly bias: Delta | null }

/** Ranks beyond it are not judged, as in a block profile. */
const largestRank = 4096

/**
 * Null where the change cannot be told without the base's weights (IA³, GLoRA, OFT, BOFT, DoRA, whole weights), for
 * absurd ranks, and for factors that do not multiply.
 */
export function deltasOf(kind: AdapterKind, factors: Factors): ModuleDeltas | null {
  if (hasDora(factors) || factors.has('setWeight')) return null
  const shapes = new Map([...factors].map(([part, { shape }]) => [part, shape]))
  if ((algorithmOf(kind).rank(shapes) ?? 0) > largestRank) return null
  const vector = (part: string): Whole | null => {
    const factor = factors.get(part)
    return factor === undefined ? null : whole(factor.data.length, 1, factor.data)
  }
  switch (kind) {
    case 'lora':
    case 'locon': {
      const weight = loraPair(factors)
      return weight && { weight, bias: vector('upBias') }
    }
    case 'loha': {
      const [one, two] = [lohaTerm(factors, 1), lohaTerm(factors, 2)]
      if (one === null || two === null || one.rows !== two.rows || one.columns !== two.columns) return null
      return { weight: { form: 'hadamard', rows: one.rows, columns: one.columns, one, two }, bias: null }
    }
    case 'lokr': {
      const weight = lokrProduct(factors)
      return weight && { weight, bias: null }
    }
    case 'full':
      return { weight: factors.has('diff') ? wholeOf(factors, 'diff') : null, bias: vector('diffB') }
    case 'norm':
      return { weight: vector('normW'), bias: vector('normB') }
    case 'ia3':
    case 'glora':
    case 'oft':
    case 'boft':
      return null
  }
}

function wholeOf(factors: Factors, part: string): Whole {
  const { data, shape } = factorOf(factors, part)
  return whole(...matrixShape(shape), data)
}

/** up · down, a Tucker core multiplied into `down`. */
function loraPair(factors: Factors): Pair | null {
  const { data, shape } = factorOf(factors, 'up')
  const [rows, rank] = matrixShape(shape)
  return pairOf(turned(data, rows, rank), rank, factors, { core: 'mid', right: 'down' })
}

/** wa · wb, or Σ_pq t[p,q,y,x]·wa[p,o]·wb[q,i], where `wa` lies transposed in the file. */
function lohaTerm(factors: Factors, n: 1 | 2): Pair | null {
  return factoredPair(factors, `hadaW${n}`, `hadaT${n}`)
}

function factoredPair(factors: Factors, name: string, core: string): Pair | null {
  const { data, shape } = factorOf(factors, `${name}a`)
  const [first, second] = matrixShape(shape)
  const [left, rank] = factors.has(core)
    ? [new Float64Array(data), first]
    : [turned(data, first, second), second]
  return pairOf(left, rank, factors, { core, right: `${name}b` })
}

/** `left` [rank, rows] with the file's right side, into which its core goes where it has one. */
function pairOf(
  left: Float64Array,
  rank: number,
  factors: Factors,
  parts: { readonly core: string; readonly right: string },
): Pair | null {
  const { data, shape } = factorOf(factors, parts.right)
  const [inner, inputs] = matrixShape(shape)
  const core = factors.get(parts.core)
  const rows = left.length / rank
  if (core === undefined)
    return inner === rank
      ? { form: 'pair', rows, columns: inputs, rank, left, right: new Float64Array(data) }
      : null
  if (core.shape[0] !== rank || core.shape[1] !== inner) return null
  const window = elementCount(core.shape.slice(2))
  const right = new Float64Array(rank * inputs * window)
  for (let p = 0; p < rank; p++)
    for (let q = 0; q < inner; q++)
      for (let pixel = 0; pixel < window; pixel++) {
        const factor = core.data[(p * inner + q) * window + pixel]!
        for (let input = 0, at = p * inputs * window + pixel; input < inputs; input++, at += window)
          right[at]! += factor * data[q * inputs + input]!
      }
  return { form: 'pair', rows, columns: inputs * window, rank, left, right }
}

function lokrProduct(factors: Factors): Kronecker | null {
  const side = (n: 1 | 2): Whole | Pair | null =>
    factors.has(`lokrW${n}`)
      ? wholeOf(factors, `lokrW${n}`)
      : factoredPair(factors, `lokrW${n}`, n === 2 ? 'lokrT2' : '')
  const [first, inner] = [side(1), side(2)]
  if (first === null || inner === null) return null
  const outer = first.form === 'pair' ? multipliedOut(first) : first
  return {
    form: 'kronecker',
    rows: outer.rows * inner.rows,
    columns: outer.columns * inner.columns,
    outer,
    inner,
  }
}
