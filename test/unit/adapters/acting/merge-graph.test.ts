// Stacks over one parameter: the fast product for LoRAs is the general graph, order counts where it should.
import { describe, expect, it } from 'vitest'
import { algorithmOf } from '../../../../src-main/adapters/kinds/algorithms.ts'
import {
  lowRankMergeGraph,
  mergeGraph,
  mergeInput,
} from '../../../../src-main/adapters/acting/merge-graph.ts'
import { matrixShape } from '../../../../src-main/adapters/kinds/matrix.ts'
import { fromData, type Array64 } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64, mergeOf, type Contribution } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { interpret } from '../../../support/reference-interpreter.ts'
import { runGraph } from '../../../support/run-graph.ts'
import { tolerances } from '../../../support/tolerances.ts'

const { normal } = createRandom(11)

function loraOf(
  [outputs = 0, inputs = 0, ...kernel]: readonly number[],
  rank: number,
  weight: number,
): Contribution {
  const ones = kernel.map(() => 1)
  const parts = {
    up: normal([outputs, rank, ...ones]),
    down: normal([rank, inputs, ...kernel]),
    alpha: fromData([rank / 2], []),
  }
  return { algorithm: algorithmOf('lora'), parts, weight }
}

describe('the low-rank graph', () => {
  it.each([
    ['one on a linear layer', [6, 4], [[3, 0.6]]],
    [
      'three of different ranks',
      [6, 4],
      [
        [3, 1],
        [1, -0.5],
        [8, 0.3],
      ],
    ],
    [
      'two on a convolution',
      [6, 4, 3, 3],
      [
        [2, 1],
        [4, 0.6],
      ],
    ],
  ] as const)('is the general one: %s', async (_, shape, entries) => {
    const base = normal(shape)
    const stack = entries.map(([rank, weight]) => loraOf(shape, rank, weight))
    const { feeds } = mergeOf(base, stack)
    const matrices = Object.fromEntries(
      Object.entries(feeds).map(([name, { shape: own, data }]): [string, Array64] => [
        name,
        { shape: own.length > 2 ? matrixShape(own) : own, data },
      ]),
    )
    const graph = lowRankMergeGraph(stack.length)
    const general = mergeInFloat64(base, stack)
    for (const { merged } of [interpret(graph, matrices), await runGraph(graph, matrices)])
      expectCloseInScale(
        { shape: base.shape, data: merged!.data },
        general,
        tolerances.mergedWeight,
        'merged',
      )
  })

  it('merges any rows alone', () => {
    const base = normal([6, 4])
    const stack = [loraOf([6, 4], 2, 0.7)]
    const { feeds } = mergeOf(base, stack)
    const rows = (array: Array64): Array64 => {
      const width = array.shape[1]!
      return { shape: [2, width], data: array.data.slice(3 * width, 5 * width) }
    }
    const up = mergeInput.factor(0, 'up')
    const part = { ...feeds, [mergeInput.base]: rows(feeds[mergeInput.base]!), [up]: rows(feeds[up]!) }
    const expected = rows(mergeInFloat64(base, stack))
    expectCloseInScale(
      interpret(lowRankMergeGraph(1), part)['merged'],
      expected,
      tolerances.mergedWeight,
      'rows',
    )
  })
})

describe('the general graph', () => {
  it('gives back the base of an empty stack', () => {
    const base = normal([6, 4])
    expect([...mergeInFloat64(base, []).data]).toEqual([...base.data])
  })

  it('counts two copies of one file twice', () => {
    const base = normal([6, 4])
    const [once, double] = [loraOf([6, 4], 2, 0.4), { weight: 0.8 }]
    const twice = mergeInFloat64(base, [once, once])
    expectCloseInScale(
      twice,
      mergeInFloat64(base, [{ ...once, ...double }]),
      tolerances.mergedWeight,
      'twice',
    )
  })

  it('applies kinds that read the weight in the order of the list', () => {
    const base = normal([4, 4])
    const first = loraOf([4, 4], 2, 1)
    const ia3 = {
      algorithm: algorithmOf('ia3'),
      parts: { ia3: normal([4]), onInput: fromData([1], []) },
      weight: 1,
    }
    const [added] = [mergeInFloat64(base, [first])]
    expectCloseInScale(
      mergeInFloat64(base, [first, ia3]),
      mergeInFloat64(added, [ia3]),
      tolerances.mergedWeight,
      'one after the other',
    )
    const reversed = mergeInFloat64(base, [ia3, first])
    expect(() =>
      expectCloseInScale(reversed, mergeInFloat64(base, [first, ia3]), tolerances.mergedWeight, 'order'),
    ).toThrow('allowed error')
  })

  it('names its inputs by contribution and part', () => {
    const shapes = new Map([
      ['up', [6, 2]],
      ['down', [2, 4]],
    ])
    const { inputs } = mergeGraph({ kind: 'weight', shape: [6, 4] }, [
      { algorithm: algorithmOf('lora'), shapes },
      { algorithm: algorithmOf('lora'), shapes },
    ])
    expect(inputs.map(({ name }) => name)).toEqual([
      'base',
      '0.up',
      '0.down',
      '0.scale',
      '0.weight',
      '1.up',
      '1.down',
      '1.scale',
      '1.weight',
    ])
  })
})
