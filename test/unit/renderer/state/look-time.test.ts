// Times in the unit that says something of them.
import { expect, test } from 'vitest'
import { Look } from '../../../../src-renderer/state/look.svelte.ts'

const look = new Look()
look.follow({ theme: 'dark', language: 'en', scale: 1 })

test.each([
  [0.094, '0.09 s'],
  [3.14, '3.1 s'],
  [90, '90 s'],
  [119.7, '2 min'],
  [3600, '60 min'],
  [7179, '2 hr'],
  [52_560, '15 hr'],
])('%d seconds took %s', (seconds, text) => expect(look.duration(seconds)).toBe(text))

test.each([
  [0, '1 s'],
  [3.14, '3 s'],
  [300, '5 min'],
  [52_560, '15 hr'],
])('%d seconds are %s left', (seconds, text) => expect(look.timeLeft(seconds)).toBe(text))

test('in Japanese', () => {
  const japanese = new Look()
  japanese.follow({ theme: 'dark', language: 'ja', scale: 1 })
  expect(japanese.timeLeft(52_560)).toBe('15 時間')
})
