// Laws of all adapter kinds: parts have one owner, nothing at weight 0, nothing when fresh, sums where they are linear.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Algorithm, FactorShapes, Target } from '../../src-main/adapters/kinds/algorithm.ts'
import { algorithms, claimKind } from '../../src-main/adapters/kinds/algorithms.ts'
import { graphFactors } from '../../src-main/adapters/kinds/factors.ts'
import { mergeGraph } from '../../src-main/adapters/acting/merge-graph.ts'
import { matrixShape } from '../../src-main/adapters/kinds/matrix.ts'
import { AppError } from '../../src-main/base/errors.ts'
import { sizeOf, tabulate } from '../support/array64.ts'
import { expectCloseInScale } from '../support/close-arrays.ts'
import { makeUp, recipes, type RecipeName } from '../support/made-up-adapters.ts'
import { factorsOf, mergeInFloat64, mergeOnRuntime, shapesOf } from '../support/merge-adapter.ts'
import { createRandom } from '../support/random-tensor.ts'
import { tolerances } from '../support/tolerances.ts'
import { inEnglish } from '../support/said.ts'

const names = Object.keys(recipes) as RecipeName[]
const partsOf = ({ parts }: Algorithm): string[] => [
  ...new Set([...parts.required.flat(), ...parts.optional]),
]
const allParts = [...new Set(algorithms.flatMap(partsOf))]

describe('who owns the parts', () => {
  const legal = fc.constantFrom(...algorithms).chain((algorithm) =>
    fc.record({
      algorithm: fc.constant(algorithm),
      needed: fc.constantFrom(...algorithm.parts.required),
      more: fc.subarray(partsOf(algorithm)),
    }),
  )
  const axesOf = ({ kind }: Algorithm): number => (kind === 'boft' ? 4 : 3)

  it('claims every legal set for its kind alone', () => {
    fc.assert(
      fc.property(legal, ({ algorithm, needed, more }) => {
        const parts = new Set([...needed, ...more])
        // oft_diag is OFT's alone, so a fourth axis beside it says nothing.
        expect(claimKind(parts, axesOf(algorithm))?.kind).toBe(algorithm.kind)
      }),
    )
  })

  it('claims no set with a part of another kind', () => {
    fc.assert(
      fc.property(legal, fc.constantFrom(...allParts), ({ algorithm, needed }, foreign) => {
        fc.pre(!partsOf(algorithm).includes(foreign))
        expect(claimKind(new Set([...needed, foreign]), axesOf(algorithm))).toBeNull()
      }),
    )
  })

  it('claims no set that lacks a needed part', () => {
    fc.assert(
      fc.property(fc.subarray(allParts), (parts) => {
        const set = new Set(parts)
        const claimed = claimKind(set)
        const complete = algorithms.filter(({ parts: { required } }) =>
          required.some((needed) => needed.every((part) => set.has(part))),
        )
        if (claimed) expect(complete).toContain(claimed)
        if (complete.length === 0) expect(claimed).toBeNull()
      }),
    )
  })
})

