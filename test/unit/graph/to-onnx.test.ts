// Every op, lowered in every way, gives through onnxruntime what the reference interpreter computes.
import { describe, expect, it } from 'vitest'
import { ops } from '../../../src-main/graph/ops.ts'
import { expectCloseInScale } from '../../support/close-arrays.ts'
import { buildCase, choicesFor, opCases } from '../../support/op-cases.ts'
import { interpret } from '../../support/reference-interpreter.ts'
import { runGraph } from '../../support/run-graph.ts'
import { tolerances } from '../../support/tolerances.ts'

const seeds = [1, 2]

it('has a case for every op', () => {
  expect(new Set(opCases.map(({ op }) => op))).toEqual(new Set(Object.keys(ops)))
})

describe.each(opCases.map((opCase) => [opCase.label, opCase] as const))('%s', (_, opCase) => {
  it.each(choicesFor(opCase.op))('lowered as %o', async (lowerings) => {
    for (const seed of seeds) {
      for (const symbolic of [false, true]) {
        const { graph, feeds } = buildCase(opCase, seed, symbolic)
        const expected = interpret(graph, feeds)
        const actual = await runGraph(graph, feeds, { lowerings })
        for (const name of Object.keys(expected)) {
          const label = `${name}, seed ${seed}, ${symbolic ? 'symbolic' : 'known'} sizes`
          expectCloseInScale(actual[name], expected[name], tolerances.opF32, label)
        }
      }
    }
  })
})
