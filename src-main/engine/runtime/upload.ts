// Moves tensors into GPU buffers that stay there: a small program whose outputs are kept on the device.
import { createGraphBuilder } from '../../graph/builder.ts'
import { lowerToOnnx } from '../../graph/to-onnx.ts'
import { defaultLowerings } from '../../graph/lowering/choices.ts'
import { createSession, type RuntimeTensor } from './onnxruntime.ts'

/** Few enough that host and device copies of one batch fit beside each other. */
const tensorsPerBatch = 64

/** The same tensors in GPU buffers (`webgpu` only), by the same names. */
export async function uploadTensors(
  tensors: ReadonlyMap<string, RuntimeTensor>,
): Promise<Map<string, RuntimeTensor>> {
  const uploaded = new Map<string, RuntimeTensor>()
  const names = [...tensors.keys()]
  for (let start = 0; start < names.length; start += tensorsPerBatch) {
    const batch = names.slice(start, start + tensorsPerBatch)
    const g = createGraphBuilder('upload')
    const one = g.scalar(1)
    const outputs = Object.fromEntries(
      batch.map((name, index) => [
        `resident.${index}`,
        // Multiplying makes a new buffer; an identity could hand out the upload's own, which dies with the run.
        g.mul(g.input(`host.${index}`, 'f32', tensors.get(name)?.dims ?? []), one),
      ]),
    )
    const model = lowerToOnnx(g.finish(outputs), { resident: 'inputs', lowerings: defaultLowerings.webgpu })
    const session = await createSession(model.bytes, { provider: 'webgpu', keepOutputs: true })
    const feeds = Object.fromEntries(
      batch.map((name, index) => [`host.${index}`, tensors.get(name) as RuntimeTensor]),
    )
    const results = await session.run(feeds)
    batch.forEach((name, index) => uploaded.set(name, results[`resident.${index}`] as RuntimeTensor))
    await session.release()
  }
  return uploaded
}
