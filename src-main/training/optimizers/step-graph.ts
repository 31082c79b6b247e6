// One optimizer step as a graph: gradients summed, clipped by their common length, turned into new factors and state.
import { invariant } from '../../base/errors.ts'
import { createGraphBuilder, type GraphBuilder } from '../../graph/builder.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import { larger } from './choose.ts'
import { elementsOf, type Optimizer, type Segment } from './optimizer.ts'

/** Names of the graph's inputs. */
export const stepInput = {
  parameter: 'parameter',
  gradient: 'gradient',
  /** What the gradient is multiplied with first: 1 / accumulated passes. */
  gradientScale: 'gradientScale',
  rate: (group: string) => `rate.${group}`,
  scalar: (name: string) => `scalar.${name}`,
  state: (name: string) => `state.${name}`,
} as const
/** The output that takes an input's place in the next step; there is one for `parameter` and for every state. */
export const nextOf = (input: string): string => `next.${input}`
/** Output: length of the gradient before it was clipped. */
export const gradientNorm = 'gradientNorm'

/** `clip` is the longest gradient of all segments together, 0 for none; PyTorch's clip_grad_norm_. */
export function stepGraph(optimizer: Optimizer, segments: readonly Segment[], clip: number): Graph {
  const g = createGraphBuilder('optimizer-step')
  const size = elementsOf(segments)
  invariant(size > 0, 'something is trained')
  const parameter = g.input(stepInput.parameter, 'f32', [size])
  const scaled = g.mul(
    g.input(stepInput.gradient, 'f32', [size]),
    g.input(stepInput.gradientScale, 'f32', []),
  )
  const norm = g.sqrt(g.reduceSum(g.mul(scaled, scaled), [0], false))
  const gradient =
    clip === 0
      ? scaled
      : g.div(scaled, larger(g, g.div(g.add(norm, g.scalar(1e-6)), g.scalar(clip)), g.scalar(1)))
  const state = Object.fromEntries(
    Object.entries(optimizer.state).map(([name, row]) => [
      name,
      g.input(stepInput.state(name), 'f32', [row.size(segments)]),
    ]),
  )
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(1)).map((name) => [name, g.input(stepInput.scalar(name), 'f32', [])]),
  )
  const rate = rates(g, segments)
  const next = optimizer.update({ g, segments, parameter, gradient, rate, scalars, state })
  const outputs: Record<string, Value> = {
    [nextOf(stepInput.parameter)]: next.parameter,
    [gradientNorm]: norm,
  }
  for (const [name, value] of Object.entries(next.state)) outputs[nextOf(stepInput.state(name))] = value
  return g.finish(outputs)
}

/** State before the first step. */
export function initialState(
  optimizer: Optimizer,
  segments: readonly Segment[],
  parameter: Float32Array,
): Map<string, Float32Array> {
  return new Map(
    Object.entries(optimizer.state).map(([name, { size, initial }]) => [
      stepInput.state(name),
      initial === 'parameter' ? parameter.slice() : new Float32Array(size(segments)).fill(initial),
    ]),
  )
}

/** The learning rate of every element: neighbours of one group share one number. */
function rates(g: GraphBuilder, segments: readonly Segment[]): Value {
  const inputs = new Map<string, Value>()
  const runs: { group: string; size: number }[] = []
  for (const segment of segments) {
    const { group } = segment
    if (!inputs.has(group)) inputs.set(group, g.input(stepInput.rate(group), 'f32', []))
    const last = runs.at(-1)
    if (last?.group === group) last.size += elementsOf([segment])
    else runs.push({ group, size: elementsOf([segment]) })
  }
  return g.concat(
    runs.map(({ group, size }) => g.expand(inputs.get(group)!, [size])),
    0,
  )
}
