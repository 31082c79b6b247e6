import { describe, expect, test } from 'vitest'
import { newestFirst, trainingPlace } from '../../../../src-main/adapters/about/training-place.ts'

describe('where in its training a file was saved', () => {
  test.each([
    ['Ink-000010', null, ['ink', null, 10, null]],
    ['ink-step00000040', null, ['ink', null, null, 40]],
    ['ink_v2-000010', null, ['ink', '2', 10, null]],
    ['ink epoch 3 step 100', null, ['ink', null, 3, 100]],
    ['ink-v1.5', '8/120', ['ink', '1.5', 8, 120]],
    ['ink-000004', '5/', ['ink', null, 5, null]],
    ['character01', null, ['character01', null, null, null]],
    ['ink', '/40', ['ink', null, null, 40]],
  ])('%s, said %s', (name, place, [stem, version, epoch, step]) => {
    expect(trainingPlace(name, place)).toEqual({ stem, version, epoch, step })
  })

  const order = (...files: [name: string, place: string | null, modifiedMs?: number][]): string[] =>
    newestFirst(
      files.map(([id, place, modifiedMs = 0]) => ({ id, modifiedMs, ...trainingPlace(id, place) })),
    ).map(({ id }) => id)

  test('the last one comes first: by steps or epochs, and one that counts nothing is what was left at the end', () => {
    expect(order(['ink-000008', null], ['ink', null], ['ink-000010', null])).toEqual([
      'ink',
      'ink-000010',
      'ink-000008',
    ])
    expect(order(['ink-a', '1/50'], ['ink-b', '2/100'], ['ink-c', '2/150'])[0]).toBe('ink-c')
  })

  test('versions before epochs, and without any count the newest by time', () => {
    expect(order(['ink', null, 9], ['ink_v2', null, 1], ['ink_v10', null, 2], ['ink_v1.5', null, 3])).toEqual(
      ['ink_v10', 'ink_v2', 'ink_v1.5', 'ink'],
    )
    expect(order(['a', null, 1], ['b', null, 3], ['c', null, 2])).toEqual(['b', 'c', 'a'])
    // Epochs of one are no steps of the other: then time decides.
    expect(order(['ink-000008', null, 1], ['ink-step00000009', null, 2])[0]).toBe('ink-step00000009')
  })
})
