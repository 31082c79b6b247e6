// The pace of work that nobody waits for: its rests, what goes before it, pauses, and its end.
import { expect, test } from 'vitest'
import { idlePace, type IdleHold, type IdlePaceOptions } from '../../../src-main/files/idle-pace.ts'

const pace = (options: Partial<IdlePaceOptions> = {}) =>
  idlePace({ isBusy: () => false, restsPerWork: 0, leastRestMs: 0, busyRestMs: 1, ...options })

test('the first piece begins at once, the next one after a rest, and after the end again at once', async () => {
  const work = pace({ leastRestMs: 20 })
  await work.turn()
  const second = performance.now()
  await work.turn()
  expect(performance.now() - second).toBeGreaterThanOrEqual(19)
  // A turn that rested first would not come while the test lasts.
  const slow = pace({ leastRestMs: 600_000 })
  await slow.turn()
  slow.end()
  await slow.turn()
})

test('a piece that took long is followed by a rest as long as it deserves', async () => {
  const work = pace({ restsPerWork: 2 })
  await work.turn()
  await work.rest(15)
  const start = performance.now()
  await work.turn()
  expect(performance.now() - start).toBeGreaterThanOrEqual(28)
})

test('nothing begins while something else goes first, nor in a pause, and each hold is told', async () => {
  let isBusy = true
  const holds: IdleHold[] = []
  const work = pace({ isBusy: () => isBusy })
  let begun = false
  const turn = work.turn((why) => holds.push(why)).then(() => (begun = true))
  await expect.poll(() => holds.length, { interval: 1 }).toBeGreaterThan(1)
  work.pause(true)
  await expect.poll(() => holds.at(-1), { interval: 1 }).toBe('paused')
  isBusy = false
  // Longer than it rests between two looks.
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(begun).toBe(false)
  work.pause(false)
  await turn
  expect([work.isPaused, new Set(holds)]).toEqual([false, new Set(['waiting', 'paused'])])
})

test('once it is closed no turn comes, neither from a rest nor from a pause', async () => {
  const resting = pace({ leastRestMs: 60_000 })
  await resting.turn()
  const rested = resting.turn()
  resting.close()
  await expect(rested).rejects.toThrow()
  const paused = pace()
  paused.pause(true)
  const held = paused.turn()
  paused.close()
  await expect(held).rejects.toThrow()
  await expect(paused.turn()).rejects.toThrow()
})
