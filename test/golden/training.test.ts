// Training adapters through a whole UNet against recordings of PyTorch: losses, gradients, factors after five steps.
import { describe, expect, it } from 'vitest'
import { factorInput, type AdaptedParameter } from '../../src-main/adapters/acting/adapted-graph.ts'
import { claimKind } from '../../src-main/adapters/kinds/algorithms.ts'
import { splitSuffix } from '../../src-main/adapters/names/suffixes.ts'
import { checkpointSource } from '../../src-main/architectures/recognising/checkpoint-source.ts'
import { detectCheckpoint, modelOf } from '../../src-main/architectures/recognising/detect.ts'
import { unetModules } from '../../src-main/architectures/networks/unet.ts'
import { devicePlan } from '../../src-main/engine/runtime/devices.ts'
import { residentParameters } from '../../src-main/engine/runtime/resident-parameters.ts'
import { adamw } from '../../src-main/training/optimizers/adamw.ts'
import type { Segment } from '../../src-main/training/optimizers/optimizer.ts'
import { createDenoisingPass } from '../../src-main/training/pass/create-denoising-pass.ts'
import { initialState, nextOf, stepGraph, stepInput } from '../../src-main/training/optimizers/step-graph.ts'
import { unetDenoiser } from '../../src-main/architectures/networks/unet-denoiser.ts'
import { expectClose } from '../support/close.ts'
import { goldenNetwork } from '../support/golden-networks.ts'
import { openNetwork, type NetworkInput } from '../support/run-network.ts'
import { fiveStepsShare, tolerances } from '../support/tolerances.ts'
import { unetOf } from '../support/families.ts'

const network = goldenNetwork('sd1')
const training = goldenNetwork('sd1', 'train')
const detection = detectCheckpoint(network.file)
const config = unetOf(modelOf(detection))
const alpha = Number(training.tensor('train.alpha').data[0])
const rank = Number(training.tensor('train.rank').data[0])

type Factor = { readonly file: string; readonly parameter: string; readonly part: string }

/** `lora_unet_<path with underscores>.<suffix>` → the parameter and the part. */
function factorsOf(kind: string): Factor[] {
  const modules = new Map(unetModules(config).map(({ path }) => [path.replaceAll('.', '_'), path]))
  return training.names
    .filter((name) => name.startsWith(`train.${kind}.init.`))
    .map((name) => {
      const file = name.slice(`train.${kind}.init.`.length)
      const split = splitSuffix(file)
      const path = modules.get(split?.stem.replace('lora_unet_', '') ?? '')
      if (!split?.part || path === undefined) throw new Error(`${file} is no factor`)
      return { file, parameter: `unet.${path}.weight`, part: split.part }
    })
}

