// Programs of a network's blocks: made when first run, and one for all blocks of the same structure.
import { invariant } from '../../base/errors.ts'
import type { DevicePlan } from '../../engine/runtime/devices.ts'
import {
  createSession,
  type Feeds,
  type RuntimeSession,
  type RuntimeTensor,
} from '../../engine/runtime/onnxruntime.ts'
import type { ResidentParameters } from '../../engine/runtime/resident-parameters.ts'
import { canonicalGraph, canonicalName, type CanonicalGraph } from '../../graph/canonical-graph.ts'
import type { Graph } from '../../graph/ir.ts'
import { lowerToOnnx } from '../../graph/to-onnx.ts'

export type BlockProgram = {
  /** Names of the values it reads. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** The block's outputs by name. */
  run(values: ReadonlyMap<string, RuntimeTensor>): Promise<Map<string, RuntimeTensor>>
}

export type BlockPrograms = {
  program(block: Graph): BlockProgram
  /** Sessions made so far. */
  readonly sessions: number
  release(): Promise<void>
}

export function createBlockPrograms(plan: DevicePlan, parameters: ResidentParameters): BlockPrograms {
  const sessions = new Map<string, Promise<RuntimeSession>>()

  function open({ graph, key }: CanonicalGraph): Promise<RuntimeSession> {
    const known = sessions.get(key)
    if (known) return known
    const { bytes } = lowerToOnnx(graph, { resident: 'inputs', lowerings: plan.lowerings })
    const session = createSession(bytes, { provider: plan.provider, takesTurns: true })
    sessions.set(key, session)
    session.catch(() => sessions.delete(key))
    return session
  }

  return {
    program(block) {
      const canonical = canonicalGraph(block)
      const parameterNames = block.parameters.map(({ name }) => name)
      return {
        inputs: block.inputs.map(({ name }) => name),
        outputs: block.outputs.map(({ name }) => name),
        async run(values) {
          const session = await open(canonical)
          const resident = await parameters.feeds(parameterNames)
          const feeds: Record<string, RuntimeTensor> = {}
          parameterNames.forEach((name, index) => {
            feeds[canonicalName.parameter(index)] = found(resident, name)
          })
          block.inputs.forEach(({ name }, index) => {
            const value = values.get(name)
            invariant(value, `${block.name} needs "${name}"`)
            feeds[canonicalName.input(index)] = value
          })
          const results = await session.run(feeds)
          return new Map(
            block.outputs.map(({ name }, index) => [name, found(results, canonicalName.output(index))]),
          )
        },
      }
    },
    get sessions() {
      return sessions.size
    },
    async release() {
      const opened = await Promise.allSettled(sessions.values())
      sessions.clear()
      for (const result of opened) if (result.status === 'fulfilled') await result.value.release()
    },
  }
}

function found(tensors: Feeds, name: string): RuntimeTensor {
  const tensor = tensors[name]
  invariant(tensor, `no tensor "${name}"`)
  return tensor
}
