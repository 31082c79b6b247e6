// Every rule of the verifier is broken once; the message names the place.
import { describe, expect, it } from 'vitest'
import { createGraphBuilder } from '../../../src-main/graph/builder.ts'
import type { Graph, Node, Value } from '../../../src-main/graph/ir.ts'
import type { OpName } from '../../../src-main/graph/ops.ts'
import { verify } from '../../../src-main/graph/verify.ts'

function sample(): Graph {
  const g = createGraphBuilder('sample')
  const x = g.input('x', 'f32', ['batch', 4])
  const h = g.named(g.linear(x, g.parameter('w', [3, 4])), 'h')
  return g.finish({ y: g.named(g.mul(g.silu(h), g.constant([1, 2, 3], [3])), 'y') })
}
const replaced = (graph: Graph, index: number, change: Partial<Node>): Graph => ({
  ...graph,
  nodes: graph.nodes.with(index, { ...graph.nodes[index]!, ...change }),
})
const outputAs = (graph: Graph, index: number, change: Partial<Value>): Graph =>
  replaced(graph, index, { outputs: [{ ...graph.nodes[index]!.outputs[0]!, ...change }] })

it('accepts what the builder makes', () => {
  expect(() => verify(sample())).not.toThrow()
})

describe('refuses', () => {
  const stranger: Value = { id: 99, name: 'stranger', dtype: 'f32', shape: ['batch', 3] }
  const cases: [string, (graph: Graph) => Graph, string][] = [
    ['a dangling operand', (s) => replaced(s, 1, { inputs: [stranger] }), 'silu: dangling "stranger"'],
    ['nodes out of order', (s) => ({ ...s, nodes: s.nodes.toReversed() }), 'unordered: "%3" is made later'],
    [
      'a wrong shape',
      (s) => outputAs(s, 0, { shape: ['batch', 4] }),
      'node h = linear: output is f32[batch, 4], the rules say f32[batch, 3]',
    ],
    ['a wrong dtype', (s) => outputAs(s, 0, { dtype: 'f16' }), 'output is f16[batch, 3]'],
    ['a duplicate name', (s) => outputAs(s, 1, { name: 'h' }), 'duplicate name "h"'],
    ['a duplicate id', (s) => outputAs(s, 1, { id: 0 }), 'duplicate id 0'],
    ['an unknown op', (s) => replaced(s, 1, { op: 'constructor' as OpName }), 'unknown op "constructor"'],
    [
      'missing operands',
      (s) => replaced(s, 0, { inputs: s.nodes[0]!.inputs.slice(0, 1) }),
      'takes x, weight, bias?, got 1',
    ],
    ['stray attributes', (s) => replaced(s, 1, { attributes: { axis: 1 } }), 'attributes are {}, got {axis}'],
    [
      'a wrong rank',
      (s) => replaced(s, 0, { inputs: [s.inputs[0]!, s.constants[0]!.value] }),
      'the weight [3] must have rank 2',
    ],
    [
      'an output nobody makes',
      (s) => ({ ...s, outputs: [{ name: 'y', value: stranger }] }),
      'output y: dangling',
    ],
    [
      'two outputs of one name',
      (s) => ({ ...s, outputs: [...s.outputs, ...s.outputs] }),
      'duplicate output name',
    ],
    [
      'a constant of the wrong size',
      (s) => ({ ...s, constants: [{ ...s.constants[0]!, data: new Float32Array(2) }] }),
      '2 elements in [3]',
    ],
    [
      'a constant of another dtype',
      (s) => ({ ...s, constants: [{ ...s.constants[0]!, data: new Float64Array(3) }] }),
      'dtype mismatch: f32 data has 8 bytes',
    ],
    [
      'a parameter that is neither f32 nor f16',
      (s) => ({ ...s, parameters: [{ ...s.parameters[0]!, dtype: 'bf16' }] }),
      'parameter w: dtype mismatch',
    ],
  ]
  it.each(cases)('%s', (_, damage, message) => {
    expect(() => verify(damage(sample()))).toThrow(message)
  })

  it('an extent that no input tells', () => {
    const g = createGraphBuilder('sample')
    const x = g.input('x', 'f32', ['batch', 4])
    expect(() => g.finish({ y: g.expand(g.neg(x), ['tokens', 'batch', 4]) })).toThrow(
      'no input says what "tokens" is',
    )
  })
})
