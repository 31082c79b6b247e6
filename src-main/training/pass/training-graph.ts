// The graph of a training pass: network, adapter beside or inside its layers, and the loss, all of known sizes.
import { adaptedGraph, factorInput } from '../../adapters/acting/adapted-graph.ts'
import { isRestInput, restKinds } from '../../adapters/acting/rest.ts'
import { bindDims } from '../../graph/bind-dims.ts'
import { createGraphBuilder } from '../../graph/builder.ts'
import type { Graph } from '../../graph/ir.ts'
import { denoiserGroup } from '../learning-phases.ts'
import type { Segment } from '../optimizers/optimizer.ts'
import type { DenoisingPassOptions } from './denoising-pass.ts'

/**
 * Names of the graph's inputs besides the factors and what rests; `pooled` and
 * `timeIds` only where the network has them.
 */
export const passInput = {
  latent: 'latent',
  timestep: 'timestep',
  conditioning: 'conditioning',
  pooled: 'pooled',
  timeIds: 'time_ids',
  target: 'target',
  weight: 'weight',
  mask: 'mask',
} as const
/** Names of its outputs: a scalar, and [batch]. */
export const passOutput = { loss: 'loss', losses: 'losses' } as const

export type TrainingGraph = {
  readonly graph: Graph
  /** All factors, in the order of `adapted`. */
  readonly segments: readonly Segment[]
  /** Inputs whose gradient is wanted: the factors, and what text gave where text is trained. */
  readonly wrt: readonly string[]
  /** Inputs that differ from pass to pass and flow through the whole network. */
  readonly streams: ReadonlySet<string>
}

type TrainingGraphOptions = Pick<
  DenoisingPassOptions,
  'denoiser' | 'adapted' | 'size' | 'dropout' | 'textGradient'
>

export function trainingGraph({
  denoiser,
  adapted,
  size,
  dropout,
  textGradient,
}: TrainingGraphOptions): TrainingGraph {
  const { batch, height, width, tokens } = size
  const network = adaptedGraph(denoiser.graph({ height, width }), adapted, restKinds(dropout))
  const graph = bindDims(withLoss(network), { batch, tokens })
  const segments = adapted.flatMap(({ parameter, shapes }) =>
    [...shapes].map(([part, shape]): Segment => ({
      name: factorInput(parameter, part),
      shape,
      group: denoiserGroup,
    })),
  )
  const text = [passInput.conditioning, ...(denoiser.pooledWidth === null ? [] : [passInput.pooled])]
  const factors = new Set(segments.map(({ name }) => name))
  return {
    graph,
    segments,
    wrt: [...factors, ...(textGradient ? text : [])],
    streams: new Set(
      graph.inputs.map(({ name }) => name).filter((name) => !factors.has(name) && !isRestInput(name)),
    ),
  }
}

/** weight · mean((output − target)² · mask) of each picture, averaged over them. */
function withLoss(network: Graph): Graph {
  const g = createGraphBuilder(network.name, network)
  const output = network.outputs[0]!.value
  const [batch = 1, , height = 1, width = 1] = output.shape
  const difference = g.sub(output, g.input(passInput.target, 'f32', output.shape))
  const masked = g.mul(
    g.mul(difference, difference),
    g.input(passInput.mask, 'f32', [batch, 1, height, width]),
  )
  const losses = g.reduceMean(masked, [1, 2, 3], false)
  const weighted = g.mul(losses, g.input(passInput.weight, 'f32', [batch]))
  return g.finish({
    [passOutput.loss]: g.reduceMean(weighted, [0], false),
    [passOutput.losses]: losses,
  })
}
