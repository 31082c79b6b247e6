// A full-size denoiser with made-up weights, written once as a safetensors file: for measuring without real weights.
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { familyOf } from '../../architectures/families/families.ts'
import type { Family } from '../../architectures/families/family.ts'
import { parametersOf, type ParameterSpec } from '../../architectures/modules/module.ts'
import { tensorReference, type TensorReference } from '../../architectures/modules/parameter-names.ts'
import { invariant } from '../../base/errors.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { planSafetensors } from '../../formats/safetensors-writer.ts'
import { createUniform } from './uniform.ts'

const layout = { style: 'single', prefix: 'model.diffusion_model.' } as const

/** The family that a benchmark names. */
export function benchmarkedFamily(id: string): Family {
  const family = familyOf(id)
  invariant(family, `"${id}" is a family`)
  return family
}

export type MadeUpParameter = TensorReference & { readonly spec: ParameterSpec }

/** The parameters of a family's published denoiser by canonical name, and their tensors in the file. */
export function madeUpParameters({ published: { denoiser } }: Family): Map<string, MadeUpParameter> {
  const specs = parametersOf(denoiser.component, denoiser.modules())
  return new Map(specs.map((spec) => [spec.name, { ...tensorReference(spec, layout), spec }]))
}

/** The path of the file; it is written if it is not there yet (SD 1: 3.4 GB in float32). */
export async function madeUpCheckpoint(family: Family, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `lamina-bench-${family.id}-unet-fp32.safetensors`)
  if (existsSync(path)) return path
  await writeFileAtomically(path, madeUpFile(family))
  return path
}

function* madeUpFile(family: Family): Generator<Uint8Array> {
  const specs = new Map([...madeUpParameters(family).values()].map(({ tensor, spec }) => [tensor, spec]))
  const shapes = new Map([...specs].map(([tensor, { shape }]) => [tensor, { dtype: 'f32' as const, shape }]))
  const uniform = createUniform(1)
  const { header, order } = planSafetensors(shapes)
  yield header
  for (const { name } of order) yield new Uint8Array(madeUpValues(specs.get(name)!, uniform).buffer)
}

/** Keeps activations near unit variance: uniform with fan-in scaling, ones for norm weights, small biases. */
function madeUpValues({ module, kind, shape }: ParameterSpec, uniform: () => number): Float32Array {
  const count = shape.reduce((product, extent) => product * extent, 1)
  if (kind === 'bias') return new Float32Array(count).fill(0.01)
  if (module.type === 'GroupNorm' || module.type === 'LayerNorm') return new Float32Array(count).fill(1)
  const bound = Math.sqrt(3 / (count / (shape[0] ?? 1)))
  return Float32Array.from({ length: count }, () => (2 * uniform() - 1) * bound)
}
