// What feeds a graph: prepared, finite, without the numbers that only the scale reads.
import { describe, expect, it } from 'vitest'
import { algorithmOf } from '../../../../src-main/adapters/kinds/algorithms.ts'
import { checkFinite, factorOf, graphFactors } from '../../../../src-main/adapters/kinds/factors.ts'
import { fromData } from '../../../support/array64.ts'
import { factorsOf } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'

const { normal } = createRandom(12)

describe('graphFactors', () => {
  const pair = { up: normal([6, 2]), down: normal([2, 4]), upBias: normal([6]), alpha: fromData([1], []) }
  it('are those of the target', () => {
    const read = (kind: 'weight' | 'bias', shape: number[]) => [
      ...graphFactors(algorithmOf('lora'), factorsOf(pair), { kind, shape }).keys(),
    ]
    expect(read('weight', [6, 4])).toEqual(['up', 'down'])
    expect(read('bias', [6])).toEqual(['upBias'])
  })

  it('leave the scale’s numbers out', () => {
    const parts = {
      lokrW1: normal([2, 2]),
      lokrW2: normal([3, 2]),
      alpha: fromData([1], []),
      scale: fromData([1], []),
    }
    const read = graphFactors(algorithmOf('lokr'), factorsOf(parts), { kind: 'weight', shape: [6, 4] })
    expect([...read.keys()]).toEqual(['lokrW1', 'lokrW2'])
  })

  it('turn blocks into rotations', () => {
    const parts = { oftBlocks: normal([3, 2, 2]), rescale: normal([6]), alpha: fromData([1], []) }
    const read = graphFactors(algorithmOf('oft'), factorsOf(parts), { kind: 'weight', shape: [6, 4] })
    expect([...read.keys()]).toEqual(['rescale', 'turn'])
  })
})

describe('checkFinite', () => {
  it.each([NaN, Infinity, -Infinity])('names the part that holds %d', (value) => {
    const factors = factorsOf({ up: normal([2, 2]), down: fromData([1, 2, value, 3], [2, 2]) })
    expect(() => checkFinite(factors)).toThrow(
      expect.objectContaining({ code: 'adapter/not-finite', message: `Its factor down holds ${value}.` }),
    )
  })

  it('lets every finite number pass', () => {
    expect(() => checkFinite(factorsOf({ up: fromData([0, -0, 3e38, 1e-45], [4]) }))).not.toThrow()
  })
})

it('a factor that misfit promised is there', () => {
  expect(() => factorOf(new Map<string, string>(), 'up')).toThrow('invariant: an adapter has the factor up')
})
