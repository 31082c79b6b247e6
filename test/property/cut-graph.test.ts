// Blocks of a cut graph compute, run in order, what the whole computes; run backwards, its gradients.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildUNet } from '../../src-main/architectures/networks/unet.ts'
import { bindDims } from '../../src-main/graph/bind-dims.ts'
import { createGraphBuilder, type GraphBuilder } from '../../src-main/graph/builder.ts'
import { canonicalGraph } from '../../src-main/graph/canonical-graph.ts'
import { cutGraph } from '../../src-main/graph/cut-graph.ts'
import { gradientOutput, gradients } from '../../src-main/graph/gradients/gradients.ts'
import type { Graph, Value } from '../../src-main/graph/ir.ts'
import { lateOrder } from '../../src-main/graph/late-order.ts'
import { expectCloseInScale } from '../support/close-arrays.ts'
import { createRandom } from '../support/random-tensor.ts'
import { interpret } from '../support/reference-interpreter.ts'
import { runBackwards, runBlocks } from '../support/run-blocks.ts'
import { smallUNets } from '../support/small-unet.ts'
import { tolerances } from '../support/tolerances.ts'

// All values are [2, 6] or broadcast to it, so that any two can meet.
const steps = {
  add: (g, a, b) => g.add(a, b),
  mul: (g, a, b) => g.mul(a, b),
  sub: (g, a, b) => g.sub(a, b),
  sin: (g, a) => g.sin(a),
  silu: (g, a) => g.silu(a),
  softmax: (g, a) => g.softmax(a, a.shape.length - 1),
  mask: (g, a, b) => g.mul(b, g.within(a, -1, 1)),
  splitAndJoin: (g, a) => g.concat(g.split(a, a.shape.length - 1, [2, 4]).reverse(), a.shape.length - 1),
} satisfies Record<string, (g: GraphBuilder, a: Value, b: Value) => Value>

type Step = { name: keyof typeof steps; a: number; b: number }
const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
  a: fc.nat(),
  b: fc.nat(),
})

/** Some values, and the sum of all that are [2, 6]: a scalar that everything leads to, and one that little does. */
function build(program: readonly Step[], outputs: readonly number[]): Graph {
  const g = createGraphBuilder('random')
  const values: Value[] = [
    g.input('x', 'f32', [2, 6]),
    g.input('factor', 'f32', [6]),
    g.parameter('w', [6]),
    g.constant([1, -2, 3, 0.5, 0, 1.25], [6]),
  ]
  for (const { name, a, b } of program)
    values.push(steps[name](g, values[a % values.length]!, values[b % values.length]!))
  const some = outputs.map((at, i): [string, Value] => [`y${i}`, values[at % values.length]!])
  const whole = g.add(g.mul(values[0]!, values[1]!), values.at(-1)!)
  return g.finish({ ...Object.fromEntries(some), scalar: g.reduceSum(whole, [0, 1], false) })
}

const graphs = fc
  .tuple(fc.array(step, { maxLength: 25 }), fc.array(fc.nat(), { minLength: 1, maxLength: 3 }))
  .map(([program, outputs]) => build(program, outputs))
const cuts = fc.array(fc.nat(), { maxLength: 8 })

function cutAt(graph: Graph, places: readonly number[]): Graph[] {
  const count = graph.nodes.length
  return cutGraph(graph, new Set(places.flatMap((at) => (count === 0 ? [] : [graph.nodes[at % count]!]))))
}

describe('random graphs', () => {
  it('are their blocks, wherever they are cut', () => {
    fc.assert(
      fc.property(graphs, cuts, fc.nat({ max: 1000 }), (graph, places, seed) => {
        const random = createRandom(seed)
        const feeds = { x: random.normal([2, 6]), factor: random.normal([6]), w: random.normal([6]) }
        const expected = interpret(graph, feeds)
        for (const order of [graph, lateOrder(graph, new Set(['x']))]) {
          const made = runBlocks(cutAt(order, places), feeds)
          for (const name of Object.keys(expected)) expect(made[name], name).toEqual(expected[name])
        }
      }),
      { numRuns: 200 },
    )
  })

  it('have the gradients of the whole, wherever they are cut', () => {
    fc.assert(
      fc.property(graphs, cuts, fc.nat({ max: 1000 }), (graph, places, seed) => {
        const random = createRandom(seed)
        const feeds = { x: random.normal([2, 6]), factor: random.normal([6]), w: random.normal([6]) }
        const request = { of: 'scalar', wrt: ['factor', 'x'] }
        const expected = interpret(gradients(graph, [request]), feeds)
        const blocks = cutAt(graph, places)
        const made = runBackwards(blocks, request, runBlocks(blocks, feeds))
        for (const name of request.wrt)
          expectCloseInScale(made.get(name), expected[gradientOutput(name)], tolerances.pass, name)
      }),
      { numRuns: 200 },
    )
  })
})

it('a small denoising network is its blocks, forwards and backwards', () => {
  const unet = bindDims(buildUNet(smallUNets.sd1, { height: 2, width: 2 }), { batch: 1, tokens: 3 })
  const g = createGraphBuilder('unet', unet)
  const [output] = unet.outputs
  const scalar = g.reduceMean(g.mul(output!.value, output!.value), [0, 1, 2, 3], false)
  const graph = g.finish({ output: output!.value, scalar })
  const random = createRandom(7)
  const feeds = Object.fromEntries([
    ...graph.inputs.map(({ name, shape }) => [name, random.normal(shape.map(Number))] as const),
    ...graph.parameters.map(
      ({ name, shape }) => [name, random.between(shape.map(Number), -0.3, 0.3)] as const,
    ),
  ])
  const request = {
    of: 'scalar',
    wrt: ['conditioning', 'unet.up_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q.weight'],
  }
  const expected = interpret(gradients(graph, [request]), feeds)
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 3, maxLength: 20 }), (places) => {
      const blocks = cutAt(graph, places)
      const made = runBlocks(blocks, feeds)
      expect(made['output']).toEqual(expected['output'])
      const back = runBackwards(blocks, request, made)
      for (const name of request.wrt)
        expectCloseInScale(back.get(name), expected[gradientOutput(name)], tolerances.pass, name)
    }),
    { numRuns: 3 },
  )
}, 60_000)

describe('structure', () => {
  const layer = (name: string, slope: number): Graph => {
    const g = createGraphBuilder(name)
    const x = g.input(`${name}.x`, 'f32', [2, 6])
    return g.finish({ [`${name}.y`]: g.mul(g.add(x, g.parameter(`${name}.w`, [6])), g.scalar(slope)) })
  }
  it('is shared by graphs that differ in names, and by no others', () => {
    expect(canonicalGraph(layer('a', 2)).key).toBe(canonicalGraph(layer('b', 2)).key)
    expect(canonicalGraph(layer('a', 2)).key).not.toBe(canonicalGraph(layer('a', 3)).key)
  })
})
