// Parameters of one source kept where a device wants them: typed arrays for the CPU, buffers for WebGPU.
import { batchesOf } from '../../base/batches.ts'
import { AppError } from '../../base/errors.ts'
import { bytesPerElement } from '../../base/dtype.ts'
import { toFloat16 } from '../../base/half.ts'
import { elementCount } from '../../base/shape.ts'
import { bring, type ParameterSource } from '../../graph/parameter-source.ts'
import type { Width } from '../../graph/precision/policy.ts'
import { collect, isShared, sharedCopy, worthCollecting } from './shared-memory.ts'
import { runtimeTensor, type Feeds, type Provider, type RuntimeTensor } from './onnxruntime.ts'
import { uploadTensors } from './upload.ts'

export type ResidentParameters = {
  readonly source: ParameterSource
  /** Loads what is missing; every later call hands out the same tensors. */
  feeds(names: readonly string[]): Promise<Feeds>
  /** Moves parameters on the CPU into memory that threads share; those handed out before stay as they are. */
  share(names: readonly string[]): Promise<void>
  /** Forgets the parameters of a component (`unet`, `vae`, …) so that their memory can be reused. */
  release(component: string): void
  readonly sizeBytes: number
}

const concurrentReads = 4
/** Uploading, the values lie in host memory, in a buffer on their way, and on the device: thrice this. */
const uploadBytes = 128 * 2 ** 20

/** `stored`: in which type a parameter is kept and handed out; f16 on the CPU only. */
export function residentParameters(
  source: ParameterSource,
  provider: Provider,
  stored: (name: string) => Width = () => 'f32',
): ResidentParameters {
  const tensors = new Map<string, RuntimeTensor>()
  const prepared = new Map<readonly string[], Feeds>()
  let sizeBytes = 0

  async function read(names: readonly string[]): Promise<Map<string, RuntimeTensor>> {
    const queue = [...names]
    const values = new Map<string, RuntimeTensor>()
    const readNext = async (): Promise<void> => {
      for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
        const info = source.get(name)
        if (!info) throw new AppError('parameters/missing', { name })
        const [width, wide] = [stored(name), await source.read(name)]
        values.set(name, runtimeTensor(width, info.shape, width === 'f16' ? toFloat16(wide) : wide))
      }
    }
    await Promise.all(Array.from({ length: concurrentReads }, readNext))
    return values
  }

  const bytesOf = (name: string): number =>
    bytesPerElement[stored(name)] * elementCount(source.get(name)?.shape ?? [])

  async function load(names: readonly string[]): Promise<void> {
    const missing = names.filter((name) => !tensors.has(name))
    const onDevice = provider === 'webgpu'
    await bring(source, missing, 'each', async () => {
      for (const batch of onDevice ? batchesOf(missing, bytesOf, uploadBytes) : [missing]) {
        const values = await read(batch)
        for (const [name, tensor] of onDevice ? await uploadTensors(values) : values) {
          tensors.set(name, tensor)
          sizeBytes += bytesOf(name)
        }
      }
    })
  }

  return {
    source,
    async feeds(names) {
      const known = prepared.get(names)
      if (known) return known
      await load(names)
      const feeds: Record<string, RuntimeTensor> = {}
      for (const name of names) feeds[name] = tensors.get(name) as RuntimeTensor
      prepared.set(names, feeds)
      return feeds
    },
    async share(names) {
      await load(names)
      let moved = 0
      for (const name of names) {
        const tensor = tensors.get(name) as RuntimeTensor
        const { data } = tensor
        if (!(data instanceof Float32Array) || isShared(data)) continue
        prepared.clear()
        tensors.set(name, runtimeTensor('f32', tensor.dims, sharedCopy(data)))
        moved += data.byteLength
        if (moved < worthCollecting) continue
        moved = 0
        collect()
      }
    },
    release(component) {
      for (const [name, tensor] of tensors) {
        if (!name.startsWith(`${component}.`)) continue
        sizeBytes -= bytesOf(name)
        tensor.dispose()
        tensors.delete(name)
      }
      for (const names of prepared.keys()) {
        if (names.some((name) => name.startsWith(`${component}.`))) prepared.delete(names)
      }
    },
    get sizeBytes() {
      return sizeBytes
    },
  }
}
