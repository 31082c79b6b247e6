// The UNet of full size, timed phase by phase: building, reading, preparing, stepping.
import { performance } from 'node:perf_hooks'
import { sourceOver } from '../../architectures/recognising/checkpoint-source.ts'
import type { Denoiser } from '../../architectures/networks/denoiser.ts'
import type { Float32Tensor, Tensor } from '../../base/dtype.ts'
import type { EngineBenchmark, EngineBenchmarkCall } from '../../contract/engine.ts'
import { openWeights } from '../../files/open-weights.ts'
import { defaultLowerings } from '../../graph/lowering/choices.ts'
import { lowerToOnnx } from '../../graph/to-onnx.ts'
import { benchmarkedFamily, madeUpCheckpoint, madeUpParameters } from './made-up-checkpoint.ts'
import { float32Values } from '../runtime/onnxruntime.ts'
import { compileProgram } from '../runtime/program.ts'
import { residentParameters } from '../runtime/resident-parameters.ts'
import { createUniform } from './uniform.ts'

export async function benchmarkUNet(call: EngineBenchmarkCall): Promise<EngineBenchmark> {
  const family = benchmarkedFamily(call.architecture)
  const { denoiser } = family.published
  const lowerings = { ...defaultLowerings.cpu, ...call.lowerings }
  const [graph, compileSeconds] = await timed(async () => {
    const built = denoiser.graph()
    lowerToOnnx(built, { resident: 'inputs', lowerings })
    return built
  })
  if (call.steps === 0)
    return { compileSeconds, readSeconds: 0, sessionSeconds: 0, stepSeconds: [], peakBytes: 0 }
  const path = await madeUpCheckpoint(family, call.folder)
  const file = await openWeights(path)
  const source = sourceOver(file, madeUpParameters(family))
  const parameters = residentParameters(source, 'cpu')
  const names = graph.parameters.map((parameter) => parameter.name)
  const [, readSeconds] = await timed(async () => {
    if (call.resident === 'inputs') await parameters.feeds(names)
  })
  const [program, sessionSeconds] = await timed(() =>
    compileProgram(graph, { provider: 'cpu', lowerings, resident: call.resident, source }),
  )
  const inputs = benchmarkInputs(call, denoiser)
  const stepSeconds: number[] = []
  // The first run also plans memory; like the others' it is not counted.
  for (let step = 0; step <= call.steps; step++) {
    const [, seconds] = await timed(async () =>
      float32Values((await program.run(inputs, parameters))['output']!),
    )
    if (step > 0) stepSeconds.push(seconds)
  }
  await program.release()
  await file.close()
  return {
    compileSeconds,
    readSeconds,
    sessionSeconds,
    stepSeconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }
}

/** Made-up inputs of the network, always the same. */
export function benchmarkInputs(
  { batch, latent, tokens }: EngineBenchmarkCall,
  denoiser: Denoiser,
): Record<string, Tensor> {
  const uniform = createUniform(2)
  const random = (...shape: number[]): Float32Tensor => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 3 * (uniform() - 0.5)),
  })
  const { latentChannels, contextWidth: width, pooledWidth } = denoiser
  const side = { height: 8 * latent, width: 8 * latent }
  return {
    latent: random(batch, latentChannels, latent, latent),
    timestep: { dtype: 'f32', shape: [batch], data: new Float32Array(batch).fill(500) },
    ...denoiser.inputs(
      Array.from({ length: batch }, () => ({
        tokens,
        width,
        data: random(tokens, width).data,
        pooled: pooledWidth === null ? null : random(pooledWidth).data,
      })),
      { original: side, crop: { top: 0, left: 0 }, target: side },
    ),
  }
}

export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await work()
  return [result, (performance.now() - started) / 1000]
}
