// Runs a graph once on the CPU through onnxruntime, its parameters fed from a source.
import '../../src-main/engine/runtime/no-telemetry.ts'
import { InferenceSession } from 'onnxruntime-node'
import { toFloat16 } from '../../src-main/base/half.ts'
import { runtimeTensor, type RuntimeTensor } from '../../src-main/engine/runtime/onnxruntime.ts'
import { defaultLowerings } from '../../src-main/graph/lowering/choices.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import type { ParameterSource } from '../../src-main/graph/parameter-source.ts'
import type { HalfRules } from '../../src-main/graph/precision/policy.ts'
import { lowerToOnnx } from '../../src-main/graph/to-onnx.ts'

export type NetworkInput = {
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array
}

export type OpenNetwork = {
  /** Outputs and traces by name. */
  run(
    inputs: Readonly<Record<string, NetworkInput>>,
  ): Promise<Map<string, { shape: readonly number[]; data: Float32Array }>>
  release(): Promise<void>
}

/** Outputs and traces by name. */
export async function runNetwork(
  graph: Graph,
  inputs: Readonly<Record<string, NetworkInput>>,
  source: ParameterSource,
  traces: readonly string[] = [],
  half?: HalfRules,
): Promise<Map<string, { shape: readonly number[]; data: Float32Array }>> {
  const network = await openNetwork(graph, source, traces, half)
  try {
    return await network.run(inputs)
  } finally {
    await network.release()
  }
}

/** The same for several runs; without a source the graph has no parameters. */
export async function openNetwork(
  graph: Graph,
  source?: ParameterSource,
  traces: readonly string[] = [],
  half?: HalfRules,
): Promise<OpenNetwork> {
  const program = lowerToOnnx(graph, {
    resident: 'inputs',
    lowerings: defaultLowerings.cpu,
    traces,
    ...(half ? { half } : {}),
  })
  const session = await InferenceSession.create(program.bytes)
  const parameters: Record<string, RuntimeTensor> = {}
  for (const name of program.parameters) {
    if (!source) throw new Error(`${graph.name} needs the parameter ${name}`)
    const [data, shape] = [await source.read(name), source.get(name)?.shape ?? []]
    parameters[name] =
      half?.stored(name) === 'f16' ? runtimeTensor('f16', shape, toFloat16(data)) : tensorOf({ data, shape })
  }
  return {
    async run(inputs) {
      const feeds = { ...parameters }
      for (const { name } of program.inputs) {
        const input = inputs[name]
        if (input === undefined) throw new Error(`${graph.name} needs the input ${name}`)
        feeds[name] = tensorOf(input)
      }
      const outputs = await session.run(feeds)
      return new Map(
        Object.entries(outputs).map(([name, { dims, data }]) => {
          if (!(data instanceof Float32Array)) throw new Error(`${name} is not f32`)
          return [name, { shape: dims, data }]
        }),
      )
    },
    release: () => session.release(),
  }
}

function tensorOf({ data, shape }: NetworkInput): RuntimeTensor {
  return runtimeTensor(data instanceof Float32Array ? 'f32' : 'i64', shape, data)
}
