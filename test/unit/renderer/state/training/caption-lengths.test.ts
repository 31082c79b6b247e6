import { expect, test } from 'vitest'
import { CaptionLengths } from '../../../../../src-renderer/state/training/caption-lengths.svelte.ts'

function counted(): { lengths: CaptionLengths; asked: string[]; fail: { now: boolean } } {
  const asked: string[] = []
  const fail = { now: false }
  const count = (call: { text: string }) => {
    asked.push(call.text)
    return fail.now
      ? Promise.reject(new Error('away'))
      : Promise.resolve({ tokens: call.text.length, borders: [] })
  }
  return { lengths: new CaptionLengths({ prompt: { count } }), asked, fail }
}

test('each text is counted once, and only those in view', async () => {
  const { lengths, asked } = counted()
  const first = lengths.count(['a', 'bb', 'never'])
  await Promise.all([first, lengths.count(['bb', 'ccc'])])
  expect(asked).toEqual(['a', 'bb', 'ccc'])
  expect(['a', 'bb', 'ccc', 'never'].map((text) => lengths.of(text))).toEqual([1, 2, 3, null])
  await lengths.count(['a', 'ccc'])
  expect(asked).toHaveLength(3)
})

test('what could not be counted is counted the next time', async () => {
  const { lengths, asked, fail } = counted()
  fail.now = true
  await lengths.count(['a'])
  expect(lengths.of('a')).toBeNull()
  fail.now = false
  await lengths.count(['a'])
  expect(asked).toEqual(['a', 'a'])
  expect(lengths.of('a')).toBe(1)
})
