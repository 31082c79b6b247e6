// A thread is ended by the file that deserves it, and every other file is read all the same.
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { guardedThread, type GuardedThread } from '../../../../src-main/catalog/worker/guarded-thread.ts'

let thread: GuardedThread
const open = (atOnce = 4, idleMs = 30_000): void => {
  const file = join(import.meta.dirname, '../../../support/children/stubborn-worker.ts')
  thread = guardedThread({ file, memoryMb: 64, atOnce, idleMs })
}
afterEach(() => thread.close())

const ask = (call: string, value?: unknown, mostMs = 10_000): Promise<unknown> =>
  thread.ask(`/models/${call}`, mostMs, call, value)

test('answers and refusals come back', async () => {
  open()
  expect(await Promise.all([ask('wait', 30), ask('echo', 'a'), ask('echo', { b: 1 })])).toEqual([
    30,
    'a',
    { b: 1 },
  ])
  await expect(ask('refuse')).rejects.toMatchObject({ code: 'test/refused', hint: 'Use another.' })
})

test('what computes without end is ended, and said', async () => {
  open()
  await expect(ask('spin', null, 300)).rejects.toMatchObject({
    code: 'file/too-slow',
    facts: { file: 'spin', seconds: 1 },
    details: { path: '/models/spin' },
  })
  expect(await ask('echo', 1)).toBe(1)
})

test('what was in the thread beside it is done in another one', async () => {
  open()
  const others = [
    ask('wait', 100),
    ask('wait', 100),
    ...Array.from({ length: 6 }, (_, at) => ask('echo', at)),
  ]
  const spinning = ask('spin', null, 300)
  const behind = ask('echo', 'behind')
  await expect(spinning).rejects.toMatchObject({ code: 'file/too-slow' })
  expect(await Promise.all([...others, behind])).toEqual([100, 100, 0, 1, 2, 3, 4, 5, 'behind'])
})

test('what eats all memory is ended, and said; two of them are two', async () => {
  open()
  const eating = [ask('eat'), ask('eat')]
  const other = ask('wait', 50)
  for (const one of eating) await expect(one).rejects.toMatchObject({ code: 'file/too-hungry' })
  expect(await other).toBe(50)
}, 60_000)

test('a thread that ends by itself is begun anew', async () => {
  open()
  const ending = ask('end')
  const other = ask('wait', 200)
  await expect(ending).rejects.toMatchObject({ code: 'file/reader-ended' })
  expect(await other).toBe(200)
})

test('a thread that has nothing to do goes, and comes back', async () => {
  open(1, 30)
  expect(await ask('echo', 1)).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await ask('echo', 2)).toBe(2)
})

test('closing refuses what is under way and what comes later', async () => {
  open()
  const under = ask('spin')
  const refused = expect(under).rejects.toMatchObject({ code: 'job/cancelled' })
  await thread.close()
  await refused
  await expect(ask('echo')).rejects.toMatchObject({ code: 'job/cancelled' })
})
