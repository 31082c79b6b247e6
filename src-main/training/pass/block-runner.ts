// A training step block by block: forwards keeping only what blocks read, then backwards, each block computing its
// inside again. Nothing is kept longer than until its last reader ran.
import { invariant } from '../../base/errors.ts'
import {
  dropResult,
  float32Values,
  type Feeds,
  type RuntimeTensor,
} from '../../engine/runtime/onnxruntime.ts'
import { cutGraph } from '../../graph/cut-graph.ts'
import { blockGradients, planBlockGradients } from '../../graph/gradients/block-gradients.ts'
import { gradientOutput } from '../../graph/gradients/gradients.ts'
import type { Graph } from '../../graph/ir.ts'
import { lateOrder } from '../../graph/late-order.ts'
import type { BlockProgram, BlockPrograms } from './block-programs.ts'
import { blockStarts } from './block-starts.ts'

export type BlockRequest = {
  /** Of known sizes. */
  readonly graph: Graph
  /** Inputs that differ from run to run and flow through the whole network; the others are weights. */
  readonly streams: ReadonlySet<string>
  /** The output that is differentiated, a scalar. */
  readonly of: string
  /** Inputs whose gradient is wanted. */
  readonly wrt: readonly string[]
}

export type BlockRunner = {
  /** The graph's outputs by name. */
  forwards(feeds: Feeds): Promise<Map<string, Float32Array>>
  /** The same, and a `gradientOutput` for everything in `wrt`. */
  gradients(feeds: Feeds): Promise<Map<string, Float32Array>>
}

type Step = {
  readonly program: BlockProgram
  /** Values nobody reads after this step. */
  readonly drops: readonly string[]
}

export function createBlockRunner(
  { graph, streams, of, wrt }: BlockRequest,
  programs: BlockPrograms,
): BlockRunner {
  const ordered = lateOrder(graph, streams)
  const blocks = cutGraph(ordered, blockStarts(ordered, streams))
  const plans = planBlockGradients(blocks, { of, wrt })
  const given = new Set(graph.inputs.map(({ name }) => name))
  const wanted = new Set(wrt.map(gradientOutput))
  const results = graph.outputs.map(({ name }) => name)

  const forwardPrograms = blocks.map((block) => programs.program(block))
  // The last block runs once: its way back makes its outputs too.
  const last = blocks.length - 1
  const backwardPrograms = blocks
    .map((block, index) => {
      const plan = plans[index]
      if (!plan) return null
      return programs.program(blockGradients(block, plan, index === last ? results : []))
    })
    .reverse()
    .filter((program) => program !== null)
  invariant(plans[last], 'the loss is made by the last block')
  const forwardSteps = planDrops(forwardPrograms, [...given, ...results])
  const gradientSteps = planDrops(
    [...forwardPrograms.slice(0, last), ...backwardPrograms],
    [...given, ...wanted, ...results],
  )

  async function runAll(
    steps: readonly Step[],
    feeds: Feeds,
    names: readonly string[],
  ): Promise<Map<string, Float32Array>> {
    const values = new Map<string, RuntimeTensor>(Object.entries(feeds))
    for (const { program, drops } of steps) {
      for (const [name, tensor] of await program.run(values)) await take(values, name, tensor)
      for (const name of drops) {
        const tensor = values.get(name)
        values.delete(name)
        if (tensor) dropResult(tensor)
      }
    }
    const made = new Map<string, Float32Array>()
    for (const name of names) made.set(name, await float32Values(values.get(name)!))
    return made
  }

  return {
    forwards: (feeds) => runAll(forwardSteps, feeds, results),
    gradients: (feeds) => runAll(gradientSteps, feeds, [...results, ...wanted]),
  }
}

/** What is made twice is a gradient that arrives from several blocks: their sum. */
async function take(values: Map<string, RuntimeTensor>, name: string, tensor: RuntimeTensor): Promise<void> {
  const known = values.get(name)
  if (!known) {
    values.set(name, tensor)
    return
  }
  const [sum, more] = [await float32Values(known), await float32Values(tensor)]
  for (let index = 0; index < sum.length; index++) sum[index]! += more[index]!
  dropResult(tensor)
}

function planDrops(programs: readonly BlockProgram[], kept: readonly string[]): Step[] {
  const lastUse = new Map<string, number>()
  programs.forEach(({ inputs, outputs }, index) => {
    for (const name of [...inputs, ...outputs]) lastUse.set(name, index)
  })
  for (const name of kept) lastUse.delete(name)
  const drops = Map.groupBy(lastUse.keys(), (name) => lastUse.get(name)!)
  return programs.map((program, index) => ({ program, drops: drops.get(index) ?? [] }))
}
