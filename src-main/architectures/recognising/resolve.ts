// The parameters of one component looked up in a file: what is there, what is missing, what has the wrong shape.
import type { DType } from '../../base/dtype.ts'
import type { ErrorReport } from '../../base/errors.ts'
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

/**
 * Why a component cannot be used, or null. `what` as in "This checkpoint"; codes are `area/missing-tensors`, `area/wrong-shape`
 * and `area/unplaced-tensors`.
 */
export function incompleteProblem(
  area: 'checkpoint' | 'vae',
  what: string,
  {
    missing,
    misshapen,
    unreadable,
    unplaced = [],
  }: Omit<Resolution, 'used'> & { readonly unplaced?: readonly string[] },
): ErrorReport | null {
  const hint = 'Download it again, or choose another one.'
  const [known] = unreadable
  if (known !== undefined) return known
  if (missing.length > 0) {
    const named = missing.slice(0, 3).join(', ')
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : ''
    return {
      code: `${area}/missing-tensors`,
      message: `${what} is incomplete: ${named}${more} ${missing.length === 1 ? 'is' : 'are'} missing.`,
      hint,
      details: { missing: missing.slice(0, 50), count: missing.length },
    }
  }
  const [first] = misshapen
  const [stray] = unplaced
  if (first === undefined && stray !== undefined) {
    return {
      code: `${area}/unplaced-tensors`,
      message: `${what} cannot be used: its network has no place for ${unplaced.length} of its tensors (${stray}).`,
      hint,
      details: { unplaced: unplaced.slice(0, 50), count: unplaced.length },
    }
  }
  if (first === undefined) return null
  return {
    code: `${area}/wrong-shape`,
    message:
      `${what} cannot be used: its tensor ${first.tensor} is ${first.found.join('×')} ` +
      `where ${first.expected.join('×')} belongs.`,
    hint,
    details: { count: misshapen.length },
  }
}

/** Integers would need the scales and tables of whoever quantised the file. */
const floats: ReadonlySet<DType> = new Set(['f64', 'f32', 'f16', 'bf16', 'f8_e4m3', 'f8_e5m2'])

function quantized(tensor: string, dtype: DType): ErrorReport {
  return {
    code: 'tensor/quantized',
    message: `The weights of this file are quantised (${tensor} is ${dtype}); only floating-point weights can be used.`,
    hint: 'Choose the fp16, bf16, fp8 or fp32 file of this model.',
  }
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
