// The only place that touches onnxruntime: sessions and tensors, with its failures turned into named errors.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import './no-telemetry.ts'
import * as ort from 'onnxruntime-node'
import { AppError, invariant } from '../../base/errors.ts'
import type { DType, Tensor } from '../../base/dtype.ts'
import { widen } from '../../base/half.ts'
import { anchorModel } from './anchor-model.ts'

export type RuntimeTensor = ort.Tensor
export type Feeds = Readonly<Record<string, RuntimeTensor>>
export type Provider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml'

export type SessionOptions = {
  provider: Provider
  /** The folder in which constants that point into a checkpoint lie. */
  externalFolder?: string
  /** Outputs stay on the device and can be fed to another session (WebGPU). */
  keepOutputs?: boolean
  threads?: number
  /** One of many sessions that run in turn on the CPU: gives memory back and lets its threads rest after every run. */
  takesTurns?: boolean
}

export type RuntimeSession = {
  /** `into`: results are written over these tensors' own arrays as well as into new ones. */
  run(feeds: Feeds, into?: Feeds): Promise<Record<string, RuntimeTensor>>
  release(): Promise<void>
}

const runtimeTypes: Partial<Record<DType, ort.Tensor.Type>> = {
  f32: 'float32',
  f16: 'float16',
  i64: 'int64',
  i32: 'int32',
  u8: 'uint8',
  bool: 'bool',
}

export const runtimeVersion: string = `onnxruntime ${ort.env.versions.node}`

/** Providers whose libraries are installed: bundled with the runtime, or fetched beside it (CUDA). */
export function installedProviders(): Set<string> {
  const require = createRequire(import.meta.url)
  const root = dirname(require.resolve('onnxruntime-node/package.json'))
  const folder = join(root, 'bin', 'napi-v6', process.platform, process.arch)
  const installed = ort
    .listSupportedBackends()
    .filter(({ name, bundled }) => bundled || existsSync(join(folder, `libonnxruntime_providers_${name}.so`)))
  return new Set(installed.map((backend) => backend.name))
}

/**
 * A tensor over the given array (f16: its bits): no copy is made, so the array must not change while a run uses it.
 * Every tensor that is fed or written over (`into`) is made here.
 */
export function runtimeTensor(
  dtype: DType,
  shape: readonly number[],
  data: Tensor['data'] | BigInt64Array,
): RuntimeTensor {
  const type = runtimeTypes[dtype]
  invariant(type, `the runtime has no ${dtype} tensors`)
  const tensor = new ort.Tensor(type, data as ort.Tensor.DataType, shape)
  if (dtype === 'f16') holdBits(tensor, data)
  return tensor
}

/**
 * Where there is a Float16Array (Node 24) the runtime's JavaScript makes one of an f16 tensor's bits, and its binding
 * takes that for an array without bytes. It takes the bits themselves, over the same memory (onnxruntime 1.30).
 */
function holdBits(tensor: ort.Tensor, bits: Tensor['data'] | BigInt64Array): void {
  invariant(bits instanceof Uint16Array, 'a tensor of f16 is made of its bits')
  ;(tensor as unknown as { cpuData: Uint16Array }).cpuData = bits
}

/**
 * The values of a result on the host, f16 widened; f32 is not copied. Asking a tensor on a device for them would end the
 * process.
 */
export async function float32Values(tensor: RuntimeTensor): Promise<Float32Array> {
  invariant(tensor.location === 'cpu', `values are read from the host, this tensor is on ${tensor.location}`)
  const data = await tensor.getData()
  if (tensor.type === 'float16') return widen(data as ArrayBufferView, 'f16')
  invariant(data instanceof Float32Array, `expected float32, the runtime gave ${tensor.type}`)
  return data
}

/** Gives the memory of a result back at once, so that the next result of its size reuses pages that are warm. */
export function dropResult(tensor: RuntimeTensor): void {
  const { data } = tensor
  if (data instanceof Float32Array && data.buffer instanceof ArrayBuffer) data.buffer.transfer(0)
}

let anchor: Promise<ort.InferenceSession> | null = null

/**
 * The device ends with its last session, and takes the process along when a
 * buffer is still on it: this session stays.
 */
