// Every op that the policy lets compute in half precision, lowered in every way, against the reference interpreter.
import { describe, expect, it } from 'vitest'
import { ops } from '../../../../src-main/graph/ops.ts'
import { precisionOf, type HalfRules } from '../../../../src-main/graph/precision/policy.ts'
import { allHalf } from '../../../support/all-half.ts'
import type { Array64 } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { buildCase, choicesFor, opCases, type OpCase } from '../../../support/op-cases.ts'
import { interpret } from '../../../support/reference-interpreter.ts'
import { runGraph } from '../../../support/run-graph.ts'
import { tolerances } from '../../../support/tolerances.ts'

const rules: HalfRules = { stored: () => 'f16', attention: 'f16' }

/** Half has no f32 beside it here, so casts and what is always wide are left out. */
const inHalf = (opCase: OpCase): boolean =>
  opCase.op !== 'cast' &&
  buildCase(opCase, 1, false).graph.nodes.every((node) => precisionOf(node, rules).compute !== 'f32')
const cases = opCases.filter(inHalf)

const rounded = ({ shape, data }: Array64): Array64 => ({
  shape,
  data: Float64Array.from(new Float16Array(data)),
})

it('leaves out casts, and what the policy keeps wide', () => {
  const tested = new Set(cases.map(({ op }) => op))
  const wide = Object.keys(ops).filter((op) => !tested.has(op as OpCase['op']))
  expect(wide.toSorted().join(' ')).toBe(
    'cast conv2dInputGradient conv2dWeightGradient cos exp groupNorm layerNorm log pow reduceMean reduceSum ' +
      'scatterRows scatterTokens sin softmax sqrt',
  )
})

describe.each(cases.map((opCase) => [opCase.label, opCase] as const))('%s', (_, opCase) => {
  it.each(choicesFor(opCase.op))('lowered as %o', async (lowerings) => {
    for (const symbolic of [false, true]) {
      const built = buildCase(opCase, 1, symbolic)
      const feeds = Object.fromEntries(Object.entries(built.feeds).map(([name, of]) => [name, rounded(of)]))
      const expected = interpret(built.graph, feeds)
      const actual = await runGraph(allHalf(built.graph), feeds, { lowerings })
      for (const name of Object.keys(expected)) {
        const label = `${name}, ${symbolic ? 'symbolic' : 'known'} sizes`
        expectCloseInScale(actual[name], expected[name], tolerances.opHalf, label)
      }
    }
  })
})
