// The numbers symbolic extents stand for.
import { bindDim, symbolsOf, type Dim } from '../../src-main/graph/dim.ts'

type Bindings = Readonly<Record<string, number>>

/** A symbol without a value, and an extent that does not come out whole, are errors. */
export function evaluateDim(dim: Dim, bindings: Bindings): number {
  const bound = bindDim(dim, bindings)
  if (typeof bound === 'number') return bound
  throw new Error(`no value for "${[...symbolsOf(bound)].join(', ')}"`)
}

export function evaluateShape(shape: readonly Dim[], bindings: Bindings): number[] {
  return shape.map((dim) => evaluateDim(dim, bindings))
}
