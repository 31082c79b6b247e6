// A process of its own for WebGPU: buffers freed, programs released, memory that runs out, and going on after each.
import { AppError } from '../../../src-main/base/errors.ts'
import { defaultLowerings } from '../../../src-main/graph/lowering/choices.ts'
import { createGraphBuilder } from '../../../src-main/graph/builder.ts'
import { lowerToOnnx } from '../../../src-main/graph/to-onnx.ts'
import {
  createSession,
  float32Values,
  runtimeTensor,
  type RuntimeTensor,
} from '../../../src-main/engine/runtime/onnxruntime.ts'
import { compileProgram } from '../../../src-main/engine/runtime/program.ts'
import { residentParameters } from '../../../src-main/engine/runtime/resident-parameters.ts'
import { uploadTensors } from '../../../src-main/engine/runtime/upload.ts'

const plan = { provider: 'webgpu', lowerings: defaultLowerings.webgpu } as const
const weights = Float32Array.from({ length: 12 }, (_, index) => index - 6)
const info = { name: 'layer.weight', dtype: 'f32' as const, shape: [3, 4] }
const source = {
  id: 'small',
  get: (name: string) => (name === info.name ? info : undefined),
  list: () => [info],
  read: () => Promise.resolve(weights),
}

const host = (count: number, size: number): Map<string, RuntimeTensor> =>
  new Map(
    Array.from({ length: count }, (_, index) => [
      `tensor.${index}`,
      runtimeTensor('f32', index % 2 === 0 ? [size] : [2, size / 2], new Float32Array(size).fill(index)),
    ]),
  )

/** Downloaded by a session whose results are on the host. */
async function firstValue(tensor: RuntimeTensor): Promise<number> {
  const g = createGraphBuilder('download')
  const graph = g.finish({ values: g.mul(g.input('x', 'f32', tensor.dims), g.scalar(1)) })
  const model = lowerToOnnx(graph, { resident: 'inputs', lowerings: defaultLowerings.webgpu })
  const session = await createSession(model.bytes, { provider: 'webgpu' })
  const { values } = await session.run({ x: tensor })
  await session.release()
  return (await float32Values(values!))[0]!
}

async function runOnce(parameters: ReturnType<typeof residentParameters>): Promise<number[]> {
  const g = createGraphBuilder('small')
  const graph = g.finish({
    output: g.linear(g.input('x', 'f32', ['batch', 4]), g.parameter('layer.weight', [3, 4])),
  })
  const program = await compileProgram(graph, plan)
  const x = { dtype: 'f32' as const, shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) }
  const values = [...(await float32Values((await program.run({ x }, parameters))['output']!))]
  await program.release()
  return values
}

const exercises: Record<string, () => Promise<unknown>> = {
  async dispose() {
    const read: number[] = []
    for (let round = 0; round < 3; round++) {
      const uploaded = await uploadTensors(host(200, 1000))
      read.push(await firstValue(uploaded.get('tensor.199')!))
      for (const tensor of uploaded.values()) tensor.dispose()
    }
    return read
  },

  async release() {
    const parameters = residentParameters(source, 'webgpu')
    const before = await runOnce(parameters)
    // No program is left; what is on the device must be.
    const after = await runOnce(parameters)
    parameters.release('layer')
    return [before, after, await runOnce(parameters)]
  },

  async 'session first'() {
    const g = createGraphBuilder('kept')
    const graph = g.finish({ kept: g.exp(g.input('x', 'f32', [1])) })
    const model = lowerToOnnx(graph, { resident: 'inputs', lowerings: defaultLowerings.webgpu })
    const session = await createSession(model.bytes, { provider: 'webgpu', keepOutputs: true })
    const made: RuntimeTensor[] = []
    for (let index = 0; index < 130; index++)
      made.push((await session.run({ x: runtimeTensor('f32', [1], Float32Array.of(0)) }))['kept']!)
    await session.release()
    const value = await firstValue(made[129]!)
    for (const tensor of made) tensor.dispose()
    return value
  },

  async download() {
    const [tensor] = (await uploadTensors(host(1, 4))).values()
    return float32Values(tensor!).catch((error: unknown) => (error as Error).message)
  },

  /** Rows of 64 MiB in the middle of a graph: sixteen are 1 GiB. */
  async memory() {
    const parameters = residentParameters(source, 'webgpu')
    const kept = await runOnce(parameters)
    const g = createGraphBuilder('large')
    const row = g.expand(g.input('x', 'f32', ['rows', 1]), ['rows', 2 ** 24])
    const graph = g.finish({ last: g.slice(g.exp(row), 1, 2 ** 24 - 1, 2 ** 24) })
    const program = await compileProgram(graph, plan)
    const rows = (count: number) =>
      program.run({ x: { dtype: 'f32', shape: [count, 1], data: new Float32Array(count) } })
    const code = await rows(16).then(
      () => 'it fitted',
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    )
    const smaller = [...(await float32Values((await rows(1))['last']!))]
    return { code, smaller, kept: [kept, await runOnce(parameters)] }
  },
}

const result = await exercises[process.argv[2]!]!().catch((error: unknown) => {
  const message = error instanceof AppError ? error.details?.['message'] : undefined
  if (!/adapter|backend/i.test(String(message))) throw error
  return { unavailable: message }
})
process.stdout.write(`${JSON.stringify(result)}\n`)
