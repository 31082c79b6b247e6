// Parameters of one source kept where a device wants them: typed arrays for the CPU, buffers for WebGPU.
import { AppError } from '../../base/errors.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'
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

export function residentParameters(source: ParameterSource, provider: Provider): ResidentParameters {
  const tensors = new Map<string, RuntimeTensor>()
  const prepared = new Map<readonly string[], Feeds>()
  let sizeBytes = 0

  async function load(names: readonly string[]): Promise<void> {
    const queue = names.filter((name) => !tensors.has(name))
    const loaded = new Map<string, RuntimeTensor>()
    const readNext = async (): Promise<void> => {
      for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
        const info = source.get(name)
        if (!info) throw new AppError('parameters/missing', `The checkpoint has no parameter "${name}".`)
        const values = await source.read(name)
        sizeBytes += values.byteLength
        loaded.set(name, runtimeTensor('f32', info.shape, values))
      }
    }
    await Promise.all(Array.from({ length: concurrentReads }, readNext))
    const resident = provider === 'webgpu' ? await uploadTensors(loaded) : loaded
    for (const [name, tensor] of resident) tensors.set(name, tensor)
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
        sizeBytes -= tensor.size * 4
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
