// Moves tensors into GPU buffers that stay there: small programs whose outputs are kept on the device.
import { createGraphBuilder } from '../../graph/builder.ts'
import { lowerToOnnx } from '../../graph/to-onnx.ts'
import { defaultLowerings } from '../../graph/lowering/choices.ts'
import { createSession, runtimeTensor, type RuntimeSession, type RuntimeTensor } from './onnxruntime.ts'

/** One program for every number of dimensions, for as long as the process lives. */
const uploaders = new Map<number, Promise<RuntimeSession>>()

/** Uploaders with buffers that were disposed since they last ran. */
const waiting = new Set<number>()

/** The same tensors in GPU buffers (`webgpu` only), by the same names. Each is to be disposed when it is not needed. */
export async function uploadTensors(
  tensors: ReadonlyMap<string, RuntimeTensor>,
): Promise<Map<string, RuntimeTensor>> {
  await reuseDisposed()
  const uploaded = new Map<string, RuntimeTensor>()
  try {
    for (const [name, tensor] of tensors) uploaded.set(name, await upload(tensor))
  } catch (error) {
    for (const tensor of uploaded.values()) tensor.dispose()
    throw error
  }
  return uploaded
}

/**
 * The device takes disposed buffers back when the session that made them runs
 * again; until then the old lie beside the new.
 */
async function reuseDisposed(): Promise<void> {
  for (const rank of waiting) {
    waiting.delete(rank)
    const shape = new Array<number>(rank).fill(1)
    const [one] = await run(rank, runtimeTensor('f32', shape, Float32Array.of(0)))
    one.dispose()
  }
}

async function upload(tensor: RuntimeTensor): Promise<RuntimeTensor> {
  const rank = tensor.dims.length
  const [resident] = await run(rank, tensor)
  const dispose = resident.dispose.bind(resident)
  resident.dispose = () => {
    waiting.add(rank)
    dispose()
  }
  return resident
}

async function run(rank: number, host: RuntimeTensor): Promise<[RuntimeTensor]> {
  const { resident } = await (await uploader(rank)).run({ host })
  return [resident as RuntimeTensor]
}

function uploader(rank: number): Promise<RuntimeSession> {
  const known = uploaders.get(rank)
  if (known) return known
  const g = createGraphBuilder('upload')
  const dims = Array.from({ length: rank }, (_, axis) => `d${axis}`)
  // Multiplying makes a new buffer; an identity could hand out the upload's own, which dies with the run.
  const graph = g.finish({ resident: g.mul(g.input('host', 'f32', dims), g.scalar(1)) })
  const model = lowerToOnnx(graph, { resident: 'inputs', lowerings: defaultLowerings.webgpu })
  const made = createSession(model.bytes, { provider: 'webgpu', keepOutputs: true })
  uploaders.set(rank, made)
  made.catch(() => uploaders.delete(rank))
  return made
}
