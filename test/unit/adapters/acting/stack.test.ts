import { expect, test } from 'vitest'
import { lora } from '../../../../src-main/adapters/kinds/lora.ts'
import {
  contributionsAt,
  scheduledFactor,
  touchedParameters,
  weightAt,
  type Contribution,
  type EntryWeights,
} from '../../../../src-main/adapters/acting/stack.ts'
import { cutRank } from '../../../../src-main/adapters/acting/cut-rank.ts'
import { sd1Facts } from '../../../../src-main/contract/families.ts'
import type { Float32Tensor } from '../../../../src-main/base/dtype.ts'

const entry = (change: Partial<EntryWeights> = {}): EntryWeights => ({
  on: true,
  weight: 0.5,
  textWeight: null,
  blockWeights: null,
  schedule: null,
  ...change,
})
const { blocks } = sd1Facts
const image = { component: 'unet', block: { index: 13, blocks } } as const
const text = { component: 'text_encoder', block: { index: 0, blocks } } as const

test('a text weight is its own, and follows the weight where none is given', () => {
  expect(weightAt(entry(), text, 0)).toBe(0.5)
  expect(weightAt(entry({ textWeight: 0.2 }), text, 0)).toBe(0.2)
  expect(weightAt(entry({ textWeight: 0.2 }), image, 0)).toBe(0.5)
  expect(weightAt(entry({ on: false }), image, 0)).toBe(0)
})

test('block weights multiply their block, nothing multiplies what lies outside of all', () => {
  const blockWeights = Array.from({ length: 26 }, (_, index) => (index === 13 ? 3 : 0))
  expect(weightAt(entry({ blockWeights }), image, 0)).toBe(1.5)
  expect(weightAt(entry({ blockWeights }), text, 0)).toBe(0)
  expect(weightAt(entry({ blockWeights }), { component: 'unet', block: null }, 0)).toBe(0.5)
})

test('a schedule runs in straight lines, jumps where two points share a moment, and stays as it is at the ends', () => {
  const points = [
    { at: 0.75, factor: 0 },
    { at: 0.25, factor: 1 },
    { at: 0.75, factor: 4 },
  ]
  const at = (moment: number): number => scheduledFactor(points, moment)
  expect([0, 0.25, 0.5, 0.75, 1].map(at)).toEqual([1, 1, 0.5, 4, 4])
  // Words are encoded before the first step.
  expect(weightAt(entry({ schedule: points }), text, 1)).toBe(0.5)
  expect(weightAt(entry({ schedule: points }), image, 1)).toBe(2)
})

const contribution: Contribution = {
  algorithm: lora,
  target: { kind: 'weight', shape: [1, 1] },
  factors: new Map(),
  scale: 1,
  component: 'unet',
  block: null,
}

test('contributions come in stack order, those of weight 0 not at all, the same file as often as it is listed', () => {
  const contributions = new Map([['unet.a.weight', [contribution]]])
  const stack = [0.5, 0, -1].map((weight) => ({ entry: entry({ weight }), contributions }))
  expect(contributionsAt(stack, 'unet.a.weight', 0).map(({ weight }) => weight)).toEqual([0.5, -1])
  expect(contributionsAt(stack, 'unet.b.weight', 0)).toEqual([])
  expect([...touchedParameters(stack)]).toEqual(['unet.a.weight'])
})

test('a smaller rank keeps the first columns of up, the first rows of down and the scale', () => {
  const tensor = (shape: number[], data: number[]): Float32Tensor => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from(data),
  })
  const factors = new Map([
    ['up', tensor([2, 3], [1, 2, 3, 4, 5, 6])],
    ['down', tensor([3, 2], [7, 8, 9, 10, 11, 12])],
    ['alpha', tensor([], [6])],
  ])
  const cut = cutRank(factors, 2)
  expect(cut.get('up')).toEqual(tensor([2, 2], [1, 2, 4, 5]))
  expect(cut.get('down')).toEqual(tensor([2, 2], [7, 8, 9, 10]))
  expect(lora.scale(cut)).toBe(lora.scale(factors))
  expect(cutRank(factors, 3)).toBe(factors)
})
