// Every pass keeps what a graph computes, on graphs with repeated, dead, constant and do-nothing parts.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { buildUNet } from '../../src-main/architectures/networks/unet.ts'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import { gradients } from '../../src-main/graph/gradients/gradients.ts'
import type { Graph, Value } from '../../src-main/graph/ir.ts'
import { optimize, passes } from '../../src-main/graph/passes/optimize.ts'
import { verify } from '../../src-main/graph/verify.ts'
import { expectCloseInScale } from '../support/close-arrays.ts'
import { createRandom } from '../support/random-tensor.ts'
import { interpret } from '../support/reference-interpreter.ts'
import { smallUNets } from '../support/small-unet.ts'
import { tolerances } from '../support/tolerances.ts'

// All values are [batch, 6] or broadcast to it, so that any two can meet.
const steps = {
  add: (g, a, b) => g.add(a, b),
  mul: (g, a, b) => g.mul(a, b),
  sub: (g, a, b) => g.sub(a, b),
  neg: (g, a) => g.neg(a),
  sin: (g, a) => g.sin(a),
  silu: (g, a) => g.silu(a),
  softmax: (g, a) => g.softmax(a, a.shape.length - 1),
  sameShape: (g, a) => g.reshape(a, a.shape),
  sameDType: (g, a) => g.cast(a, 'f32'),
  thereAndBack: (g, a) => {
    const axes = a.shape.map((_, axis) => axis).reverse()
    return g.transpose(g.transpose(a, axes), axes)
  },
  splitAndJoin: (g, a) => g.concat(g.split(a, a.shape.length - 1, [2, 4]).reverse(), a.shape.length - 1),
} satisfies Record<string, (g: ReturnType<typeof createGraphBuilder>, a: Value, b: Value) => Value>

type Step = { name: keyof typeof steps; a: number; b: number }
const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
  a: fc.nat(),
  b: fc.nat(),
})

function build(program: readonly Step[], outputs: readonly number[]): Graph {
  const g = createGraphBuilder('random')
  const values: Value[] = [
    g.input('x', 'f32', ['batch', 6]),
    g.parameter('w', [6]),
    g.constant([1, -2, 3, 0.5, 0, 1.25], [6]),
    g.constant([2, 2, 2, 2, 2, 2], [6]),
  ]
  for (const { name, a, b } of program) {
    values.push(steps[name](g, values[a % values.length]!, values[b % values.length]!))
  }
  return g.finish(Object.fromEntries(outputs.map((at, i) => [`y${i}`, values[at % values.length]!])))
}

const graphs = fc
  .tuple(fc.array(step, { maxLength: 25 }), fc.array(fc.nat(), { minLength: 1, maxLength: 3 }))
  .map(([program, outputs]) => build(program, outputs))

it.each([...Object.entries(passes), ['optimize', optimize] as const])('%s', (_, pass) => {
  fc.assert(
    fc.property(graphs, fc.nat({ max: 1000 }), (graph, seed) => {
      const random = createRandom(seed)
      const feeds = { x: random.normal([2, 6]), w: random.normal([6]) }
      const changed = pass(graph)
      verify(changed)
      const expected = interpret(graph, feeds)
      const actual = interpret(changed, feeds)
      for (const name of Object.keys(expected)) {
        expectCloseInScale(actual[name], expected[name], tolerances.pass, name)
      }
      expect(changed.nodes.length).toBeLessThanOrEqual(graph.nodes.length)
    }),
    { numRuns: 200 },
  )
})

it('optimizing twice changes nothing more', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const once = optimize(graph)
      expect(optimize(once).nodes.length).toBe(once.nodes.length)
    }),
  )
})

it.each(Object.entries(smallUNets))('every pass leaves %s, and its gradients, legal', (_, config) => {
  const unet = buildUNet(config, { height: 2, width: 2 })
  const g = createGraphBuilder('unet', unet)
  const [{ value } = { value: unet.inputs[0]! }] = unet.outputs
  const loss = g.reduceMean(g.mul(value, value), [0, 1, 2, 3], false)
  const learning = gradients(g.finish({ loss }), [{ of: 'loss', wrt: ['latent', 'conditioning'] }])
  for (const graph of [buildUNet(config), learning]) {
    Object.values(passes).reduce((current, pass) => {
      const next = pass(current)
      verify(next)
      return next
    }, graph)
  }
})