describe.each(['lora', 'locon', 'loha', 'lokr'])('%s', (kind) => {
  const factors = factorsOf(kind)
  const byParameter = Map.groupBy(factors, ({ parameter }) => parameter)
  const adapted = [...byParameter].map(([parameter, own]): AdaptedParameter => {
    const shapes = new Map(
      own.map(({ file, part }) => [part, training.tensor(`train.${kind}.init.${file}`).shape]),
    )
    const algorithm = claimKind(new Set(shapes.keys()))
    if (!algorithm) throw new Error(`${parameter}: no kind claims ${[...shapes.keys()].join()}`)
    return { parameter, algorithm, shapes, scale: alpha / rank }
  })
  const latent = network.tensor('unet.latent')

  const [batch = 1, , height = 1, width = 1] = latent.shape
  const segments = factors.map(({ file, parameter, part }): Segment => {
    const { shape } = training.tensor(`train.${kind}.init.${file}`)
    return { name: factorInput(parameter, part), shape, group: 'unet' }
  })
  const sizes = segments.map(({ shape }) => shape.reduce((product, extent) => product * extent, 1))
  const recorded = (what: 'init' | 'grad' | 'after5', index: number): Float32Array =>
    Float32Array.from(training.tensor(`train.${kind}.${what}.${factors[index]!.file}`).data, Number)

  it.each(['whole', 'blocks'] as const)(
    'has the recorded losses, gradients, and factors after five steps of AdamW: %s',
    async (layout) => {
      const optimizer = adamw({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 })
      const pass = await createDenoisingPass({
        denoiser: unetDenoiser(config),
        parameters: residentParameters(checkpointSource(network.file, detection), 'cpu'),
        plan: devicePlan('cpu'),
        adapted,
        size: { batch, height, width, tokens: network.tensor('text.conditioning').shape[1]! },
        dropout: { dropout: 0, rankDropout: 0, moduleDropout: 0 },
        textGradient: false,
        layout,
      })
      const names = pass.segments.map(({ name }) => name)
      expect(names.toSorted()).toEqual(segments.map(({ name }) => name).toSorted())
      // The file's order is that of its names, the pass's that of the network.
      const order = names.map((name) => segments.findIndex((segment) => segment.name === name))
      const joined = (what: 'init' | 'after5'): Float32Array =>
        Float32Array.from(order.flatMap((index) => [...recorded(what, index)]))
      const step = await openNetwork(stepGraph(optimizer, pass.segments, 0))
      let parameter = joined('init')
      let state = initialState(optimizer, pass.segments, parameter)
      const losses: number[] = []
      for (let count = 1; count <= 5; count++) {
        const { loss, gradient } = await pass.gradients(
          {
            latent: latent.data as Float32Array,
            timestep: network.tensor('unet.timestep').data as Float32Array,
            conditioning: network.tensor('text.conditioning').data as Float32Array,
            target: training.tensor('train.target').data as Float32Array,
            weight: new Float32Array(batch).fill(1),
            mask: null,
          },
          parameter,
          0,
        )
        losses.push(loss)
        if (count === 1) {
          let start = 0
          for (const index of order) {
            const made = gradient.subarray(start, (start += sizes[index]!))
            expectGradient(made, recorded('grad', index), factors[index]!.file)
          }
        }
        const scalars = Object.entries(optimizer.scalars(count)).map(
          ([name, value]): [string, NetworkInput] => [stepInput.scalar(name), scalar(value)],
        )
        const next = await step.run({
          parameter: vector(parameter),
          gradient: vector(gradient),
          [stepInput.gradientScale]: scalar(1),
          [stepInput.rate('unet')]: scalar(0.01),
          ...Object.fromEntries(scalars),
          ...Object.fromEntries(
            [...state].map(([name, data]): [string, NetworkInput] => [name, vector(data)]),
          ),
        })
        parameter = next.get(nextOf(stepInput.parameter))!.data
        state = new Map([...state.keys()].map((name) => [name, next.get(nextOf(name))!.data]))
      }
      await pass.release()
      await step.release()

      expectClose(losses, Array.from(training.tensor(`train.${kind}.losses`).data, Number), tolerances.loss)
      const expected = joined('after5')
      const near = parameter.filter(
        (value, index) => Math.abs(value - expected[index]!) <= tolerances.fiveSteps.abs,
      )
      expect(near.length / expected.length).toBeGreaterThanOrEqual(fiveStepsShare)
    },
    120_000,
  )
})

const vector = (data: Float32Array): NetworkInput => ({ shape: [data.length], data })
const scalar = (value: number): NetworkInput => ({ shape: [], data: Float32Array.of(value) })

/** Both in units of the recording's root mean square. */
function expectGradient(made: Float32Array, recorded: Float32Array, label: string): void {
  const unit = Math.sqrt(recorded.reduce((sum, value) => sum + value * value, 0) / recorded.length) || 1
  expectClose(
    made.map((value) => value / unit),
    recorded.map((value) => value / unit),
    tolerances.goldenGradient,
    label,
  )
}
