// An answer that is older than what was told while it was on its way is asked for once more.
import { expect, test } from 'vitest'
import { ToldMeanwhile } from '../../../../src-renderer/state/told-meanwhile.ts'

/** Answers one after the other; before each, as much is told as `news` says. */
function host(told: ToldMeanwhile, news: readonly number[]): { ask(): Promise<number>; asked(): number } {
  let asked = 0
  return {
    asked: () => asked,
    async ask() {
      for (let count = news[asked] ?? 0; count > 0; count--) told.note()
      return ++asked
    },
  }
}

test('nothing was told: the first answer is the newest', async () => {
  const told = new ToldMeanwhile()
  told.note()
  expect(await told.answerOf(host(told, []).ask)).toEqual({ answer: 1, isNewest: true })
})

test('each answer is taken, and the last was overtaken by nothing', async () => {
  const told = new ToldMeanwhile()
  const { ask } = host(told, [2, 1, 0, 1])
  const taken: number[] = []
  await told.untilNewest(ask, (answer) => taken.push(answer) > 0)
  expect(taken).toEqual([1, 2, 3])
})

test('what is not wanted any more is not asked for again', async () => {
  const told = new ToldMeanwhile()
  const { ask, asked } = host(told, [1, 1, 1])
  await told.untilNewest(ask, () => asked() < 2)
  expect(asked()).toBe(2)
})

test('a question that fails fails for who asked', async () => {
  const told = new ToldMeanwhile()
  const failing = () => Promise.reject(new Error('away'))
  await expect(told.untilNewest(failing, () => true)).rejects.toThrow('away')
})
