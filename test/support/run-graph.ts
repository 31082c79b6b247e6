// Compiles a graph and runs it through onnxruntime, with float64 arrays in and out.
import '../../src-main/engine/runtime/no-telemetry.ts'
import * as ort from 'onnxruntime-node'
import type { DType } from '../../src-main/base/dtype.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { defaultLowerings, type LoweringChoices } from '../../src-main/graph/lowering/choices.ts'
import { lowerToOnnx } from '../../src-main/graph/to-onnx.ts'
import { fromData, toTensor, type Array64 } from './array64.ts'
import type { Arrays } from './reference-interpreter.ts'

export type RunGraphOptions = {
  readonly lowerings?: Partial<LoweringChoices>
  readonly provider?: 'cpu' | 'webgpu'
  readonly resident?: 'inputs' | 'constants'
  readonly traces?: readonly string[]
}

const runtimeTypes: Partial<Record<DType, ort.Tensor.Type>> = {
  f32: 'float32',
  f16: 'float16',
  i64: 'int64',
  i32: 'int32',
}

// The node binding reads float16 tensors from a Uint16Array only, and the runtime's JavaScript part decides once, at
// the first tensor, which array they have: so the first one is made where there is no Float16Array.
const { Float16Array } = globalThis
Reflect.set(globalThis, 'Float16Array', undefined)
new ort.Tensor('float32', new Float32Array(1), [1])
Reflect.set(globalThis, 'Float16Array', Float16Array)

export function runtimeTensor(array: Array64, dtype: DType): ort.Tensor {
  const { data } = toTensor(array, dtype)
  return new ort.Tensor(runtimeTypes[dtype]!, data as ort.Tensor.DataType, array.shape)
}

/** The outputs and traces by name. `feeds` holds inputs and parameters by name. */
export async function runGraph(
  graph: Graph,
  feeds: Arrays,
  options: RunGraphOptions = {},
): Promise<Record<string, Array64>> {
  const { provider = 'cpu' } = options
  const program = lowerToOnnx(graph, {
    resident: options.resident ?? 'inputs',
    lowerings: { ...defaultLowerings[provider], ...options.lowerings },
    ...(options.traces ? { traces: options.traces } : {}),
    inline: (name) => new Uint8Array(toTensor(feeds[name]!, 'f32').data.buffer),
  })
  const session = await ort.InferenceSession.create(program.bytes, {
    executionProviders: [provider],
    logSeverityLevel: 3,
  })
  try {
    const tensors: Record<string, ort.Tensor> = {}
    for (const { name, dtype } of program.inputs) tensors[name] = runtimeTensor(feeds[name]!, dtype)
    for (const name of program.parameters) tensors[name] = runtimeTensor(feeds[name]!, 'f32')
    const results = await session.run(tensors)
    return Object.fromEntries(
      program.outputs.map((name) => {
        const { data, dims } = results[name]!
        return [name, fromData(data as Float32Array | BigInt64Array, dims)]
      }),
    )
  } finally {
    await session.release()
  }
}