async function holdDevice(): Promise<void> {
  anchor ??= ort.InferenceSession.create(anchorModel(), {
    executionProviders: ['webgpu'],
    logSeverityLevel: 3,
  })
  try {
    await anchor
  } catch (error) {
    anchor = null
    throw error
  }
}

export async function createSession(model: Uint8Array, options: SessionOptions): Promise<RuntimeSession> {
  const settings = {
    ...(options.externalFolder === undefined
      ? {}
      : { model_external_initializers_file_folder_path: options.externalFolder }),
    ...(options.takesTurns ? { force_spinning_stop: '1' } : {}),
  }
  let session: ort.InferenceSession
  try {
    if (options.provider === 'webgpu') await holdDevice()
    session = await ort.InferenceSession.create(model, {
      executionProviders: [{ name: options.provider }],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
      ...(options.takesTurns ? { enableCpuMemArena: false } : {}),
      ...(options.keepOutputs ? { preferredOutputLocation: 'gpu-buffer' } : {}),
      ...(Object.keys(settings).length === 0 ? {} : { extra: { session: settings } }),
    })
  } catch (error) {
    throw runtimeError(error, 'engine/session-failed')
  }
  const kept = keptBuffers(session)
  return {
    async run(feeds, into) {
      try {
        return kept.note(await (into === undefined ? session.run(feeds) : session.run(feeds, into)))
      } catch (error) {
        throw runtimeError(error, 'engine/run-failed')
      }
    },
    release: kept.release,
  }
}

/** Buffers belong to the session that made them, which is therefore released when the last of them is disposed. */
function keptBuffers(session: ort.InferenceSession): {
  note(results: ort.InferenceSession.OnnxValueMapType): Record<string, RuntimeTensor>
  release(): Promise<void>
} {
  let count = 0
  let ending = false
  function watch(tensor: ort.Tensor): void {
    if (tensor.location !== 'gpu-buffer') return
    count++
    const dispose = tensor.dispose.bind(tensor)
    let disposed = false
    tensor.dispose = () => {
      if (disposed) return
      disposed = true
      dispose()
      count--
      // Nobody waits for it, and a session that cannot be released is of no use to anyone.
      if (ending && count === 0) session.release().catch(() => undefined)
    }
  }
  return {
    note(results) {
      for (const tensor of Object.values(results)) watch(tensor)
      return results
    },
    async release() {
      ending = true
      if (count === 0) await session.release()
    },
  }
}

export type NetworkPort = { readonly name: string; readonly shape: readonly (number | string)[] }
export type RuntimeNetwork = RuntimeSession & {
  readonly inputs: readonly NetworkPort[]
  readonly outputs: readonly NetworkPort[]
}

/** A network that somebody else made, from its file, on the CPU. Errors: `engine/session-failed`. */
export async function openNetwork(path: string): Promise<RuntimeNetwork> {
  let session: ort.InferenceSession
  try {
    session = await ort.InferenceSession.create(path, { executionProviders: ['cpu'], logSeverityLevel: 3 })
  } catch (error) {
    throw runtimeError(error, 'engine/session-failed')
  }
  const ports = (all: readonly ort.InferenceSession.ValueMetadata[]): NetworkPort[] =>
    all.map((port) => ({ name: port.name, shape: port.isTensor ? port.shape : [] }))
  return {
    inputs: ports(session.inputMetadata),
    outputs: ports(session.outputMetadata),
    async run(feeds) {
      try {
        return await session.run(feeds)
      } catch (error) {
        throw runtimeError(error, 'engine/run-failed')
      }
    },
    release: () => session.release(),
  }
}

/** As each provider says it; WebGPU goes on with the buffer it did not get, and complains of that. */
const outOfMemory =
  /out of memory|not enough memory|bad_alloc|failed to allocate|allocat\w* .*fail|array buffer allocation|\[Invalid Buffer|exceeds the max buffer size/i

/** Out of memory has its own code, because the engine retries it with a cheaper plan. */
export function runtimeError(error: unknown, code: 'engine/session-failed' | 'engine/run-failed'): AppError {
  if (error instanceof AppError) return error
  const message = error instanceof Error ? error.message : String(error)
  const told = outOfMemory.test(message) ? 'engine/out-of-memory' : code
  return new AppError(told, {}, { details: { message }, cause: error })
}
