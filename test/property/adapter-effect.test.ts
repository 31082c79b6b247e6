// ⟨ΔW₁, ΔW₂⟩ without ΔW is ⟨ΔW₁, ΔW₂⟩: every form a change comes in, against every other, by plain sums over whole matrices.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deltasOf } from '../../src-main/adapters/effect/delta-of-factors.ts'
import { asPair, type Delta } from '../../src-main/adapters/effect/delta.ts'
import { innerProduct } from '../../src-main/adapters/effect/inner-product.ts'
import type { Factors } from '../../src-main/adapters/kinds/algorithm.ts'
import { energyOf } from '../../src-main/adapters/strength/energy.ts'
import type { AdapterKind } from '../../src-main/contract/adapter.ts'
import { lohaDelta, lokrDelta, loraDelta } from '../support/adapter-formulas.ts'
import type { Array64 } from '../support/array64.ts'
import { createRandom } from '../support/random-tensor.ts'
import { tolerances } from '../support/tolerances.ts'

/** A layer with outputs a·b and inputs c·d, so that LoKr can be split. */
type Layer = { a: number; b: number; c: number; d: number; kernel: readonly number[]; rank: number }

const small = fc.integer({ min: 1, max: 4 })
const layers = fc.record<Layer>({
  a: small,
  b: small,
  c: small,
  d: small,
  kernel: fc.constantFrom([], [1, 1], [3, 3]),
  rank: fc.integer({ min: 1, max: 5 }),
})
const seed = fc.integer({ min: 0, max: 1e6 })

type Form = {
  readonly name: string
  readonly kind: AdapterKind
  shapes(layer: Layer): Record<string, readonly number[]>
}

const onConvolutions = ({ kernel }: Layer): readonly number[] => (kernel.length === 0 ? [1, 1] : kernel)
const pixelsOf = (kernel: readonly number[]): number => kernel.reduce((product, side) => product * side, 1)

const forms: readonly Form[] = [
  {
    name: 'LoRA',
    kind: 'lora',
    shapes: ({ a, b, c, d, kernel, rank }) => ({
      down: [rank, c * d, ...kernel],
      up: [a * b, rank, ...kernel.map(() => 1)],
    }),
  },
  {
    name: 'LoCon with a core',
    kind: 'locon',
    shapes: (layer) => ({
      down: [layer.rank, layer.c * layer.d, 1, 1],
      mid: [layer.rank + 1, layer.rank, ...onConvolutions(layer)],
      up: [layer.a * layer.b, layer.rank + 1, 1, 1],
    }),
  },
  {
    name: 'LoHa',
    kind: 'loha',
    shapes: ({ a, b, c, d, kernel, rank }) => ({
      hadaW1a: [a * b, rank],
      hadaW1b: [rank, c * d * pixelsOf(kernel)],
      hadaW2a: [a * b, 2],
      hadaW2b: [2, c * d * pixelsOf(kernel)],
    }),
  },
  {
    name: 'LoHa with cores',
    kind: 'loha',
    shapes: (layer) => ({
      hadaW1a: [layer.rank, layer.a * layer.b],
      hadaW1b: [2, layer.c * layer.d],
      hadaT1: [layer.rank, 2, ...onConvolutions(layer)],
      hadaW2a: [2, layer.a * layer.b],
      hadaW2b: [2, layer.c * layer.d],
      hadaT2: [2, 2, ...onConvolutions(layer)],
    }),
  },
  {
    name: 'LoKr of whole matrices',
    kind: 'lokr',
    shapes: ({ a, b, c, d, kernel }) => ({ lokrW1: [a, c], lokrW2: [b, d, ...kernel] }),
  },
  {
    name: 'LoKr split the other way',
    kind: 'lokr',
    shapes: ({ a, b, c, d, kernel }) => ({ lokrW1: [b, d], lokrW2: [a, c, ...kernel] }),
  },
  {
    name: 'LoKr with a factored second',
    kind: 'lokr',
    shapes: ({ a, b, c, d, kernel, rank }) => ({
      lokrW1: [a, c],
      lokrW2a: [b, rank],
      lokrW2b: [rank, d * pixelsOf(kernel)],
    }),
  },
  {
    name: 'LoKr with both factored',
    kind: 'lokr',
    shapes: ({ a, b, c, d, kernel, rank }) => ({
      lokrW1a: [a, rank],
      lokrW1b: [rank, c],
      lokrW2a: [b, rank],
      lokrW2b: [rank, d * pixelsOf(kernel)],
    }),
  },
  {
    name: 'LoKr with a core',
    kind: 'lokr',
    shapes: (layer) => ({
      lokrW1: [layer.a, layer.c],
      lokrW2a: [layer.rank, layer.b],
      lokrW2b: [2, layer.d],
      lokrT2: [layer.rank, 2, ...onConvolutions(layer)],
    }),
  },
  {
    name: 'full difference',
    kind: 'full',
    shapes: ({ a, b, c, d, kernel }) => ({ diff: [a * b, c * d, ...kernel] }),
  },
]

function madeUp(shapes: Record<string, readonly number[]>, from: number): Factors {
  const random = createRandom(from)
  return new Map(
    Object.entries(shapes).map(([part, shape]) => [
      part,
      { dtype: 'f32', shape, data: Float32Array.from(random.normal(shape).data) },
    ]),
  )
}

