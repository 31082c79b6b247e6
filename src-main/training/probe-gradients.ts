// Loss and gradients of the factors in a file, written to another: for measuring and comparing.
// Read: `train.<kind>.init.<kohya name>`, `train.target`, `train.alpha`, `train.rank`, and the network's inputs as
// `probe unet` names them. Written: `train.<kind>.grad.<kohya name>` and `train.<kind>.losses`.
import { factorInput, type AdaptedParameter } from '../adapters/acting/adapted-graph.ts'
import { claimKind } from '../adapters/kinds/algorithms.ts'
import { splitSuffix } from '../adapters/names/suffixes.ts'
import type { Denoiser } from '../architectures/networks/denoiser.ts'
import type { Float32Tensor } from '../base/dtype.ts'
import { AppError } from '../base/errors.ts'
import { elementCount } from '../base/shape.ts'
import type { EngineProbeCall } from '../contract/engine.ts'
import type { LoadedModel } from '../engine/loaded-model.ts'
import { devicePlan, type DevicePlan } from '../engine/runtime/devices.ts'
import type { Workshop } from '../engine/workshop.ts'
import { openTensorFile } from '../files/open-tensor-file.ts'
import { writeTensorFile } from '../files/write-tensor-file.ts'
import type { TensorFile } from '../formats/tensor-file.ts'
import { createDenoisingPass } from './pass/create-denoising-pass.ts'
import type { DenoisingBatch } from './pass/denoising-pass.ts'

type FileFactor = { readonly file: string; readonly parameter: string; readonly part: string }

const prefix = 'lora_unet_'
const noRest = { dropout: 0, rankDropout: 0, moduleDropout: 0 }

type ProbeResult = { outputs: { name: string; shape: number[] }[]; seconds: number }

/** Every kind the file has factors of. Errors: `probe/missing-tensor`, `probe/no-factors`, `probe/unknown-factor`. */
export function probeGradients(workshop: Workshop, call: EngineProbeCall): Promise<ProbeResult> {
  return workshop.inTurn(async () => {
    // Factors are differentiated on the CPU, whatever makes the pictures.
    const { model } = await workshop.load({ path: call.model, vaePath: call.vae, device: 'cpu' })
    return probe(model, devicePlan('cpu'), call)
  })
}

async function probe(
  model: LoadedModel,
  plan: DevicePlan,
  call: Pick<EngineProbeCall, 'input' | 'output'>,
): Promise<ProbeResult> {
  const file = await openTensorFile(call.input)
  try {
    const started = performance.now()
    const kinds = new Set(
      [...file.tensors.keys()].flatMap((name) => /^train\.(\w+)\.init\./.exec(name)?.[1] ?? []),
    )
    if (kinds.size === 0) throw new AppError('probe/no-factors')
    const tensors = new Map<string, Float32Tensor>()
    for (const kind of kinds)
      for (const [name, tensor] of await probeKind(model, plan, file, kind)) tensors.set(name, tensor)
    await writeTensorFile(call.output, tensors)
    return {
      outputs: [...tensors].map(([name, { shape }]) => ({ name, shape: [...shape] })),
      seconds: (performance.now() - started) / 1000,
    }
  } finally {
    await file.close()
  }
}

async function probeKind(
  model: LoadedModel,
  plan: DevicePlan,
  file: TensorFile,
  kind: string,
): Promise<Map<string, Float32Tensor>> {
  const { denoiser } = model.config
  const factors = factorsOf(file, kind, denoiser)
  const initial = (name: string): Promise<Float32Tensor> => readTensor(file, `train.${kind}.init.${name}`)
  const [alpha, rank] = [await readTensor(file, 'train.alpha'), await readTensor(file, 'train.rank')]
  const adapted = [...Map.groupBy(factors, ({ parameter }) => parameter)].map(
    ([parameter, own]): AdaptedParameter => {
      const shapes = new Map(
        own.map(({ file: name, part }) => [part, file.tensors.get(`train.${kind}.init.${name}`)!.shape]),
      )
      const algorithm = claimKind(new Set(shapes.keys()))
      if (!algorithm) throw unknownFactor(own[0]!.file)
      return { parameter, algorithm, shapes, scale: alpha.data[0]! / rank.data[0]! }
    },
  )
  const { batch, size } = await batchOf(file, denoiser)
  const pass = await createDenoisingPass({
    denoiser,
    parameters: model.pristine,
    plan,
    adapted,
    size,
    dropout: noRest,
    textGradient: false,
    layout: 'auto',
  })
  try {
    const named = new Map(
      factors.map(({ file: name, parameter, part }) => [factorInput(parameter, part), name]),
    )
    const parts = await Promise.all(pass.segments.map(({ name }) => initial(named.get(name)!)))
    const parameter = Float32Array.from(parts.flatMap(({ data }) => [...data]))
    const { loss, gradient } = await pass.gradients(batch, parameter, 0)
    const tensors = new Map<string, Float32Tensor>()
    let start = 0
    for (const { name, shape } of pass.segments) {
      const data = gradient.subarray(start, (start += elementCount(shape)))
      tensors.set(`train.${kind}.grad.${named.get(name)!}`, { dtype: 'f32', shape, data })
    }
    tensors.set(`train.${kind}.losses`, { dtype: 'f32', shape: [1], data: Float32Array.of(loss) })
    return tensors
  } finally {
    await pass.release()
  }
}

function factorsOf(file: TensorFile, kind: string, denoiser: Denoiser): FileFactor[] {
  const paths = new Map(denoiser.modules().map(({ path }) => [path.replaceAll('.', '_'), path]))
  const start = `train.${kind}.init.`
  return [...file.tensors.keys()]
    .filter((name) => name.startsWith(start))
    .map((name) => {
      const own = name.slice(start.length)
      const split = splitSuffix(own)
      const path = split?.stem.startsWith(prefix) ? paths.get(split.stem.slice(prefix.length)) : undefined
      if (!split?.part || path === undefined) throw unknownFactor(own)
      return { file: own, parameter: `${denoiser.component}.${path}.weight`, part: split.part }
    })
}

async function batchOf(file: TensorFile, { pooledWidth }: Denoiser) {
  const [latent, timestep, conditioning, target] = await Promise.all(
    ['unet.latent', 'unet.timestep', 'text.conditioning', 'train.target'].map((name) =>
      readTensor(file, name),
    ),
  )
  const [pooled, timeIds] =
    pooledWidth === null
      ? []
      : await Promise.all(['text.pooled', 'unet.time_ids'].map((name) => readTensor(file, name)))
  const [batch = 1, , height = 1, width = 1] = latent!.shape
  const made: DenoisingBatch = {
    latent: latent!.data,
    timestep: timestep!.data,
    conditioning: conditioning!.data,
    target: target!.data,
    weight: new Float32Array(batch).fill(1),
    mask: null,
    ...(pooled && timeIds ? { pooled: pooled.data, timeIds: timeIds.data } : {}),
  }
  return { batch: made, size: { batch, height, width, tokens: conditioning!.shape[1] ?? 1 } }
}

async function readTensor(file: TensorFile, name: string): Promise<Float32Tensor> {
  const entry = file.tensors.get(name)
  if (!entry) throw new AppError('probe/missing-tensor', { name, held: [...file.tensors.keys()].slice(0, 8) })
  return { dtype: 'f32', shape: entry.shape, data: await file.read(name) }
}

function unknownFactor(name: string): AppError {
  return new AppError('probe/unknown-factor', { name })
}
