// New adapters: every kind and option fits its layer, changes nothing yet, and can learn.
import { describe, expect, it } from 'vitest'
import { claimKind } from '../../../../src-main/adapters/kinds/algorithms.ts'
import {
  factorRandom,
  initialFactors,
  type AdapterShape,
} from '../../../../src-main/adapters/acting/initial-factors.ts'
import { mergeGraph, mergeInput } from '../../../../src-main/adapters/acting/merge-graph.ts'
import { graphFactors } from '../../../../src-main/adapters/kinds/factors.ts'
import { fromData, type Array64 } from '../../../support/array64.ts'
import { expectClose, expectNear } from '../../../support/close.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { interpret } from '../../../support/reference-interpreter.ts'
import { tolerances } from '../../../support/tolerances.ts'

const plain: AdapterShape = {
  kind: 'lora',
  rank: 4,
  alpha: 2,
  convRank: 2,
  convAlpha: 1,
  tucker: false,
  factor: -1,
  decomposeBoth: false,
  fullMatrix: false,
  dora: false,
  rankStabilised: false,
}
const layers = [
  [64, 48],
  [64, 48, 1, 1],
  [32, 24, 3, 3],
] as const
const kinds = ['lora', 'locon', 'loha', 'lokr'] as const
const options: Partial<AdapterShape>[] = [
  {},
  { tucker: true },
  { decomposeBoth: true, rank: 2, factor: 8 },
  { fullMatrix: true },
  { dora: true },
  { dora: true, tucker: true, rankStabilised: true },
]
const cases = kinds.flatMap((kind) =>
  options.flatMap((option) => layers.map((shape) => [kind, JSON.stringify(option), shape, option] as const)),
)

describe.each(cases)('%s with %s on [%s]', (kind, _, shape, option) => {
  const base = createRandom(3).normal(shape)
  const made = initialFactors(
    shape,
    { ...plain, ...option, kind },
    factorRandom(1),
    Float32Array.from(base.data),
  )
  const factors = made ?? new Map<string, never>()
  const target = { kind: 'weight', shape } as const

  it('fits its layer and leaves the weight as it is', () => {
    const algorithm = claimKind(new Set(factors.keys()))
    expect(algorithm?.kind.replace('locon', 'lora')).toBe(kind.replace('locon', 'lora'))
    const shapes = new Map([...factors].map(([part, tensor]) => [part, tensor.shape]))
    expect(algorithm!.misfit(shapes, target)).toBeNull()
    const prepared = graphFactors(algorithm!, factors, target)
    const graph = mergeGraph(
      target,
      [{ algorithm: algorithm!, shapes: new Map([...prepared].map(([part, of]) => [part, of.shape])) }],
      'stored',
    )
    const scalar = (value: number): Array64 => ({ shape: [], data: Float64Array.of(value) })
    const feeds: Record<string, Array64> = {
      [mergeInput.base]: base,
      [mergeInput.scale(0)]: scalar(algorithm!.scale(factors)),
      [mergeInput.weight(0)]: scalar(1),
    }
    for (const [part, tensor] of prepared)
      feeds[mergeInput.factor(0, part)] = fromData(tensor.data, tensor.shape)
    const merged = interpret(graph, feeds)['merged']!
    if (option.dora) expectClose(merged.data, base.data, tolerances.mergedWeight)
    else expect([...merged.data]).toEqual([...base.data])
  })

  it('has numbers other than zero in all parts but one', () => {
    const empty = [...factors].filter(([, { data }]) => data.every((value) => value === 0))
    expect(empty).toHaveLength(1)
  })
})

describe('initialFactors', () => {
  const parts = (shape: readonly number[], option: Partial<AdapterShape>): string[] => [
    ...(initialFactors(shape, { ...plain, ...option }, factorRandom(1)) ?? new Map<string, never>()).keys(),
  ]
  const alphaOf = (shape: readonly number[], option: Partial<AdapterShape>): number | undefined =>
    initialFactors(shape, { ...plain, ...option }, factorRandom(1))?.get('alpha')?.data[0]

  it('leaves wide convolutions alone without a rank for them, except in LoCon', () => {
    const shape = [8, 4, 3, 3]
    expect(initialFactors(shape, { ...plain, convRank: null }, factorRandom(1))).toBeNull()
    const locon = initialFactors(shape, { ...plain, kind: 'locon', convRank: null }, factorRandom(1))
    expect(locon?.get('down')?.shape).toEqual([4, 4, 3, 3])
  })

  it('keeps or splits the blocks of LoKr as LyCORIS does', () => {
    const kind = 'lokr'
    // 64 = 8·8 and 48 = 6·8: rank 4 is half of the larger block.
    expect(parts([64, 48], { kind, rank: 4 })).toEqual(['lokrW1', 'lokrW2', 'alpha'])
    expect(parts([64, 48], { kind, rank: 3 })).toEqual(['lokrW1', 'lokrW2a', 'lokrW2b', 'alpha'])
    const both = parts([64, 48], { kind, rank: 3, decomposeBoth: true })
    expect(both).toEqual(['lokrW1a', 'lokrW1b', 'lokrW2a', 'lokrW2b', 'alpha'])
    expect(parts([64, 48], { kind, rank: 3, decomposeBoth: true, fullMatrix: true })).toEqual([
      'lokrW1',
      'lokrW2',
      'alpha',
    ])
  })

  it('writes the alpha by which a reader finds the scale', () => {
    expect(alphaOf([64, 48], {})).toBe(2)
    expect(alphaOf([64, 48, 3, 3], {})).toBe(1)
    expect(alphaOf([64, 48], { rankStabilised: true })).toBe(4)
    expect(alphaOf([64, 48], { kind: 'lokr', rank: 40, rankStabilised: true })).toBe(40)
  })

  it('draws uniformly within the bound of its fan-in', () => {
    const down = initialFactors([64, 400], { ...plain, rank: 50 }, factorRandom(7))!.get('down')!.data
    const bound = 1 / Math.sqrt(400)
    expect(Math.max(...down)).toBeLessThanOrEqual(bound)
    expect(Math.max(...down)).toBeGreaterThan(0.99 * bound)
    const variance = down.reduce((sum, value) => sum + value * value, 0) / down.length
    expectNear(variance / (bound * bound), 1 / 3, tolerances.drawnVariance)
  })

  it('is the same for the same seed and another for another', () => {
    const down = (seed: number) => initialFactors([8, 8], plain, factorRandom(seed))!.get('down')!.data
    expect(down(1)).toEqual(down(1))
    expect(down(1)).not.toEqual(down(2))
  })
})
