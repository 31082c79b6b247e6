// Moving a slider over the UNet of full size: how long a merge takes, and what three adapters cost a step.
import { lora } from '../../adapters/kinds/lora.ts'
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import type { Contribution, Contributions, StackedAdapter } from '../../adapters/acting/stack.ts'
import { sourceOver } from '../../architectures/recognising/checkpoint-source.ts'
import type { Denoiser } from '../../architectures/networks/denoiser.ts'
import type { Module } from '../../architectures/modules/module.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import type { EngineBenchmark, EngineBenchmarkCall } from '../../contract/engine.ts'
import { openWeights } from '../../files/open-weights.ts'
import { defaultLowerings } from '../../graph/lowering/choices.ts'
import { benchmarkInputs, timed } from './benchmark.ts'
import type { DevicePlan } from '../runtime/devices.ts'
import { benchmarkedFamily, madeUpCheckpoint, madeUpParameters } from './made-up-checkpoint.ts'
import { createMergeCrew } from '../stack/merge-crew.ts'
import { createMergePrograms } from '../stack/merge-program.ts'
import { float32Values } from '../runtime/onnxruntime.ts'
import { createProgramStore } from '../runtime/program-store.ts'
import { residentParameters } from '../runtime/resident-parameters.ts'
import { stackParameters } from '../stack/stack-parameters.ts'
import { createUniform } from './uniform.ts'

type SliderCall = NonNullable<EngineBenchmarkCall['slider']>

const adapterCount = 3

export async function benchmarkSlider(
  call: EngineBenchmarkCall,
  slider: SliderCall,
): Promise<EngineBenchmark> {
  const family = benchmarkedFamily(call.architecture)
  const { denoiser } = family.published
  const plan: DevicePlan = {
    provider: 'cpu',
    resident: 'inputs',
    lowerings: { ...defaultLowerings.cpu, ...call.lowerings },
  }
  const file = await openWeights(await madeUpCheckpoint(family, call.folder))
  const source = sourceOver(file, madeUpParameters(family))
  const programs = createProgramStore()
  const [program, compileSeconds] = await timed(() =>
    programs.get({ network: 'denoiser', denoiser }, plan, source),
  )
  const parameters = stackParameters(residentParameters(source, 'cpu'), {
    programs: createMergePrograms(plan),
    crew: createMergeCrew(plan.lowerings),
  })
  const [, readSeconds] = await timed(() => parameters.feeds(program.parameters))

  const modules = adaptedModules(denoiser, slider)
  const adapters = Array.from({ length: call.steps > 0 ? adapterCount : 1 }, (_, index) =>
    madeUpLora(denoiser.component, modules, slider.rank, index),
  )
  const stack = (weights: readonly number[]): void =>
    parameters.setStack(weights.map((weight, index) => stacked(adapters[index]!, weight)))
  const mergeSeconds: number[] = []
  // The first merge also takes its memory; sliders that move later find it there.
  for (let merge = 0; merge <= slider.merges; merge++) {
    stack([0.5 + merge / 100])
    const [, seconds] = await timed(() => parameters.feeds(program.parameters))
    if (merge > 0) mergeSeconds.push(seconds)
  }

  const inputs = benchmarkInputs(call, denoiser)
  const step = async (weights: readonly number[]): Promise<number> => {
    stack(weights)
    await parameters.feeds(program.parameters)
    const again = await programs.get({ network: 'denoiser', denoiser }, plan, source, parameters.shape)
    const [, seconds] = await timed(async () =>
      float32Values((await again.run(inputs, parameters))['output']!),
    )
    return seconds
  }
  const [stepSeconds, stackedStepSeconds]: [number[], number[]] = [[], []]
  // The first pair also plans memory; it is not counted.
  for (let pair = 0; pair <= call.steps && call.steps > 0; pair++) {
    const [plain, with3] = [await step([]), await step([0.5, 0.3, 0.2])]
    if (pair === 0) continue
    stepSeconds.push(plain)
    stackedStepSeconds.push(with3)
  }
  await parameters.close()
  const compiled = programs.compiled
  await programs.clear()
  await file.close()
  return {
    compileSeconds,
    readSeconds,
    sessionSeconds: 0,
    stepSeconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    slider: { modules: modules.length, mergeSeconds, stackedStepSeconds, programs: compiled },
  }
}

/** What kohya's trainer adapts: the layers inside transformers, by default their 1×1 convolutions too. */
function adaptedModules(denoiser: Denoiser, { convolutions }: SliderCall): Module[] {
  return denoiser
    .modules()
    .filter(
      ({ path, type }) =>
        path.includes('.attentions.') &&
        (convolutions
          ? type === 'Linear' || type === 'Conv2d'
          : path.includes('.transformer_blocks.') && type === 'Linear'),
    )
}

function madeUpLora(
  component: string,
  modules: readonly Module[],
  rank: number,
  seed: number,
): Contributions {
  const uniform = createUniform(seed + 3)
  const random = (shape: readonly number[]): Float32Tensor => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.02 * (uniform() - 0.5)),
  })
  return new Map(
    modules.map(({ path, weight }): [string, Contribution[]] => {
      const [rows, columns] = matrixShape(weight)
      const factors = new Map([
        ['up', random([rows, rank])],
        ['down', random([rank, columns])],
      ])
      const target = { kind: 'weight', shape: weight } as const
      const one = { algorithm: lora, target, factors, scale: 1, component, block: null } as const
      return [`${component}.${path}.weight`, [one]]
    }),
  )
}

function stacked(contributions: Contributions, weight: number): StackedAdapter {
  return { entry: { on: true, weight, textWeight: null, blockWeights: null, schedule: null }, contributions }
}
