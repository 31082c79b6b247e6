// Learning-rate schedules: their ends, their middles, and the warm-up before each.
import { describe, expect, it } from 'vitest'
import {
  rateShare,
  warmupOf,
  type RateSchedule,
} from '../../../../src-main/training/optimizers/rate-schedule.ts'
import { expectNear } from '../../../support/close.ts'
import { tolerances } from '../../../support/tolerances.ts'

const schedule = (kind: RateSchedule['kind'], rest: Partial<RateSchedule> = {}): RateSchedule => ({
  kind,
  warmupSteps: 10,
  warmupShare: 0,
  restarts: 2,
  power: 2,
  ...rest,
})

describe('rateShare', () => {
  it.each(['constant', 'linear', 'cosine', 'cosine_with_restarts', 'polynomial'] as const)(
    '%s rises from zero and is whole after the warm-up',
    (kind) => {
      expect([0, 5, 10].map((step) => rateShare(schedule(kind), step, 110))).toEqual([0, 0.5, 1])
    },
  )

  it('has the shape its name says', () => {
    expect(rateShare(schedule('constant'), 109, 110)).toBe(1)
    expect(rateShare(schedule('linear'), 60, 110)).toBe(0.5)
    expectNear(rateShare(schedule('cosine'), 60, 110), 0.5, tolerances.float64)
    expect(rateShare(schedule('cosine_with_restarts'), 60, 110)).toBe(1)
    expectNear(rateShare(schedule('cosine_with_restarts'), 35, 110), 0.5, tolerances.float64)
    expect(rateShare(schedule('polynomial'), 60, 110)).toBe(0.25)
  })

  it('warms up for a share of the steps, where no number of steps is said', () => {
    const share = schedule('linear', { warmupSteps: 0, warmupShare: 0.1 })
    expect([0, 5, 10].map((step) => rateShare(share, step, 109))).toEqual([0, 0.5, 1])
    expect(warmupOf({ warmupSteps: 0, warmupShare: 0.1 }, 9)).toBe(0)
    expect(warmupOf({ warmupSteps: 3, warmupShare: 0.1 }, 1000)).toBe(3)
  })

  it('is over at the end', () => {
    expect(rateShare(schedule('linear'), 110, 110)).toBe(0)
    expect(rateShare(schedule('cosine_with_restarts'), 500, 110)).toBe(0)
    expect(rateShare(schedule('constant', { warmupSteps: 0 }), 0, 0)).toBe(1)
  })
})
