// Gradients of adapters through a whole UNet against recordings of PyTorch: the loss, and every factor's gradient.
import { describe, expect, it } from 'vitest'
import { adaptedGraph, factorInput, type AdaptedParameter } from '../../src-main/adapters/adapted-graph.ts'
import { claimKind } from '../../src-main/adapters/algorithms.ts'
import { splitSuffix } from '../../src-main/adapters/names/suffixes.ts'
import { checkpointSource } from '../../src-main/architectures/checkpoint-source.ts'
import { detectCheckpoint, modelOf } from '../../src-main/architectures/detect.ts'
import { unetModules } from '../../src-main/architectures/unet-modules.ts'
import { buildUNet } from '../../src-main/architectures/unet.ts'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import { gradientOutput, gradients } from '../../src-main/graph/gradients/gradients.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { expectClose } from '../support/close.ts'
import { goldenNetwork } from '../support/golden-networks.ts'
import { runNetwork, type NetworkInput } from '../support/run-network.ts'
import { tolerances } from '../support/tolerances.ts'

const network = goldenNetwork('sd1')
const training = goldenNetwork('sd1', 'train')
const detection = detectCheckpoint(network.file)
const config = modelOf(detection).unet
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

/** Mean squared error of the UNet's output against a target. */
function withLoss(graph: Graph): Graph {
  const g = createGraphBuilder(graph.name, graph)
  const output = graph.outputs[0]!.value
  const difference = g.sub(output, g.input('target', 'f32', output.shape))
  return g.finish({ loss: g.reduceMean(g.mul(difference, difference), [0, 1, 2, 3], false) })
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

  it('has the recorded loss and gradients', async () => {
    const [batch = 1, , height = 1, width = 1] = latent.shape
    const whole = withLoss(adaptedGraph(buildUNet(config, { height, width }), adapted))
    const inputs = factors.map(({ parameter, part }) => factorInput(parameter, part))
    const graph = gradients(whole, [{ of: 'loss', wrt: inputs }])
    const feeds: Record<string, NetworkInput> = {
      latent,
      timestep: network.tensor('unet.timestep'),
      conditioning: network.tensor('text.conditioning'),
      target: training.tensor('train.target'),
    }
    for (const { file, parameter, part } of factors)
      feeds[factorInput(parameter, part)] = training.tensor(`train.${kind}.init.${file}`)
    const results = await runNetwork(graph, feeds, checkpointSource(network.file, detection))

    const losses = training.tensor(`train.${kind}.losses`).data
    expectClose([...results.get('loss')!.data], [Number(losses[0])], tolerances.loss, 'loss')
    for (const { file, parameter, part } of factors) {
      const recorded = Float32Array.from(training.tensor(`train.${kind}.grad.${file}`).data, Number)
      const scale = Math.sqrt(recorded.reduce((sum, value) => sum + value * value, 0) / recorded.length)
      const made = results.get(gradientOutput(factorInput(parameter, part)))!.data
      const unit = scale === 0 ? 1 : scale
      expectClose(
        made.map((value) => value / unit),
        recorded.map((value) => value / unit),
        tolerances.goldenGradient,
        file,
      )
    }
    expect(batch).toBe(2)
  })
})
