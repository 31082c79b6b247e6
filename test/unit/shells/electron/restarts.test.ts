import { expect, it } from 'vitest'
import { restarts } from '../../../../src-main/shells/electron/restarts.ts'

it('waits longer each time, and gives up', () => {
  const starts = restarts(() => 0)
  expect(Array.from({ length: 7 }, () => starts.next())).toEqual([0, 1_000, 2_000, 4_000, 8_000, null, null])
})

it('begins anew when the host was well for a while', () => {
  let time = 0
  const starts = restarts(() => time)
  for (let count = 0; count < 4; count++) starts.next()
  time = 5 * 60_000 + 1
  expect(starts.next()).toBe(0)
  expect(starts.next()).toBe(1_000)
})
