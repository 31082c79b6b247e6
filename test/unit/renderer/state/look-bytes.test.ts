// Sizes in the unit that says something of them.
import { expect, test } from 'vitest'
import { Look } from '../../../../src-renderer/state/look.svelte.ts'

test.each([
  [0, '0 kB'],
  [300, '300 byte'],
  [40_000, '39 kB'],
  [500_000, '488 kB'],
  [5_000_000, '5 MB'],
  [3_300_000_000, '3.1 GB'],
])('%d bytes are %s', (size, text) => {
  const look = new Look()
  look.follow({ theme: 'dark', language: 'en', scale: 1 })
  expect(look.bytes(size)).toBe(text)
})
