// Whether somebody uses the app.
import { expect, test } from 'vitest'
import { attention } from '../../../../src-main/app/idle/attention.ts'

test('it is as quiet as the last word of a page is old, and whoever listens hears each at once', () => {
  let now = 1_000
  const use = attention(() => now)
  let heard = 0
  const end = use.listen(() => heard++)
  now = 5_000
  expect(use.quietMs()).toBe(4_000)
  use.note()
  expect([use.quietMs(), heard]).toEqual([0, 1])
  end()
  use.note()
  expect(heard).toBe(1)
})
