// The parameters of one component looked up in a file: what is there, what is missing, what has the wrong shape.
import type { DType } from '../../base/dtype.ts'
import type { ErrorReport } from '../../base/errors.ts'
import { remark } from '../../messages/table.ts'
import type { ComponentLayout } from './layout.ts'
import type { ParameterSpec } from '../modules/module.ts'
import { tensorReference, type TensorReference } from '../modules/parameter-names.ts'
import type { TensorTable } from './tensor-table.ts'
import { weightScale } from './weight-scale.ts'

export type ResolvedParameter = TensorReference & {
  readonly spec: ParameterSpec
  /** The tensor that holds its scale, where it was stored with one. */
  readonly scale?: string
}
export type Misshapen = {
  readonly tensor: string
  readonly expected: readonly number[]
  readonly found: readonly number[]
}
export type Resolution = {
  /** By canonical name. */
  readonly used: ReadonlyMap<string, ResolvedParameter>
  /** Names of tensors that belong to the component and are not in the file. */
  readonly missing: readonly string[]
  readonly misshapen: readonly Misshapen[]
  /** Why some of those that are named in the file cannot be read. */
  readonly unreadable: readonly ErrorReport[]
}

export function resolveParameters(
  table: TensorTable,
  specs: Iterable<ParameterSpec>,
  layout: ComponentLayout,
): Resolution {
  const used = new Map<string, ResolvedParameter>()
  const missing = new Set<string>()
  const misshapen: Misshapen[] = []
  const unreadable: ErrorReport[] = []
  for (const spec of specs) {
    const reference = tensorReference(spec, layout)
    const entry = table.tensors.get(reference.tensor)
    if (entry === undefined) {
      missing.add(reference.tensor)
      const problem = table.problems?.get(reference.tensor)
      if (problem !== undefined) unreadable.push(problem)
      continue
    }
    const expected = storedShape(spec, reference)
    const found = entry.shape
    if (!floats.has(entry.dtype)) unreadable.push(quantized(reference.tensor, entry.dtype))
    if (!sameStorage(expected, found)) misshapen.push({ tensor: reference.tensor, expected, found })
    const scaled = weightScale(table, reference.tensor)
    if (scaled !== null && 'problem' in scaled) unreadable.push(scaled.problem)
    const scale = scaled !== null && 'scale' in scaled ? scaled : {}
    used.set(spec.name, { ...reference, spec, ...scale })
  }
  return { used, missing: [...missing], misshapen, unreadable }
}

const mostNamed = 3

/** Why a component cannot be used, or null. */
export function incompleteProblem(
  area: 'checkpoint' | 'vae',
  {
    missing,
    misshapen,
    unreadable,
    unplaced = [],
  }: Omit<Resolution, 'used'> & { readonly unplaced?: readonly string[] },
): ErrorReport | null {
  const [known] = unreadable
  if (known !== undefined) return known
  if (missing.length > 0) {
    const facts = { named: missing.slice(0, mostNamed), more: Math.max(0, missing.length - mostNamed) }
    const details = { missing: missing.slice(0, 50), count: missing.length }
    return { ...remark(`${area}/missing-tensors`, facts), details }
  }
  const [first] = misshapen
  if (first !== undefined) {
    const facts = { tensor: first.tensor, found: first.found, wanted: first.expected }
    return { ...remark(`${area}/wrong-shape`, facts), details: { count: misshapen.length } }
  }
  const [stray] = unplaced
  if (stray === undefined) return null
  const details = { unplaced: unplaced.slice(0, 50), count: unplaced.length }
  return { ...remark('checkpoint/unplaced-tensors', { count: unplaced.length, first: stray }), details }
}

/** Integers would need the scales and tables of whoever quantised the file. */
const floats: ReadonlySet<DType> = new Set(['f64', 'f32', 'f16', 'bf16', 'f8_e4m3', 'f8_e5m2'])

function quantized(tensor: string, dtype: DType): ErrorReport {
  return remark('tensor/quantized', { tensor, dtype })
}

/** The shape of the tensor that holds the parameter: rows are a third of a fused one. */
function storedShape({ shape }: ParameterSpec, { rows, transposed }: TensorReference): readonly number[] {
  const [first = 0, ...others] = shape
  const whole = rows === undefined ? shape : [3 * first, ...others]
  return transposed === true ? whole.toReversed() : whole
}

/** Same elements in the same order: a 1×1 convolution may stand for a linear layer and the other way round. */
function sameStorage(a: readonly number[], b: readonly number[]): boolean {
  const core = (shape: readonly number[]): string =>
    (shape.length === 4 && shape[2] === 1 && shape[3] === 1 ? shape.slice(0, 2) : shape).join('×')
  return core(a) === core(b)
}
