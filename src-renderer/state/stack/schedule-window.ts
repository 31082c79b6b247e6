// A schedule as two handles: full weight between a start and an end, nothing outside. Pure.
import type { WeightSchedule } from '../../../src-main/contract/adapter.ts'

export type Window = { start: number; end: number }

/** How much of the run lies between nothing and everything: a step of one in a thousand. */
const edge = 0.001

export function scheduleOfWindow({ start, end }: Window): WeightSchedule | null {
  if (start <= 0 && end >= 1) return null
  const points: WeightSchedule = []
  if (start > 0) points.push({ at: round(Math.max(0, start - edge)), factor: 0 })
  points.push({ at: round(start), factor: 1 }, { at: round(end), factor: 1 })
  if (end < 1) points.push({ at: round(Math.min(1, end + edge)), factor: 0 })
  return points
}

/** The first and the last moment at which the schedule lets anything act. */
export function windowOfSchedule(schedule: WeightSchedule | null): Window {
  if (schedule === null) return { start: 0, end: 1 }
  const points = schedule.toSorted((a, b) => a.at - b.at)
  const acting = points.filter(({ factor }) => factor !== 0)
  const first = acting[0]
  const last = acting.at(-1)
  if (first === undefined || last === undefined) return { start: 0, end: 0 }
  return {
    start: first === points[0] ? 0 : first.at,
    end: last === points.at(-1) ? 1 : last.at,
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
