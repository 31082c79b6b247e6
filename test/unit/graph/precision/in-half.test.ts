// The pass to half precision computes the same, puts casts where they are needed and nowhere else, and minds constants.
import { describe, expect, it } from 'vitest'
import { createGraphBuilder } from '../../../../src-main/graph/builder.ts'
import type { Graph } from '../../../../src-main/graph/ir.ts'
import { inHalf } from '../../../../src-main/graph/precision/in-half.ts'
import { precisionOf, type HalfRules } from '../../../../src-main/graph/precision/policy.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { buildCase, opCases } from '../../../support/op-cases.ts'
import { interpret } from '../../../support/reference-interpreter.ts'
import { runGraph } from '../../../support/run-graph.ts'
import { tolerances } from '../../../support/tolerances.ts'

const rules: HalfRules = { stored: () => 'f16', attention: 'f16' }
const asFiled: HalfRules = { stored: () => 'f32', attention: 'f32' }

describe.each(opCases.map((opCase) => [opCase.label, opCase] as const))('%s', (_, opCase) => {
  it.each([
    ['f16 parameters', rules],
    ['f32 parameters', asFiled],
  ])('with %s computes the same in float64, and nearly the same through the runtime', async (label, half) => {
    const { graph, feeds } = buildCase(opCase, 1, true)
    const expected = interpret(graph, feeds)
    const made = interpret(inHalf(graph, half), feeds)
    const actual = await runGraph(graph, feeds, { half })
    for (const name of Object.keys(expected)) {
      // Constants alone are rounded there.
      expectCloseInScale(made[name], expected[name], tolerances.opHalf, `${name}, ${label}`)
      expectCloseInScale(actual[name], expected[name], tolerances.opHalf, `${name}, ${label}, runtime`)
    }
    checkCasts(inHalf(graph, half))
  })
})

/** Every value is cast at most once, none there and back, and each cast is read. */
function checkCasts(graph: Graph): void {
  const casts = graph.nodes.filter(({ op }) => op === 'cast')
  const sources = casts.map(({ inputs: [from] }) => from)
  expect(new Set(sources).size).toBe(sources.length)
  const made = new Set(casts.flatMap(({ outputs }) => outputs))
  expect(sources.filter((from) => from && made.has(from))).toEqual([])
  const read = new Set([
    ...graph.nodes.flatMap(({ inputs }) => inputs),
    ...graph.outputs.map(({ value }) => value),
  ])
  expect([...made].filter((value) => !read.has(value))).toEqual([])
}

describe('a constant', () => {
  const scaled = (by: number): Graph => {
    const g = createGraphBuilder('scaled')
    const x = g.input('x', 'f32', ['n', 2, 2])
    const h = g.linear(x, g.parameter('weight', [2, 2]))
    return inHalf(g.finish({ y: g.div(h, g.scalar(by)) }), rules)
  }
  const divisionOf = (graph: Graph) => graph.nodes.find(({ op }) => op === 'div')

  it.each([1e5, -1e6, 1e-9])('of %d is out of half’s range: what reads it stays wide', (by) => {
    expect(divisionOf(scaled(by))?.inputs.map(({ dtype }) => dtype)).toEqual(['f32', 'f32'])
  })
  it.each([0, 3, Infinity, 2 ** -20])('of %d is narrow where it meets what is narrow', (by) => {
    expect(divisionOf(scaled(by))?.inputs.map(({ dtype }) => dtype)).toEqual(['f16', 'f16'])
  })
})

it('attention is wide as a whole where its scores are, and what it makes is kept narrow', () => {
  const g = createGraphBuilder('scores')
  const x = g.input('x', 'f32', ['batch', 'tokens', 8])
  const [q, k, v] = ['q', 'k', 'v'].map((name) => g.linear(x, g.parameter(name, [8, 8])))
  const attended = g.attention(q!, k!, v!, { heads: 2 })
  const graph = g.finish({ y: g.linear(attended, g.parameter('out', [8, 8])) })
  const typesIn = (half: HalfRules) =>
    inHalf(graph, half)
      .nodes.filter(({ op }) => op === 'attention' || op === 'linear')
      .map(({ op, inputs: [input] }) => `${op} ${input?.dtype}`)
  const products = ['linear f16', 'linear f16', 'linear f16']
  expect(typesIn(rules)).toEqual([...products, 'attention f16', 'linear f16'])
  expect(typesIn({ ...rules, attention: 'f32' })).toEqual([...products, 'attention f32', 'linear f16'])
})

it('the vectors that a picture’s time is made of stay wide', () => {
  const g = createGraphBuilder('time')
  const time = g.input('timestep', 'f32', ['batch', 4])
  const graph = g.finish({ y: g.linear(g.sin(time), g.parameter('weight', [4, 4])) })
  expect(graph.nodes.map((node) => precisionOf(node, rules).compute)).toEqual(['f32', 'f32'])
  expect(inHalf(graph, rules).nodes.map(({ op, outputs: [made] }) => `${op} ${made?.dtype}`)).toEqual([
    'sin f32',
    'cast f32',
    'linear f32',
  ])
})
