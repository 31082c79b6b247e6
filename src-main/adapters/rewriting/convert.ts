// One module's factors as another dialect says them: where the scale is kept, and how DoRA's lengths lie.
import type { Module } from '../../architectures/modules/module.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import { AppError } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import type { AdapterModule } from '../reading/adapter.ts'
import type { Factors } from '../kinds/algorithm.ts'
import { algorithmOf } from '../kinds/algorithms.ts'
import { pairOf } from './concatenate.ts'
import { matrixShape } from '../kinds/matrix.ts'
import type { Part } from '../names/suffixes.ts'
import type { WrittenDialect } from '../names/write-names.ts'
import { pairParts, scalarFactor } from './write-adapter.ts'

/** Kinds whose strength is α / rank, and the factor that takes it where a dialect has no α. */
const scaled: ReadonlyMap<string, readonly Part[]> = new Map([
  ['lora', ['up']],
  ['loha', ['hadaW1a']],
  ['lokr', ['lokrW1', 'lokrW1a']],
])

/** What each dialect's programs read besides kohya's, which knows every kind. */
const spoken: Readonly<Record<Exclude<WrittenDialect, 'kohya'>, readonly string[]>> = {
  peft: ['lora', 'loha', 'lokr'],
  diffusers: ['lora'],
}

/** The parts as the dialect writes them. Throws `adapter/not-in-dialect` with the module's name. */
export function convertedParts(
  adapted: Pick<AdapterModule, 'kind' | 'rank' | 'scale' | 'path'>,
  factors: Factors,
  module: Module,
  dialect: WrittenDialect,
): Map<Part, Float32Tensor> {
  const { kind, rank } = adapted
  const scale = adapted.scale ?? algorithmOf(kind).scale(factors)
  const parts = new Map(factors as ReadonlyMap<Part, Float32Tensor>)
  if (dialect === 'kohya') {
    withColumnLengths(parts, module)
    if (!scaled.has(kind) || (parts.has('alpha') && !parts.has('scale') && adapted.scale === undefined))
      return parts
    parts.delete('scale')
    if (rank !== null) parts.set('alpha', scalarFactor(scale * rank))
    else if (scale !== 1) fold(parts, kind, scale)
    return parts
  }
  if (!spoken[dialect].includes(kind))
    throw new AppError('adapter/module-not-in-dialect', { dialect, kind, module: adapted.path })
  if (parts.has('mid')) {
    const plain = pairParts(pairOf(factors, module.weight), module, 1)
    parts.delete('mid')
    for (const part of ['up', 'down'] as const) parts.set(part, plain.get(part)!)
  }
  withRowLengths(parts, module, dialect, adapted.path)
  parts.delete('alpha')
  parts.delete('scale')
  fold(parts, kind, scale)
  return parts
}

/** Without α the scale is 1: the factor takes it. */
function fold(parts: Map<Part, Float32Tensor>, kind: string, scale: number): void {
  if (scale === 1) return
  const targets = [...(scaled.get(kind) ?? []), 'upBias' as const]
  for (const part of targets) {
    const factor = parts.get(part)
    if (factor) parts.set(part, { ...factor, data: factor.data.map((value) => value * scale) })
  }
}

/** PEFT's lengths by output as LyCORIS's. */
function withColumnLengths(parts: Map<Part, Float32Tensor>, { weight }: Module): void {
  const magnitude = parts.get('magnitude')
  if (magnitude === undefined) return
  parts.delete('magnitude')
  parts.set('dora', { ...magnitude, shape: [matrixShape(weight)[0], ...weight.slice(1).map(() => 1)] })
}

/** PEFT keeps lengths by output only: [out], for convolutions [1, out, 1, 1]. */
function withRowLengths(
  parts: Map<Part, Float32Tensor>,
  { weight }: Module,
  dialect: WrittenDialect,
  path: string,
): void {
  const lengths = parts.get('magnitude') ?? parts.get('dora')
  if (lengths === undefined) return
  const outputs = matrixShape(weight)[0]
  const [first = 1, second = 1] = lengths.shape
  const byInput = !parts.has('magnitude') && first === 1 && second > 1
  if (byInput || elementCount(lengths.shape) !== outputs)
    throw new AppError('adapter/lengths-by-input', { dialect, module: path })
  parts.delete('dora')
  parts.set('magnitude', { ...lengths, shape: weight.length === 4 ? [1, outputs, 1, 1] : [outputs] })
}
