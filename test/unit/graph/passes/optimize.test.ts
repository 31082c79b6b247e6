// What each pass removes, on the smallest graph that has it.
import { describe, expect, it } from 'vitest'
import { createGraphBuilder, type GraphBuilder } from '../../../../src-main/graph/builder.ts'
import type { Graph, Value } from '../../../../src-main/graph/ir.ts'
import { foldConstants } from '../../../../src-main/graph/passes/fold-constants.ts'
import { optimize } from '../../../../src-main/graph/passes/optimize.ts'
import { removeDeadNodes } from '../../../../src-main/graph/passes/remove-dead-nodes.ts'
import { shareSubexpressions } from '../../../../src-main/graph/passes/share-subexpressions.ts'
import { skipIdentities } from '../../../../src-main/graph/passes/skip-identities.ts'

function graphOf(build: (g: GraphBuilder, x: Value) => Value): Graph {
  const g = createGraphBuilder('small')
  return g.finish({ y: build(g, g.input('x', 'f32', ['batch', 6])) })
}
const opsOf = (graph: Graph): string[] => graph.nodes.map((node) => node.op)

describe('removeDeadNodes', () => {
  it('drops nodes, parameters and constants nobody needs, and keeps inputs', () => {
    const g = createGraphBuilder('small')
    const x = g.input('x', 'f32', [6])
    g.input('unused', 'f32', [1])
    g.silu(g.add(g.parameter('dead', [6]), g.scalar(3)))
    const graph = removeDeadNodes(g.finish({ y: g.mul(x, g.parameter('live', [6])) }))
    expect(opsOf(graph)).toEqual(['mul'])
    expect(graph.parameters.map(({ name }) => name)).toEqual(['live'])
    expect(graph.constants).toEqual([])
    expect(graph.inputs.map(({ name }) => name)).toEqual(['x', 'unused'])
  })
  it('keeps a node of which one output is needed', () => {
    const graph = removeDeadNodes(graphOf((g, x) => g.split(x, 1, [2, 4])[1]!))
    expect(opsOf(graph)).toEqual(['split'])
  })
})

describe('shareSubexpressions', () => {
  it('computes the same thing once, also through other shared things', () => {
    const graph = graphOf((g, x) => g.add(g.exp(g.softmax(x, 1)), g.exp(g.softmax(x, 1))))
    expect(opsOf(shareSubexpressions(graph))).toEqual(['softmax', 'exp', 'add'])
  })
  it('tells attributes and the order of operands apart', () => {
    const graph = graphOf((g, x) =>
      g.add(g.sub(g.softmax(x, 0), g.softmax(x, 1)), g.sub(g.softmax(x, 1), g.softmax(x, 0))),
    )
    expect(opsOf(shareSubexpressions(graph))).toEqual(['softmax', 'softmax', 'sub', 'sub', 'add'])
  })
})

describe('skipIdentities', () => {
  it.each<[string, (g: GraphBuilder, x: Value) => Value]>([
    ['a rename', (g, x) => g.named(x, 'name')],
    ['a reshape to the same shape', (g, x) => g.reshape(x, ['batch', 6])],
    ['a cast to the same dtype', (g, x) => g.cast(x, 'f32')],
    ['an expansion by nothing', (g, x) => g.expand(x, ['batch', 6])],
    ['a concat of one', (g, x) => g.concat([x], 1)],
    ['a split into one', (g, x) => g.split(x, 1, [6])[0]!],
  ])('%s', (_, build) => {
    expect(opsOf(skipIdentities(graphOf((g, x) => g.neg(build(g, x)))))).toEqual(['neg'])
  })
  it('keeps a reshape that changes the shape', () => {
    expect(opsOf(skipIdentities(graphOf((g, x) => g.reshape(x, [6, 'batch']))))).toEqual(['reshape'])
  })
})

describe('foldConstants', () => {
  it('computes elementwise ops on constants', () => {
    const graph = foldConstants(
      graphOf((g, x) => g.mul(x, g.exp(g.mul(g.constant([0, 1, 2, 3, 4, 5], [6]), g.scalar(-2))))),
    )
    expect(opsOf(graph)).toEqual(['mul'])
    expect(graph.constants.at(-1)?.data).toEqual(
      Float32Array.from([0, 1, 2, 3, 4, 5], (n) => Math.exp(-2 * n)),
    )
  })
  it('leaves broadcasts between constants, and large ones, to the runtime', () => {
    const graph = graphOf((g, x) => {
      const grid = g.mul(g.constant([1, 2, 3, 4, 5, 6], [6]), g.constant([1, 2], [2, 1]))
      const large = g.neg(g.constant(new Float32Array(2048), [2048]))
      return g.mul(g.mul(g.reshape(x, ['batch', 1, 6]), grid), g.reduceSum(large, [0], false))
    })
    expect(opsOf(foldConstants(graph))).toEqual(opsOf(graph))
  })
})

it('optimize leaves a graph of needed nodes alone', () => {
  const graph = graphOf((g, x) => g.linear(g.silu(x), g.parameter('w', [2, 6])))
  expect(optimize(graph)).toEqual(graph)
})
