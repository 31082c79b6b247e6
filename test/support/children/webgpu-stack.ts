// A process of its own for WebGPU: parameters merged on the device, moved, and given back to their base.
import { loha } from '../../../src-main/adapters/kinds/loha.ts'
import { lora } from '../../../src-main/adapters/kinds/lora.ts'
import type { Contribution } from '../../../src-main/adapters/acting/stack.ts'
import { elementCount } from '../../../src-main/base/shape.ts'
import type { Float32Tensor } from '../../../src-main/base/dtype.ts'
import { devicePlan } from '../../../src-main/engine/runtime/devices.ts'
import { createMergePrograms } from '../../../src-main/engine/stack/merge-program.ts'
import { float32Values } from '../../../src-main/engine/runtime/onnxruntime.ts'
import { compileProgram } from '../../../src-main/engine/runtime/program.ts'
import { residentParameters } from '../../../src-main/engine/runtime/resident-parameters.ts'
import { stackParameters } from '../../../src-main/engine/stack/stack-parameters.ts'
import { createGraphBuilder } from '../../../src-main/graph/builder.ts'

const tensor = (shape: readonly number[], value: (index: number) => number): Float32Tensor => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: elementCount(shape) }, (_, index) => value(index)),
})
const base = { 'unet.linear.weight': [3, 4], 'unet.conv.weight': [2, 3, 1, 1] } as const
type Name = keyof typeof base
const names = Object.keys(base) as Name[]
const values = (name: Name): Float32Array => tensor(base[name], (index) => index - 3).data
const source = {
  id: 'small',
  get: (name: string) => ({ name, dtype: 'f32' as const, shape: base[name as Name] }),
  list: () => names.map((name) => ({ name, dtype: 'f32' as const, shape: base[name] })),
  read: (name: string) => Promise.resolve(values(name as Name)),
}
const plan = devicePlan('webgpu')
const parameters = stackParameters(residentParameters(source, 'webgpu'), {
  programs: createMergePrograms(plan),
})
const g = createGraphBuilder('both')
const one = g.scalar(1)
const program = await compileProgram(
  g.finish({
    linear: g.mul(g.parameter('unet.linear.weight', base['unet.linear.weight']), one),
    conv: g.mul(g.parameter('unet.conv.weight', base['unet.conv.weight']), one),
  }),
  plan,
)

function contribution(name: Name, kind: 'lora' | 'loha'): Contribution {
  const [rows = 0, columns = 0] = base[name]
  const ones = base[name].slice(2)
  const factors: Record<string, Float32Tensor> =
    kind === 'lora'
      ? { up: tensor([rows, 2, ...ones], (i) => i + 1), down: tensor([2, columns, ...ones], (i) => i - 2) }
      : {
          hadaW1a: tensor([rows, 1], (i) => i + 1),
          hadaW1b: tensor([1, columns], (i) => i - 1),
          hadaW2a: tensor([rows, 1], () => 2),
          hadaW2b: tensor([1, columns], (i) => i),
        }
  return {
    algorithm: kind === 'lora' ? lora : loha,
    target: { kind: 'weight', shape: base[name] },
    factors: new Map(Object.entries(factors)),
    scale: 0.5,
    component: 'unet',
    block: null,
  }
}

const adapters = (['lora', 'loha'] as const).map(
  (kind) => new Map(names.map((name) => [name as string, [contribution(name, kind)]])),
)
const results: number[][][] = []
// Both kinds, moved, one alone, none: the last is the base again.
for (const weights of [
  [1, 2],
  [0, 1],
  [1, 0],
  [0, 0],
]) {
  parameters.setStack(
    weights.map((weight, index) => ({
      entry: { on: true, weight, textWeight: null, blockWeights: null, schedule: null },
      contributions: adapters[index]!,
    })),
  )
  const outputs = await program.run({}, parameters)
  results.push([[...(await float32Values(outputs['linear']!))], [...(await float32Values(outputs['conv']!))]])
}
const merges = parameters.mergeCount
// Everything on the device is let go, as when another model is loaded, and the next one is laid there.
parameters.setStack([])
parameters.release('unet')
await parameters.close()
const next = await program.run({}, residentParameters(source, 'webgpu'))
results.push([[...(await float32Values(next['linear']!))], [...(await float32Values(next['conv']!))]])
process.stdout.write(`${JSON.stringify({ results, merges })}\n`)
