// A training step of full size, timed: gradients through a UNet with made-up weights, then the optimizer's step.
import type { AdaptedParameter } from '../adapters/acting/adapted-graph.ts'
import { algorithmOf } from '../adapters/kinds/algorithms.ts'
import { sourceOver } from '../architectures/recognising/checkpoint-source.ts'
import type { Denoiser } from '../architectures/networks/denoiser.ts'
import { AppError } from '../base/errors.ts'
import type { EngineBenchmark, EngineBenchmarkCall, TrainingBenchmark } from '../contract/engine.ts'
import { benchmarkInputs, timed } from '../engine/measuring/benchmark.ts'
import { devicePlan } from '../engine/runtime/devices.ts'
import {
  benchmarkedFamily,
  madeUpCheckpoint,
  madeUpParameters,
} from '../engine/measuring/made-up-checkpoint.ts'
import { residentParameters } from '../engine/runtime/resident-parameters.ts'
import { createUniform } from '../engine/measuring/uniform.ts'
import { openWeights } from '../files/open-weights.ts'
import { denoiserGroup } from './learning-phases.ts'
import { adamw } from './optimizers/adamw.ts'
import { elementsOf } from './optimizers/optimizer.ts'
import { createDenoisingPass } from './pass/create-denoising-pass.ts'
import type { DenoisingBatch, DenoisingPass } from './pass/denoising-pass.ts'
import { freshLearned, optimizerSteps } from './run/step/optimizer-steps.ts'

/** Attention and feed-forward layers, as the common trainers' LoRA has them. */
const trained = /\.transformer_blocks\./

/** A LoRA of that rank over those layers. */
export function benchmarkLora(denoiser: Denoiser, rank: number): AdaptedParameter[] {
  return denoiser
    .modules()
    .filter(({ path, type }) => type === 'Linear' && trained.test(path))
    .map(({ path, weight: [out = 1, inputs = 1] }): AdaptedParameter => {
      const shapes = new Map([
        ['down', [rank, inputs]],
        ['up', [out, rank]],
      ])
      return {
        parameter: `${denoiser.component}.${path}.weight`,
        algorithm: algorithmOf('lora'),
        shapes,
        scale: 1,
      }
    })
}

export type BenchmarkSteps = {
  /** Gradients and the optimizer's step; the loss. Errors: `benchmark/not-finite`. */
  take(): Promise<number>
  release(): Promise<void>
}

/** AdamW over small made-up factors, always on the same batch. */
export async function benchmarkSteps(pass: DenoisingPass, batch: DenoisingBatch): Promise<BenchmarkSteps> {
  const { segments } = pass
  const choice = {
    optimizer: adamw({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 }),
    segments,
    learns: () => true,
    clip: 1,
    emaDecay: null,
  }
  const uniform = createUniform(3)
  const learned = freshLearned(
    choice,
    Float32Array.from({ length: elementsOf(segments) }, () => 0.02 * (uniform() - 0.5)),
  )
  const optimizer = await optimizerSteps(choice)
  let step = 0
  return {
    async take() {
      step++
      const { loss, gradient } = await pass.gradients(batch, learned.parameter, step)
      const norm = await optimizer.take(learned, {
        step,
        gradient,
        passes: 1,
        rates: { [denoiserGroup]: 1e-4 },
      })
      if (!Number.isFinite(norm) || !Number.isFinite(loss)) throw new AppError('benchmark/not-finite')
      return loss
    },
    async release() {
      await pass.release()
      await optimizer.release()
    },
  }
}

export async function benchmarkTraining(
  call: EngineBenchmarkCall,
  { rank }: NonNullable<EngineBenchmarkCall['training']>,
): Promise<EngineBenchmark> {
  const { architecture, batch, latent, tokens } = call
  const family = benchmarkedFamily(architecture)
  const { denoiser } = family.published
  const path = await madeUpCheckpoint(family, call.folder)
  const file = await openWeights(path)
  const plan = { ...devicePlan('cpu') }
  const parameters = residentParameters(sourceOver(file, madeUpParameters(family)), 'cpu')
  const adapted = benchmarkLora(denoiser, rank)
  const [pass, compileSeconds] = await timed(() =>
    createDenoisingPass({
      denoiser,
      parameters,
      plan: { ...plan, lowerings: { ...plan.lowerings, ...call.lowerings } },
      adapted,
      size: { batch, height: latent, width: latent, tokens },
      dropout: { dropout: 0, rankDropout: 0, moduleDropout: 0 },
      textGradient: false,
      layout: 'blocks',
    }),
  )
  const steps = await benchmarkSteps(pass, madeUpBatch(call))
  const losses: number[] = []
  const take = async (): Promise<void> => void losses.push(await steps.take())
  // The first step also reads the weights and prepares the programs.
  const [, readSeconds] = await timed(take)
  const stepSeconds: number[] = []
  for (let step = 0; step < call.steps; step++) stepSeconds.push((await timed(take))[1])
  await steps.release()
  await file.close()
  const training: TrainingBenchmark = {
    modules: adapted.length,
    parameters: elementsOf(pass.segments),
    weightBytes: parameters.sizeBytes,
    losses,
  }
  return {
    compileSeconds,
    readSeconds,
    sessionSeconds: 0,
    stepSeconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    training,
  }
}

/** A batch of numbers that mean nothing, always the same. */
function madeUpBatch(call: EngineBenchmarkCall): DenoisingBatch {
  const inputs = benchmarkInputs(call, benchmarkedFamily(call.architecture).published.denoiser)
  const uniform = createUniform(4)
  const values = (name: string): Float32Array => inputs[name]?.data as Float32Array
  const latent = values('latent')
  return {
    latent,
    timestep: values('timestep'),
    conditioning: values('conditioning'),
    ...(inputs['pooled'] ? { pooled: values('pooled'), timeIds: values('time_ids') } : {}),
    target: latent.map(() => 3 * (uniform() - 0.5)),
    weight: new Float32Array(call.batch).fill(1),
    mask: null,
  }
}
