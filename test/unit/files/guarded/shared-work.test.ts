// Two helpers share the work: what is alike stays with one of them, as long as the other is not without work.
import { expect, test } from 'vitest'
import type { GuardedWork } from '../../../../src-main/files/guarded/guarded-work.ts'
import { sharedWork } from '../../../../src-main/files/guarded/shared-work.ts'

/** Helpers that keep every order until they are let go. */
function patientHelpers() {
  const orders: { helper: number; done: () => void }[] = []
  let begun = 0
  let closed = 0
  const begin = (): GuardedWork => {
    const helper = begun++
    return {
      ask: (path) =>
        path === 'broken'
          ? Promise.reject(new Error(path))
          : new Promise((resolve) => orders.push({ helper, done: () => resolve(undefined as never) })),
      close() {
        closed += 1
        return Promise.resolve()
      },
    }
  }
  const work = sharedWork(begin)
  return { work, helpers: () => orders.map(({ helper }) => helper), orders, closed: () => closed }
}

const mostMs = 1000

test('orders go to one and the other in turn; what is alike goes to the same', () => {
  const { work, helpers } = patientHelpers()
  for (let order = 0; order < 4; order++) void work.ask('a', { mostMs }, 'read')
  expect(helpers()).toEqual([0, 1, 0, 1])
  for (const alike of [7, 7, 4, 7]) void work.ask('a', { mostMs, alike }, 'read')
  expect(helpers().slice(4)).toEqual([1, 1, 0, 1])
})

test('where all are alike the other one has its share, and those that are done count no more', async () => {
  const { work, helpers, orders } = patientHelpers()
  const all = Array.from({ length: 40 }, () => work.ask('a', { mostMs, alike: 2 }, 'read'))
  expect(helpers().filter((helper) => helper === 1).length).toBeGreaterThanOrEqual(15)
  for (const { done } of orders) done()
  await Promise.all(all)
  void work.ask('a', { mostMs, alike: 2 }, 'read')
  expect(helpers().at(-1)).toBe(0)
})

test('a refusal is the caller’s, and both are closed', async () => {
  const { work, closed } = patientHelpers()
  await expect(work.ask('broken', { mostMs }, 'read')).rejects.toThrow('broken')
  await work.close()
  expect(closed()).toBe(2)
})
