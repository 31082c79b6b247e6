import { expect, test } from 'vitest'
import { atMost, oneAtATime } from '../../../src-main/base/turns.ts'

/** A piece of work that ends when it is told to. */
function piece<Result>(): { work: () => Promise<Result>; end: (result: Result) => void; fail: () => void } {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  return { work: () => promise, end: resolve, fail: () => reject(new Error('failed')) }
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('one after the other in the order asked for, and a failure holds up nobody', async () => {
  const inTurn = oneAtATime()
  const log: string[] = []
  const [first, second] = [piece<number>(), piece<number>()]
  const noted = (name: string, work: () => Promise<number>) => () => {
    log.push(name)
    return work()
  }
  const one = inTurn(noted('first', first.work))
  const two = inTurn(noted('second', second.work))
  const three = inTurn(noted('third', () => Promise.resolve(3)))
  await settled()
  expect(log).toEqual(['first'])
  first.fail()
  await expect(one).rejects.toThrow('failed')
  await settled()
  expect(log).toEqual(['first', 'second'])
  second.end(2)
  expect([await two, await three]).toEqual([2, 3])
})

test('whoever asks while a place is handed on stands behind those who waited', async () => {
  const inTurn = oneAtATime()
  const log: number[] = []
  const note = (number: number) => inTurn(async () => void log.push(number))
  const first = inTurn(async () => undefined).then(() => note(3))
  await Promise.all([note(1), note(2), first])
  expect(log).toEqual([1, 2, 3])
})

test('at most as many at once as there are places', async () => {
  const limited = atMost(2)
  let [running, most] = [0, 0]
  await Promise.all(
    Array.from({ length: 7 }, () =>
      limited(async () => {
        running++
        most = Math.max(most, running)
        await settled()
        running--
      }),
    ),
  )
  expect([running, most]).toEqual([0, 2])
})
