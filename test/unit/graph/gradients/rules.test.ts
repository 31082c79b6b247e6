// Every gradient rule: along a random direction the gradient says how fast the result changes.
import { describe, expect, it } from 'vitest'
import { gradientRules } from '../../../../src-main/graph/gradients/table.ts'
import { gradientOutput, gradients } from '../../../../src-main/graph/gradients/gradients.ts'
import type { OpName } from '../../../../src-main/graph/ops.ts'
import type { Array64 } from '../../../support/array64.ts'
import { buildCase, opCases } from '../../../support/op-cases.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { interpret, type Arrays } from '../../../support/reference-interpreter.ts'
import { tolerances } from '../../../support/tolerances.ts'

/** Small enough that the third derivative does not show, large enough that float64 keeps ten digits. */
const stepSize = 1e-5
/** Rules that say that nothing changes, and casts to whole numbers. */
const flat = new Set<OpName>(['argMax', 'within', 'cast'])
const cases = opCases.filter(({ op }) => Object.hasOwn(gradientRules, op) && !flat.has(op))

/** Training knows its sizes; these rules do not work without. */
const needsKnownSizes = new Set(['attention, causal'])

const dot = (a: Array64, b: Array64): number => a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0)

function moved(feeds: Arrays, directions: Arrays, by: number): Arrays {
  const shifted = Object.entries(directions).map(([name, { data }]) => {
    const { shape, data: values } = feeds[name]!
    return [name, { shape, data: values.map((value, i) => value + by * data[i]!) }] as const
  })
  return { ...feeds, ...Object.fromEntries(shifted) }
}

it('has a case for every rule', () => {
  const tested = new Set<string>([...cases.map(({ op }) => op), ...flat])
  expect(Object.keys(gradientRules).filter((op) => !tested.has(op))).toEqual([])
})

describe.each(cases.map((opCase) => [opCase.label, opCase] as const))('%s', (_, opCase) => {
  it.each([
    [1, false],
    [2, false],
    [3, true],
  ])('seed %i, symbolic sizes %s', (seed, symbolic) => {
    const { graph, feeds } = buildCase(opCase, seed, symbolic)
    const floats = new Set(
      [...graph.inputs, ...graph.parameters].filter(({ dtype }) => dtype === 'f32').map(({ name }) => name),
    )
    const used = new Set(graph.nodes.flatMap(({ inputs }) => inputs.map(({ name }) => name)))
    const wrt = [...floats].filter((name) => used.has(name))
    const random = createRandom(seed + 100)
    const results = interpret(graph, feeds)
    const weights = Object.fromEntries(
      Object.entries(results).map(([name, { shape }]) => [name, random.normal(shape)]),
    )
    const requests = Object.keys(results).map((of) => ({ of, wrt, seed: `d ${of}` }))
    if (symbolic && needsKnownSizes.has(opCase.label)) {
      expect(() => gradients(graph, requests)).toThrow('needs known sizes')
      return
    }
    const differentiated = gradients(graph, requests)
    const arriving = Object.fromEntries(Object.entries(weights).map(([name, value]) => [`d ${name}`, value]))
    const made = interpret(differentiated, { ...feeds, ...arriving })
    const directions = Object.fromEntries(wrt.map((name) => [name, random.normal(feeds[name]!.shape)]))
    const value = (by: number): number => {
      const at = interpret(graph, moved(feeds, directions, by))
      return Object.entries(weights).reduce((sum, [name, weight]) => sum + dot(at[name]!, weight), 0)
    }
    const difference = (value(stepSize) - value(-stepSize)) / (2 * stepSize)
    const slope = wrt.reduce((sum, name) => sum + dot(made[gradientOutput(name)]!, directions[name]!), 0)
    const size = wrt.reduce(
      (sum, name) => sum + Math.abs(dot(made[gradientOutput(name)]!, directions[name]!)),
      1,
    )
    const { rel, abs } = tolerances.gradientRule
    expect(Math.abs(slope - difference)).toBeLessThanOrEqual(abs + rel * size)
  })
})