describe.each(names)('%s', (name) => {
  it('fits its own target', () => {
    const { algorithm, base, parts } = makeUp(name, createRandom(2))
    expect(algorithm.misfit(shapesOf(parts), { kind: 'weight', shape: base.shape })).toBeNull()
  })

  it('is the same in float64 and in the runtime', async () => {
    const { algorithm, base, parts } = makeUp(name, createRandom(3))
    const stack = [{ algorithm, parts, weight: 0.7 }]
    const runtime = await mergeOnRuntime(base, stack)
    expectCloseInScale(runtime, mergeInFloat64(base, stack), tolerances.mergedWeight, name)
  })

  // A rescaled rotation keeps its scale at every weight, as LyCORIS has it; weight 0 never reaches a merge.
  if (name !== 'oft-rescaled')
    it('leaves the base as it is at weight 0', () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const { algorithm, base, parts } = makeUp(name, createRandom(seed))
          const merged = mergeInFloat64(base, [{ algorithm, parts, weight: 0 }])
          expect([...merged.data]).toEqual([...base.data])
        }),
        { numRuns: 5 },
      )
    })

  const { fresh, shapes } = recipes[name]
  if (fresh.length > 0 && !('dora' in shapes))
    it('changes nothing when fresh', () => {
      const { algorithm, base, parts } = makeUp(name, createRandom(4), { fresh: true })
      const merged = mergeInFloat64(base, [{ algorithm, parts, weight: 1 }])
      expect([...merged.data]).toEqual([...base.data])
      const trained = makeUp(name, createRandom(4))
      const changed = mergeInFloat64(base, [{ algorithm, parts: trained.parts, weight: 1 }])
      expect([...changed.data]).not.toEqual([...base.data])
    })

  it('adds in any order exactly when it says it is linear', () => {
    const random = createRandom(5)
    const { algorithm, base, parts } = makeUp(name, random)
    const other = { algorithm, parts: { ...parts, ...makeUp(name, random).parts }, weight: -0.4 }
    const one = { algorithm, parts, weight: 1.3 }
    const both = mergeInFloat64(base, [one, other])
    const [alone, otherAlone] = [mergeInFloat64(base, [one]), mergeInFloat64(base, [other])]
    const sum = tabulate(base.shape, () => 0)
    sum.data.forEach((_, i) => (sum.data[i] = alone.data[i]! + otherAlone.data[i]! - base.data[i]!))
    if (algorithm.linear(new Set(Object.keys(parts)))) {
      expectCloseInScale(both, sum, tolerances.mergedWeight, 'sum')
      expectCloseInScale(both, mergeInFloat64(base, [other, one]), tolerances.mergedWeight, 'order')
    } else {
      // What comes second finds another weight than the base.
      expect(() => expectCloseInScale(both, sum, tolerances.mergedWeight, 'sum')).toThrow('allowed error')
    }
  })
})

describe('any shapes whatsoever', () => {
  const extent = fc.constantFrom(0, 1, 2, 3, 4, 6, 8, 12, 40_000)
  const shape = fc.array(extent, { maxLength: 5 })
  const target: fc.Arbitrary<Target> = fc.record({
    kind: fc.constant('weight' as const),
    shape: fc.constantFrom([12, 8], [8, 8], [1, 1], [12, 8, 3, 3], [8, 8, 1, 1], [12]),
  })
  /** Shapes that fit, but for a few. */
  const nearly = fc.constantFrom(...names).chain((name) =>
    fc.record({
      algorithm: fc.constant(makeUp(name, createRandom(1)).algorithm),
      shapes: fc
        .dictionary(fc.constantFrom(...Object.keys(recipes[name].shapes)), shape, { maxKeys: 2 })
        .map((changes): FactorShapes => {
          const own = shapesOf(makeUp(name, createRandom(1)).parts)
          return new Map([...own, ...Object.entries(changes)])
        }),
      target,
    }),
  )

  it('are refused in words, or make a graph', () => {
    let [refused, built] = [0, 0]
    fc.assert(
      fc.property(nearly, ({ algorithm, shapes, target: of }) => {
        const misfit = inEnglish(algorithm.misfit(shapes, of))
        if (misfit !== null) {
          expect(misfit).toMatch(/^[^.]+[^.\s]$/)
          expect(misfit).not.toMatch(/NaN|undefined/)
          refused++
          return
        }
        const random = createRandom(1)
        expect([...shapes.values()].every((own) => sizeOf(own) < 1e6)).toBe(true)
        const factors = factorsOf(
          Object.fromEntries([...shapes].map(([part, own]) => [part, random.normal(own)])),
        )
        try {
          const read = graphFactors(algorithm, factors, of)
          const graph = mergeGraph(of, [
            { algorithm, shapes: new Map([...read].map(([part, tensor]) => [part, tensor.shape])) },
          ])
          expect(graph.outputs[0]?.value.shape).toEqual([...matrixShape(of.shape)])
          built++
        } catch (error) {
          // Which side an IA³ vector is for is a value.
          if (!(error instanceof AppError && error.code === 'adapter/bad-ia3')) throw error
        }
      }),
      { numRuns: 2000 },
    )
    expect(refused).toBeGreaterThan(500)
    expect(built).toBeGreaterThan(20)
  })
})