function dense({ kind }: Form, layer: Layer, factors: Factors): ArrayLike<number> {
  const shape = [layer.a * layer.b, layer.c * layer.d, ...layer.kernel]
  const parts: Record<string, Array64> = Object.fromEntries(
    [...factors].map(([part, { shape: own, data }]) => [part, { shape: own, data: Float64Array.from(data) }]),
  )
  if (kind === 'loha') return lohaDelta(shape, parts).data
  if (kind === 'lokr') return lokrDelta(shape, parts).data
  return kind === 'full' ? parts.diff!.data : loraDelta(shape, parts).data
}

function plain(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!
  return sum
}

/** Changes of one layer in every form, with their numbers. A kernel of one pixel is the same layer as none. */
function everyForm(
  layer: Layer,
  from: number,
): { name: string; kind: AdapterKind; delta: Delta; values: ArrayLike<number>; factors: Factors }[] {
  const shaped = { ...layer, kernel: onConvolutions(layer) }
  return forms.map((form, index) => {
    const factors = madeUp(form.shapes(index % 2 === 0 ? layer : shaped), from + index)
    const { name, kind } = form
    return {
      name,
      kind,
      factors,
      delta: deltasOf(kind, factors)!.weight!,
      values: dense(form, shaped, factors),
    }
  })
}

describe('⟨ΔW₁, ΔW₂⟩', () => {
  it('is that of the whole matrices, for every two forms', () => {
    fc.assert(
      fc.property(layers, seed, (layer, from) => {
        const changes = everyForm(layer, from)
        for (const a of changes)
          for (const b of changes) {
            const lengths = Math.sqrt(plain(a.values, a.values) * plain(b.values, b.values))
            const error = Math.abs(innerProduct(a.delta, b.delta) - plain(a.values, b.values))
            const { rel, abs } = tolerances.float64
            if (error > abs + rel * lengths) expect.fail(`${a.name} and ${b.name}: off by ${error}`)
          }
      }),
      { numRuns: 40 },
    )
  })

  it('is the same from either side, never more than the lengths allow, and in length what a block profile counts', () => {
    fc.assert(
      fc.property(layers, seed, (layer, from) => {
        const changes = everyForm(layer, from)
        const lengths = changes.map(({ delta }) => Math.sqrt(innerProduct(delta, delta)))
        for (const [i, a] of changes.entries()) {
          const energy = energyOf(a.kind, a.factors)!
          expect(Math.abs(lengths[i]! ** 2 - energy)).toBeLessThanOrEqual(
            tolerances.energy.abs + tolerances.energy.rel * energy,
          )
          for (const [j, b] of changes.entries()) {
            const product = innerProduct(a.delta, b.delta)
            const most = lengths[i]! * lengths[j]!
            const slack = tolerances.float64.abs + tolerances.float64.rel * most
            expect(Math.abs(product - innerProduct(b.delta, a.delta))).toBeLessThanOrEqual(slack)
            expect(Math.abs(product)).toBeLessThanOrEqual(most + slack)
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  it('of a LoHa is the same by rows and as one thicker product', () => {
    fc.assert(
      fc.property(layers, seed, (layer, from) => {
        const [one, two] = [0, 1].map((add) => {
          const factors = madeUp(forms[2]!.shapes(layer), from + add)
          return deltasOf('loha', factors)!.weight!
        })
        if (one?.form !== 'hadamard' || two?.form !== 'hadamard') throw new Error('not LoHa')
        const thick = innerProduct(asPair(one), asPair(two))
        const lengths = Math.sqrt(innerProduct(one, one) * innerProduct(two, two))
        const { rel, abs } = tolerances.float64
        expect(Math.abs(innerProduct(one, two) - thick)).toBeLessThanOrEqual(abs + rel * lengths)
      }),
      { numRuns: 30 },
    )
  })

  it('is not told where the base decides, and not for factors that do not multiply', () => {
    const dora = madeUp({ up: [3, 2], down: [2, 3], dora: [3, 1] }, 1)
    expect(deltasOf('lora', dora)).toBeNull()
    expect(deltasOf('full', madeUp({ setWeight: [3, 3] }, 1))).toBeNull()
    expect(deltasOf('lora', madeUp({ up: [3, 2], down: [4, 3] }, 1))).toBeNull()
    expect(deltasOf('lokr', madeUp({ lokrW1: [2, 2], lokrW2a: [3, 2], lokrW2b: [4, 3] }, 1))).toBeNull()
    for (const kind of ['ia3', 'glora', 'oft', 'boft'] as const) expect(deltasOf(kind, dora)).toBeNull()
  })

  it('counts biases and the numbers of norms', () => {
    const [one, two] = [
      deltasOf('norm', madeUp({ normW: [4], normB: [4] }, 1))!,
      deltasOf('norm', madeUp({ normW: [4], normB: [4] }, 2))!,
    ]
    expect(innerProduct(one.weight!, two.weight!)).not.toBe(0)
    expect(innerProduct(one.bias!, two.bias!)).not.toBe(innerProduct(one.weight!, two.weight!))
  })
})
