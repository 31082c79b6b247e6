import { expect, test } from 'vitest'
import { createProgressClock, stepsLeft } from '../../../../src-main/engine/picture/progress-clock.ts'

test('time left follows the time of a step, and what came before the steps does not count', () => {
  let now = 0
  const clock = createProgressClock(() => now)
  now = 60_000
  clock.start()
  now += 1_000
  expect(clock.tick(9)).toEqual({ secondsPerStep: 1, secondsLeft: 9 })
  now += 2_000
  const { secondsPerStep, secondsLeft } = clock.tick(8)
  expect(secondsPerStep).toBeGreaterThan(1)
  expect(secondsPerStep).toBeLessThan(2)
  expect(secondsLeft).toBe(8 * secondsPerStep)
})

test('steps left are those of every picture of the batch, one by one or together', () => {
  expect(stepsLeft({ image: 0, together: 1, step: 8, steps: 20 }, 4)).toBe(72)
  expect(stepsLeft({ image: 3, together: 1, step: 8, steps: 20 }, 4)).toBe(12)
  expect(stepsLeft({ image: 0, together: 4, step: 8, steps: 20 }, 4)).toBe(12)
})
