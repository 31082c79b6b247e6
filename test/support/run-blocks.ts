// Runs the blocks of a cut graph in float64, forwards and backwards, each under its canonical names.
import { canonicalGraph, canonicalName } from '../../src-main/graph/canonical-graph.ts'
import { blockGradients, planBlockGradients } from '../../src-main/graph/gradients/block-gradients.ts'
import { gradientOutput } from '../../src-main/graph/gradients/gradients.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import type { Array64 } from './array64.ts'
import { interpret, type Arrays } from './reference-interpreter.ts'

/** Everything the blocks make, by name, each run under its canonical names. */
export function runBlocks(blocks: readonly Graph[], feeds: Arrays): Record<string, Array64> {
  const known: Record<string, Array64> = { ...feeds }
  for (const block of blocks) Object.assign(known, runCanonical(block, known))
  return known
}

function runCanonical(block: Graph, known: Arrays): Record<string, Array64> {
  const { graph } = canonicalGraph(block)
  const fed = [
    ...block.inputs.map(({ name }, index) => [canonicalName.input(index), known[name]!] as const),
    ...block.parameters.map(({ name }, index) => [canonicalName.parameter(index), known[name]!] as const),
  ]
  const results = interpret(graph, Object.fromEntries(fed))
  return Object.fromEntries(
    block.outputs.map(({ name }, index) => [name, results[canonicalName.output(index)]!]),
  )
}

/** Gradients of `wrt`, from the way back through the blocks. */
export function runBackwards(
  blocks: readonly Graph[],
  request: { of: string; wrt: readonly string[] },
  known: Arrays,
): Map<string, Array64> {
  const plans = planBlockGradients(blocks, request)
  const sums = new Map<string, Array64>()
  for (const [index, block] of [...blocks.entries()].reverse()) {
    const plan = plans[index]
    if (!plan) continue
    const arriving = plan.arriving.map((name) => [gradientOutput(name), sums.get(name)!] as const)
    const made = runCanonical(blockGradients(block, plan), { ...known, ...Object.fromEntries(arriving) })
    for (const name of plan.wrt) {
      const gradient = made[gradientOutput(name)]!
      const before = sums.get(name)
      sums.set(name, before ? sum(before, gradient) : gradient)
    }
  }
  return new Map(request.wrt.map((name) => [name, sums.get(name)!]))
}

const sum = (a: Array64, b: Array64): Array64 => ({
  shape: a.shape,
  data: a.data.map((value, index) => value + b.data[index]!),
})
