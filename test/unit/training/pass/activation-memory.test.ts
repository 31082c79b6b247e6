// What decides between one program and block by block: bytes of everything computed.
import { expect, test } from 'vitest'
import { activationBytes, mostWholeBytes } from '../../../../src-main/training/pass/activation-memory.ts'
import { createGraphBuilder } from '../../../../src-main/graph/builder.ts'

test('every output of every node counts four bytes a number; inputs and constants do not count', () => {
  const g = createGraphBuilder('two')
  const x = g.input('x', 'f32', [2, 3, 8])
  const sum = g.add(x, x)
  const mean = g.reduceMean(sum, [2], false)
  expect(activationBytes(g.finish({ mean }))).toBe(4 * (2 * 3 * 8 + 2 * 3))
})

test('both halves of a split count', () => {
  const g = createGraphBuilder('halves')
  const [left, right] = g.split(g.input('x', 'f32', [4, 10]), 1, [3, 7])
  expect(activationBytes(g.finish({ left: left!, right: right! }))).toBe(4 * 4 * 10)
})

test('one value more than fits tips the balance', () => {
  const bytesAt = (rows: number): number => {
    const g = createGraphBuilder('rows')
    const x = g.input('x', 'f32', [rows, 2 ** 20])
    return activationBytes(g.finish({ y: g.add(x, x) }))
  }
  expect(bytesAt(256)).toBe(mostWholeBytes)
  expect(bytesAt(257)).toBeGreaterThan(mostWholeBytes)
})
