// Which tensors of a checkpoint a stack changes, and where in each tensor a parameter lies.
import type { ResolvedParameter } from '../../architectures/recognising/resolve.ts'
import { elementCount } from '../../base/shape.ts'
import { transposed } from '../../base/transpose.ts'

/** The parameters, of those given, that lie in one tensor; fused tensors hold several. */
export type TouchedTensors = ReadonlyMap<
  string,
  readonly (readonly [parameter: string, at: ResolvedParameter])[]
>

export function touchedTensors(
  used: ReadonlyMap<string, ResolvedParameter>,
  parameters: Iterable<string>,
): TouchedTensors {
  const tensors = new Map<string, [string, ResolvedParameter][]>()
  for (const name of parameters) {
    const at = used.get(name)
    if (at === undefined) continue
    const own = tensors.get(at.tensor) ?? []
    own.push([name, at])
    tensors.set(at.tensor, own)
  }
  return tensors
}

/** The parameter's values out of its tensor's, row-major in the parameter's own shape; a copy. */
export function takeParameter(
  values: Float32Array,
  { rows, transposed: turned, spec }: ResolvedParameter,
): Float32Array {
  const [start, end] = rangeOf({ rows, spec })
  const own = values.slice(start, end)
  return turned === true ? transposed(own, spec.shape[1] ?? 1, spec.shape[0] ?? 1) : own
}

/** The values as they lie in the tensor from the element `start` on. */
export function asStored(
  parameter: Float32Array,
  { rows, transposed: turned, spec }: ResolvedParameter,
): { readonly start: number; readonly values: Float32Array } {
  const [start] = rangeOf({ rows, spec })
  return {
    start,
    values: turned === true ? transposed(parameter, spec.shape[0] ?? 1, spec.shape[1] ?? 1) : parameter,
  }
}

function rangeOf({
  rows,
  spec,
}: {
  rows: ResolvedParameter['rows']
  spec: ResolvedParameter['spec']
}): [number, number] {
  const rowSize = elementCount(spec.shape.slice(1))
  return rows === undefined ? [0, elementCount(spec.shape)] : [rows[0] * rowSize, rows[1] * rowSize]
}
