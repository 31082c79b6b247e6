// The UNet of full size, timed phase by phase: building, reading, preparing, stepping.
import { performance } from 'node:perf_hooks'
import { sourceOver } from '../../architectures/recognising/checkpoint-source.ts'
import { families } from '../../architectures/families/families.ts'
import { buildUNet } from '../../architectures/networks/unet.ts'
import type { Tensor } from '../../base/dtype.ts'
import type { EngineBenchmark, EngineBenchmarkCall } from '../../contract/engine.ts'
import { openWeights } from '../../files/open-weights.ts'
import { defaultLowerings } from '../../graph/lowering/choices.ts'
import { lowerToOnnx } from '../../graph/to-onnx.ts'
import { madeUpCheckpoint, madeUpParameters } from './made-up-checkpoint.ts'
import { float32Values } from '../runtime/onnxruntime.ts'
import { compileProgram } from '../runtime/program.ts'
import { residentParameters } from '../runtime/resident-parameters.ts'
import { createUniform } from './uniform.ts'

export async function benchmarkUNet(call: EngineBenchmarkCall): Promise<EngineBenchmark> {
  const config = families[call.architecture].published.unet
  const lowerings = { ...defaultLowerings.cpu, ...call.lowerings }
  const [graph, compileSeconds] = await timed(async () => {
    const built = buildUNet(config)
    lowerToOnnx(built, { resident: 'inputs', lowerings })
    return built
  })
  if (call.steps === 0)
    return { compileSeconds, readSeconds: 0, sessionSeconds: 0, stepSeconds: [], peakBytes: 0 }
  const path = await madeUpCheckpoint(call.architecture, call.folder)
  const file = await openWeights(path)
  const source = sourceOver(file, madeUpParameters(call.architecture))
  const parameters = residentParameters(source, 'cpu')
  const names = graph.parameters.map((parameter) => parameter.name)
  const [, readSeconds] = await timed(async () => {
    if (call.resident === 'inputs') await parameters.feeds(names)
  })
  const [program, sessionSeconds] = await timed(() =>
    compileProgram(graph, { provider: 'cpu', lowerings, resident: call.resident, source }),
  )
  const inputs = benchmarkInputs(call, config)
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
  { inChannels, contextWidth, added }: (typeof families)['sd1']['published']['unet'],
): Record<string, Tensor> {
  const uniform = createUniform(2)
  const random = (...shape: number[]): Tensor => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 3 * (uniform() - 0.5)),
  })
  return {
    latent: random(batch, inChannels, latent, latent),
    timestep: { dtype: 'f32', shape: [batch], data: new Float32Array(batch).fill(500) },
    conditioning: random(batch, tokens, contextWidth),
    ...(added ? { pooled: random(batch, added.pooledWidth), time_ids: random(batch, added.idCount) } : {}),
  }
}

export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await work()
  return [result, (performance.now() - started) / 1000]
}
