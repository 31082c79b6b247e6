import { expect, test } from 'vitest'
import {
  scheduleOfWindow,
  windowOfSchedule,
} from '../../../../../src-renderer/state/stack/schedule-window.ts'

test('the whole run is no schedule', () => {
  expect(scheduleOfWindow({ start: 0, end: 1 })).toBeNull()
  expect(windowOfSchedule(null)).toEqual({ start: 0, end: 1 })
})

test.each([
  { start: 0.2, end: 1 },
  { start: 0, end: 0.6 },
  { start: 0.25, end: 0.75 },
])('%j comes back as it was', (span) => {
  const schedule = scheduleOfWindow(span)
  expect(schedule).not.toBeNull()
  expect(windowOfSchedule(schedule)).toEqual(span)
})

test('outside the handles nothing acts', () => {
  const schedule = scheduleOfWindow({ start: 0.25, end: 0.75 })!
  expect(schedule[0]).toMatchObject({ factor: 0 })
  expect(schedule.at(-1)).toMatchObject({ factor: 0 })
  expect(schedule.every(({ at }) => at >= 0 && at <= 1)).toBe(true)
})
