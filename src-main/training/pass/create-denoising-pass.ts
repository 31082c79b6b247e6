// Makes the pass of one size of pictures: as one program where that fits in memory, else block by block.
import type { Tensor } from '../../base/dtype.ts'
import { invariant } from '../../base/errors.ts'
import { runtimeTensor, type Feeds } from '../../engine/runtime/onnxruntime.ts'
import { gradientOutput } from '../../graph/gradients/gradients.ts'
import { elementsOf } from '../optimizers/optimizer.ts'
import { activationBytes, mostWholeBytes } from './activation-memory.ts'
import { createBlockPrograms } from './block-programs.ts'
import { createBlockRunner } from './block-runner.ts'
import type { DenoisingPass, DenoisingPassOptions, PassResult } from './denoising-pass.ts'
import { passFeeds } from './pass-feeds.ts'
import type { PassRunner } from './pass-runner.ts'
import { passInput, passOutput, trainingGraph, type TrainingGraph } from './training-graph.ts'
import { wholeNetwork } from './whole-denoising-pass.ts'

export function createDenoisingPass(options: DenoisingPassOptions): Promise<DenoisingPass> {
  const made = trainingGraph(options)
  const { segments } = made
  const runner = runnerOf(made, options)
  const length = elementsOf(segments)

  return Promise.resolve({
    segments,
    async gradients(batch, parameter, seed) {
      const feeds = passFeeds(made, batch, parameter, { chances: options.dropout, seed })
      const results = await runner.gradients(feeds)
      const gradient = new Float32Array(length)
      let start = 0
      for (const { name } of segments) {
        const part = valuesOf(results, gradientOutput(name))
        gradient.set(part, start)
        start += part.length
      }
      return {
        ...passResult(results),
        gradient,
        conditioning: results.get(gradientOutput(passInput.conditioning)) ?? null,
        pooled: results.get(gradientOutput(passInput.pooled)) ?? null,
      }
    },
    async loss(batch, parameter) {
      const feeds = passFeeds(made, batch, parameter, { chances: options.dropout, seed: null })
      return passResult(await runner.forwards(feeds))
    },
    release: () => runner.release(),
  })
}

function runnerOf(made: TrainingGraph, { layout, plan, parameters }: DenoisingPassOptions): PassRunner {
  const whole = layout === 'auto' ? activationBytes(made.graph) <= mostWholeBytes : layout === 'whole'
  return whole ? wholeNetwork(made, plan, parameters) : blockByBlock(made, plan, parameters)
}

function blockByBlock(
  { graph, streams, wrt }: TrainingGraph,
  plan: DenoisingPassOptions['plan'],
  parameters: DenoisingPassOptions['parameters'],
): PassRunner {
  const programs = createBlockPrograms(plan, parameters)
  const runner = createBlockRunner({ graph, streams, of: passOutput.loss, wrt }, programs)
  return {
    forwards: (feeds) => runner.forwards(asFeeds(feeds)),
    gradients: (feeds) => runner.gradients(asFeeds(feeds)),
    release: () => programs.release(),
  }
}

function asFeeds(tensors: Readonly<Record<string, Tensor>>): Feeds {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, data }]) => [
      name,
      runtimeTensor(dtype, shape, data),
    ]),
  )
}

function passResult(results: ReadonlyMap<string, Float32Array>): PassResult {
  return {
    loss: valuesOf(results, passOutput.loss)[0]!,
    losses: Array.from(valuesOf(results, passOutput.losses)),
  }
}

function valuesOf(results: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const values = results.get(name)
  invariant(values, `the pass makes "${name}"`)
  return values
}
