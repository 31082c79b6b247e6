// A thread or process is ended by the file that deserves it, and every other file is read all the same.
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { guardedProcess } from '../../../../src-main/files/guarded/guarded-process.ts'
import { guardedThread } from '../../../../src-main/files/guarded/guarded-thread.ts'
import type { GuardedWork } from '../../../../src-main/files/guarded/guarded-work.ts'

const child = (name: string): string => join(import.meta.dirname, '../../../support/children', name)
const helpers = {
  thread: { guard: guardedThread, file: child('stubborn-worker.ts'), memoryMb: 64, eat: 'eat' },
  process: { guard: guardedProcess, file: child('stubborn-process.ts'), memoryMb: 300, eat: 'swallow' },
}

let work: GuardedWork
afterEach(async () => {
  vi.useRealTimers()
  await work.close()
})

const ask = (call: string, value?: unknown, mostMs = 10_000): Promise<unknown> =>
  work.ask(`/models/${call}`, { mostMs }, call, value)

describe.each(['thread', 'process'] as const)('a %s', (kind) => {
  const { guard, file, memoryMb, eat } = helpers[kind]
  const open = (atOnce = 4, idleMs = 30_000): void => {
    work = guard({ file, memoryMb, atOnce, idleMs })
  }

  test('answers and refusals come back', async () => {
    open()
    expect(await Promise.all([ask('wait', 30), ask('echo', 'a'), ask('echo', { b: 1 })])).toEqual([
      30,
      'a',
      { b: 1 },
    ])
    await expect(ask('refuse')).rejects.toMatchObject({ code: 'file/is-a-folder', facts: { file: 'models' } })
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

  test('what was beside it is done in another one', async () => {
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
    const eating = [ask(eat), ask(eat)]
    const other = ask('wait', 50)
    for (const one of eating) await expect(one).rejects.toMatchObject({ code: 'file/too-hungry' })
    expect(await other).toBe(50)
  }, 60_000)

  test('one that ends by itself is begun anew', async () => {
    open()
    const ending = ask('end')
    const other = ask('wait', 200)
    await expect(ending).rejects.toMatchObject({ code: 'file/reader-ended' })
    expect(await other).toBe(200)
  })

  test('one that has nothing to do goes, and comes back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    open(1, 30_000)
    const first = await ask('who')
    vi.advanceTimersByTime(29_999)
    expect(await ask('who')).toBe(first)
    vi.advanceTimersByTime(30_000)
    expect(await ask('who')).not.toBe(first)
  })

  test('one that is not wanted any more is ended, alone or beside others, or does not begin', async () => {
    open(2)
    const end = new AbortController()
    const ask = (call: string, value?: unknown): Promise<unknown> =>
      work.ask(call, { mostMs: 60_000, signal: end.signal }, call, value)
    const unwanted = [ask('spin'), ask('wait', 60_000), ask('echo', 1)].map((asked) =>
      expect(asked).rejects.toMatchObject({ code: 'job/cancelled' }),
    )
    end.abort()
    await Promise.all(unwanted)
    expect(await work.ask('echo', { mostMs: 10_000 }, 'echo', 2)).toBe(2)
    await expect(ask('echo', 3)).rejects.toMatchObject({ code: 'job/cancelled' })
  })

  test('closing refuses what is under way and what comes later', async () => {
    open()
    const under = ask('spin')
    const refused = expect(under).rejects.toMatchObject({ code: 'job/cancelled' })
    await work.close()
    await refused
    await expect(ask('echo')).rejects.toMatchObject({ code: 'job/cancelled' })
  })
})
