// A whole checkpoint of a family's published sizes in f16, with made-up weights: for measuring without real ones.
import { closeSync, openSync, writeSync } from 'node:fs'
import type { ParameterSpec } from '../../src-main/architectures/modules/module.ts'
import { elementCount } from '../../src-main/base/shape.ts'
import { planSafetensors, type TensorSpec } from '../../src-main/formats/safetensors-writer.ts'
import { createUniform } from '../../src-main/engine/measuring/uniform.ts'
import { families, type Architecture } from './families.ts'
import { modelParameters } from './model-parameters.ts'

/** A piece of values, written over and over. */
const pieceValues = 2 ** 16

/** Activations keep near unit variance: a network with numbers that are not finite is not made. */
function valuesOf({ module, kind, shape }: ParameterSpec, uniform: () => number): Float16Array {
  const count = Math.min(pieceValues, elementCount(shape))
  if (kind === 'bias') return new Float16Array(count).fill(0.01)
  if (module.type === 'GroupNorm' || module.type === 'LayerNorm') return new Float16Array(count).fill(1)
  const bound = Math.sqrt(3 / (elementCount(shape) / (shape[0] ?? 1)))
  return Float16Array.from({ length: count }, () => (2 * uniform() - 1) * bound)
}

/** SD 1 has 2.1 GB, SDXL 6.9 GB. */
export function writeFullSizeCheckpoint(path: string, family: Architecture): void {
  const specs = modelParameters(families[family].published)
  const shapes = new Map(
    [...specs].map(([name, { shape }]): [string, TensorSpec] => [name, { dtype: 'f16', shape }]),
  )
  const uniform = createUniform(1)
  const { header, order } = planSafetensors(shapes)
  const file = openSync(path, 'w')
  try {
    writeSync(file, header)
    for (const { name } of order) {
      const values = valuesOf(specs.get(name)!, uniform)
      for (let left = elementCount(specs.get(name)!.shape); left > 0; left -= values.length)
        writeSync(file, new Uint8Array(values.buffer, 0, 2 * Math.min(left, values.length)))
    }
  } finally {
    closeSync(file)
  }
}
