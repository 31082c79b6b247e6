// One small made-up adapter of every kind and layout, for laws that hold for all of them.
import type { Algorithm } from '../../src-main/adapters/kinds/algorithm.ts'
import { algorithmOf } from '../../src-main/adapters/kinds/algorithms.ts'
import type { AdapterKind } from '../../src-main/contract/adapter.ts'
import { fromData, type Array64 } from './array64.ts'
import type { PartArrays } from './merge-adapter.ts'
import type { Random } from './random-tensor.ts'

type Recipe = {
  readonly kind: AdapterKind
  /** The weight it is for. */
  readonly target: readonly number[]
  readonly shapes: Readonly<Record<string, readonly number[]>>
  /** Numbers that are given, not drawn. */
  readonly numbers?: Readonly<Record<string, number>>
  /** Parts that start as zero when training starts. */
  readonly fresh: readonly string[]
}

const linear = [12, 8]
const square = [8, 8]
const conv = [12, 8, 3, 3]
const pair = { up: [12, 3], down: [3, 8] }
const alpha = { alpha: 2 }

export const recipes = {
  lora: { kind: 'lora', target: linear, shapes: pair, numbers: alpha, fresh: ['up'] },
  'lora-conv': {
    kind: 'lora',
    target: conv,
    shapes: { up: [12, 3, 1, 1], down: [3, 8, 3, 3] },
    numbers: alpha,
    fresh: ['up'],
  },
  'lora-tucker': {
    kind: 'lora',
    target: conv,
    shapes: { up: [12, 3, 1, 1], down: [2, 8, 1, 1], mid: [3, 2, 3, 3] },
    fresh: ['up'],
  },
  'dora-output': { kind: 'lora', target: linear, shapes: { ...pair, dora: [12, 1] }, fresh: ['up'] },
  'dora-input-conv': {
    kind: 'lora',
    target: conv,
    shapes: { up: [12, 3, 1, 1], down: [3, 8, 3, 3], dora: [1, 8, 1, 1] },
    fresh: ['up'],
  },
  loha: {
    kind: 'loha',
    target: linear,
    shapes: { hadaW1a: [12, 2], hadaW1b: [2, 8], hadaW2a: [12, 2], hadaW2b: [2, 8] },
    numbers: alpha,
    fresh: ['hadaW2a'],
  },
  'loha-tucker': {
    kind: 'loha',
    target: conv,
    shapes: {
      hadaW1a: [2, 12],
      hadaW1b: [3, 8],
      hadaW2a: [2, 12],
      hadaW2b: [3, 8],
      hadaT1: [2, 3, 3, 3],
      hadaT2: [2, 3, 3, 3],
    },
    numbers: alpha,
    fresh: ['hadaW2a'],
  },
  lokr: {
    kind: 'lokr',
    target: linear,
    shapes: { lokrW1: [3, 2], lokrW2: [4, 4] },
    numbers: alpha,
    fresh: ['lokrW2'],
  },
  'lokr-swapped': {
    kind: 'lokr',
    target: conv,
    shapes: { lokrW1a: [6, 1], lokrW1b: [1, 2], lokrW2: [2, 4, 3, 3] },
    numbers: alpha,
    fresh: ['lokrW2'],
  },
  'lokr-factored': {
    kind: 'lokr',
    target: conv,
    shapes: { lokrW1: [3, 2], lokrW2a: [4, 2], lokrW2b: [2, 36] },
    numbers: alpha,
    fresh: ['lokrW2b'],
  },
  'lokr-tucker': {
    kind: 'lokr',
    target: conv,
    shapes: { lokrW1: [6, 2], lokrW2a: [3, 2], lokrW2b: [2, 4], lokrT2: [3, 2, 3, 3] },
    numbers: alpha,
    fresh: ['lokrW2b'],
  },
  full: { kind: 'full', target: linear, shapes: { diff: [12, 8, 1, 1] }, fresh: ['diff'] },
  norm: { kind: 'norm', target: [12], shapes: { normW: [12] }, fresh: ['normW'] },
  'ia3-output': {
    kind: 'ia3',
    target: square,
    shapes: { ia3: [8] },
    numbers: { onInput: 0 },
    fresh: ['ia3'],
  },
  'ia3-input-conv': {
    kind: 'ia3',
    target: conv,
    shapes: { ia3: [1, 8, 1, 1] },
    numbers: { onInput: 1 },
    fresh: ['ia3'],
  },
  glora: {
    kind: 'glora',
    target: conv,
    shapes: { a1: [8, 2], a2: [2, 8], b1: [12, 2], b2: [2, 72] },
    numbers: alpha,
    fresh: ['a1', 'b1'],
  },
  'glora-old': {
    kind: 'glora',
    target: square,
    shapes: { a1: [2, 8], a2: [8, 2], b1: [2, 8], b2: [8, 2] },
    numbers: alpha,
    fresh: ['a1', 'b1'],
  },
  oft: { kind: 'oft', target: conv, shapes: { oftBlocks: [3, 4, 4] }, fresh: ['oftBlocks'] },
  'oft-rescaled': {
    kind: 'oft',
    target: linear,
    shapes: { oftBlocks: [6, 2, 2], rescale: [12, 1] },
    fresh: [],
  },
  boft: { kind: 'boft', target: square, shapes: { oftBlocks: [3, 4, 2, 2] }, fresh: ['oftBlocks'] },
} as const satisfies Record<string, Recipe>

export type RecipeName = keyof typeof recipes

export type MadeUp = {
  readonly algorithm: Algorithm
  readonly base: Array64
  readonly parts: PartArrays
}

export function makeUp(name: RecipeName, random: Random, { fresh = false } = {}): MadeUp {
  const recipe: Recipe = recipes[name]
  const drawn = Object.entries(recipe.shapes).map(([part, shape]) => {
    const zero = fresh && recipe.fresh.includes(part)
    return [
      part,
      zero ? { shape, data: new Float64Array(random.normal(shape).data.length) } : random.normal(shape),
    ]
  })
  const given = Object.entries(recipe.numbers ?? {}).map(([part, value]) => [part, fromData([value], [])])
  return {
    algorithm: algorithmOf(recipe.kind),
    base: random.normal(recipe.target),
    parts: Object.fromEntries([...drawn, ...given]) as PartArrays,
  }
}
