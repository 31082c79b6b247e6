// One compiled network run on named tensors of a file, its outputs written to another: for measuring and comparing.
import { performance } from 'node:perf_hooks'
import { AppError } from '../../base/errors.ts'
import type { DType, Float32Tensor, Tensor } from '../../base/dtype.ts'
import type { EngineProbeCall } from '../../contract/engine.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import { writeTensorFile } from '../../files/write-tensor-file.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { LoadedModel } from '../loaded-model.ts'
import { float32Values } from '../runtime/onnxruntime.ts'
import { applyStack } from '../stack/running-stack.ts'
import { encodeIds } from '../picture/text-encoder.ts'

/** Gradients are the training's. */
export type ProbeCall = EngineProbeCall & { kind: Exclude<EngineProbeCall['kind'], 'gradients'> }
type ProbeTable = Record<Exclude<ProbeCall['kind'], 'text'>, NetworkProbe>
type NetworkProbe = {
  inputs: readonly [file: string, network: string][]
  outputs: readonly [network: string, file: string][]
}

const probes: ProbeTable = {
  unet: {
    inputs: [
      ['unet.latent', 'latent'],
      ['unet.timestep', 'timestep'],
      ['text.conditioning', 'conditioning'],
      ['text.pooled', 'pooled'],
      ['unet.time_ids', 'time_ids'],
    ],
    outputs: [['output', 'unet.output']],
  },
  'vae-encode': {
    inputs: [['vae.image', 'image']],
    outputs: [
      ['mean', 'vae.mean'],
      ['logvar', 'vae.logvar'],
    ],
  },
  'vae-decode': { inputs: [['vae.latent', 'latent']], outputs: [['decoded', 'vae.decoded']] },
}

export async function probe(
  model: LoadedModel,
  call: ProbeCall,
): Promise<{ outputs: { name: string; shape: number[] }[]; seconds: number }> {
  const file = await openTensorFile(call.input)
  try {
    await applyStack(model, call.stack)
    const started = performance.now()
    const tensors =
      call.kind === 'text' ? await probeText(model, file, call) : await probeNetwork(model, file, call.kind)
    const seconds = (performance.now() - started) / 1000
    await writeTensorFile(call.output, tensors)
    return { outputs: [...tensors].map(([name, { shape }]) => ({ name, shape: [...shape] })), seconds }
  } finally {
    await file.close()
  }
}

async function probeText(
  model: LoadedModel,
  file: TensorFile,
  call: ProbeCall,
): Promise<Map<string, Float32Tensor>> {
  const ids = await readTensor(file, 'text.ids', 'i64')
  const encoded = await encodeIds(model, ids, call.clipSkip)
  const tensors = new Map<string, Float32Tensor>([['text.conditioning', encoded.conditioning]])
  if (encoded.pooled) tensors.set('text.pooled', encoded.pooled)
  return tensors
}

async function probeNetwork(
  model: LoadedModel,
  file: TensorFile,
  kind: Exclude<ProbeCall['kind'], 'text'>,
): Promise<Map<string, Float32Tensor>> {
  const program = await model.program(kind === 'unet' ? 'denoiser' : kind)
  const inputs: Record<string, Tensor> = {}
  for (const [name, network] of probes[kind].inputs) {
    if (program.inputs.includes(network)) inputs[network] = await readTensor(file, name, 'f32')
  }
  const results = await program.run(inputs, model.parameters)
  const tensors = new Map<string, Float32Tensor>()
  for (const [network, name] of probes[kind].outputs) {
    const result = results[network]!
    tensors.set(name, { dtype: 'f32', shape: result.dims, data: await float32Values(result) })
  }
  return tensors
}

async function readTensor(file: TensorFile, name: string, dtype: DType & ('f32' | 'i64')): Promise<Tensor> {
  const entry = file.tensors.get(name)
  if (!entry) throw new AppError('probe/missing-tensor', { name, held: [...file.tensors.keys()].slice(0, 8) })
  const values = await file.read(name)
  const data = dtype === 'i64' ? BigInt64Array.from(values, (value) => BigInt(Math.round(value))) : values
  return { dtype, shape: entry.shape, data }
}
