// The one line about a stack says the worst of it, and nothing where nothing is seen.
import { expect, test } from 'vitest'
import { toldConflict } from '../../../../../src-renderer/state/stack/told-conflict.ts'
import type { StackConflict, StackConflicts } from '../../../../../src-main/contract/effects.ts'

const pair = (change: Partial<StackConflict> = {}): StackConflict => ({
  first: 'a',
  second: 'b',
  cosine: 0.01,
  shares: [0.01, 0.01],
  blocks: [0, null],
  untold: 0,
  ...change,
})
const told = (...pairs: StackConflict[]) =>
  toldConflict({ blocks: ['IN01', 'OUT05'], pairs, leftOut: [] } satisfies StackConflicts)

test('nothing to compare, and nothing to see', () => {
  expect(told()).toEqual({ kind: 'untold' })
  expect(told(pair({ cosine: null, shares: null }))).toEqual({ kind: 'untold' })
  expect(told(pair())).toEqual({ kind: 'free' })
  // The second is fifty times as large.
  expect(told(pair({ cosine: -0.004, shares: [-0.22, -0.0001] }))).toEqual({ kind: 'free' })
})

test('to whom more is done is the one that something is done to', () => {
  const sharp = pair({ cosine: -0.3, shares: [-0.09, -1.2] })
  expect(told(sharp)).toEqual({ kind: 'takes', one: 'b', other: 'a', share: 1.2 })
  expect(told(pair({ cosine: 0.3, shares: [0.4, 0.2] }))).toEqual({
    kind: 'adds',
    one: 'a',
    other: 'b',
    share: 0.4,
  })
})

test('what takes away goes first, then what is the same, then what adds', () => {
  const takes = pair({ cosine: -0.2, shares: [-0.2, -0.2] })
  const same = pair({ second: 'c', cosine: 0.95, shares: [0.9, 1] })
  const adds = pair({ first: 'b', second: 'c', cosine: 0.5, shares: [2, 0.1] })
  expect(told(adds, same, takes)).toMatchObject({ kind: 'takes', share: 0.2 })
  expect(told(adds, same)).toEqual({ kind: 'same', one: 'a', other: 'c' })
  expect(told(adds, pair())).toMatchObject({ kind: 'adds', one: 'b', other: 'c' })
})

test('a single block is named where the whole is quiet', () => {
  const quiet = pair({ blocks: [0.6, -0.45] })
  expect(told(pair(), quiet)).toEqual({ kind: 'block', one: 'a', other: 'b', block: 'OUT05' })
})
