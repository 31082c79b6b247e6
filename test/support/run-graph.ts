// Compiles a graph and runs it through onnxruntime, with float64 arrays in and out.
import '../../src-main/engine/runtime/no-telemetry.ts'
import * as ort from 'onnxruntime-node'
import type { DType } from '../../src-main/base/dtype.ts'
import { runtimeTensor, type RuntimeTensor } from '../../src-main/engine/runtime/onnxruntime.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { defaultLowerings, type LoweringChoices } from '../../src-main/graph/lowering/choices.ts'
import type { HalfRules } from '../../src-main/graph/precision/policy.ts'
import { lowerToOnnx } from '../../src-main/graph/to-onnx.ts'
import { fromData, toTensor, type Array64 } from './array64.ts'
import type { Arrays } from './reference-interpreter.ts'

export type RunGraphOptions = {
  readonly lowerings?: Partial<LoweringChoices>
  readonly provider?: 'cpu' | 'webgpu'
  readonly resident?: 'inputs' | 'constants'
  readonly traces?: readonly string[]
  readonly half?: HalfRules
}

/** As the engine makes it. */
export function fedTensor(array: Array64, dtype: DType): RuntimeTensor {
  return runtimeTensor(dtype, array.shape, toTensor(array, dtype).data)
}

/** The outputs and traces by name. `feeds` holds inputs and parameters by name. */
export async function runGraph(
  graph: Graph,
  feeds: Arrays,
  options: RunGraphOptions = {},
): Promise<Record<string, Array64>> {
  const { provider = 'cpu', half } = options
  const own = new Map(graph.parameters.map(({ name, dtype }) => [name, dtype]))
  const storedAs = (name: string): DType => half?.stored(name) ?? own.get(name) ?? 'f32'
  const program = lowerToOnnx(graph, {
    resident: options.resident ?? 'inputs',
    lowerings: { ...defaultLowerings[provider], ...options.lowerings },
    ...(options.traces ? { traces: options.traces } : {}),
    ...(half ? { half } : {}),
    inline: (name) => new Uint8Array(toTensor(feeds[name]!, 'f32').data.buffer),
  })
  const session = await ort.InferenceSession.create(program.bytes, {
    executionProviders: [provider],
    logSeverityLevel: 3,
  })
  try {
    const tensors: Record<string, RuntimeTensor> = {}
    for (const { name, dtype } of program.inputs) tensors[name] = fedTensor(feeds[name]!, dtype)
    for (const name of program.parameters) tensors[name] = fedTensor(feeds[name]!, storedAs(name))
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
