// The log of a run: every step once, as it was in the end, however the run goes on.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TrainingStep } from '../../../../../src-main/contract/training.ts'
import { RunLog } from '../../../../../src-renderer/state/training/run-log.svelte.ts'
import type { RunProject } from '../../../../../src-renderer/state/training/run-projects.svelte.ts'
import { fakeBackend } from '../../../../support/fake-backend.ts'
import { pretendStep } from '../../../../support/pretend-run.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const restMs = 500
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms)
}

type Host = {
  log: RunLog
  /** After which step was asked, each time. */
  asked: number[]
  /** What the host has. */
  steps: TrainingStep[]
  /** Answers come when this is done. */
  hold: Promise<void>
  fails: boolean
  follow(step: number, startedAt?: string): void
}

/** Losses tell one try from another. */
const stepsOf = (last: number, loss = 1, from = 1): TrainingStep[] =>
  Array.from({ length: last - from + 1 }, (_, at) => ({ ...pretendStep(from + at, last), loss }))

function open(): Host {
  const host: Host = {
    log: new RunLog(
      fakeBackend({
        training: {
          async log({ after }) {
            host.asked.push(after)
            if (host.fails) throw new Error('away')
            const answer = host.steps.filter(({ step }) => step > after)
            await host.hold
            return answer
          },
        },
      }),
    ),
    asked: [],
    steps: [],
    hold: Promise.resolve(),
    fails: false,
    follow: (step, startedAt = 'first') =>
      host.log.follow({ id: 'p', run: { startedAt, step } } as RunProject),
  }
  return host
}
const shown = ({ log }: Host): number[][] => log.steps.map(({ step, loss }) => [step, loss])

it('is fetched from where it ends, and not more often than twice a second', async () => {
  const host = open()
  host.steps = stepsOf(2)
  host.follow(2)
  await pass(0)
  for (const last of [3, 4, 5]) {
    host.steps = stepsOf(last)
    host.follow(last)
    await pass(50)
  }
  expect(host.asked).toEqual([0])
  await pass(restMs)
  expect(host.asked).toEqual([0, 2])
  expect(shown(host).map(([step]) => step)).toEqual([1, 2, 3, 4, 5])
  await pass(10 * restMs)
  expect(host.asked).toEqual([0, 2])
})

it('is cut where a run goes on from its last state, and shows the steps as they were made again', async () => {
  const host = open()
  host.steps = stepsOf(5)
  host.follow(5)
  await pass(restMs)
  host.steps = [...stepsOf(3), ...stepsOf(4, 2, 4)]
  host.follow(3)
  expect(shown(host)).toHaveLength(3)
  host.follow(4)
  await pass(restMs)
  expect(shown(host)).toEqual([...[1, 2, 3].map((step) => [step, 1]), [4, 2]])
})

it('takes nothing of the time before from an answer that was on its way when the run went back', async () => {
  const host = open()
  host.steps = stepsOf(3)
  host.follow(3)
  await pass(restMs)
  let answer = (): void => undefined
  host.hold = new Promise((resolve) => (answer = resolve))
  host.steps = stepsOf(6)
  host.follow(6)
  await pass(0)
  host.steps = [...stepsOf(3), ...stepsOf(5, 2, 4)]
  host.follow(3)
  host.follow(5)
  answer()
  await pass(3 * restMs)
  expect(shown(host)).toEqual([...[1, 2, 3].map((step) => [step, 1]), ...[4, 5].map((step) => [step, 2])])
})

it('begins anew with a new run, whose steps are not those of the one before', async () => {
  const host = open()
  host.steps = stepsOf(4)
  host.follow(4)
  await pass(restMs)
  host.steps = stepsOf(1, 3)
  host.follow(0, 'second')
  expect(shown(host)).toEqual([])
  host.follow(1, 'second')
  await pass(restMs)
  expect(shown(host)).toEqual([[1, 3]])
})

it('is asked for again at the next step where the host was away', async () => {
  const host = open()
  host.steps = stepsOf(3)
  host.fails = true
  host.follow(2)
  await pass(0)
  expect(shown(host)).toEqual([])
  host.fails = false
  host.follow(3)
  await pass(restMs)
  expect(shown(host)).toHaveLength(3)
})
