// A process is ended by the file that deserves it, and every other file is read all the same.
import { execFile } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { constants, getPriority } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { guardedProcess } from '../../../../src-main/files/guarded/guarded-process.ts'
import type { GuardedWork } from '../../../../src-main/files/guarded/guarded-work.ts'

const file = join(import.meta.dirname, '../../../support/children/stubborn-process.ts')

let work: GuardedWork
afterEach(async () => {
  vi.useRealTimers()
  await work.close()
})

const ask = (call: string, value?: unknown, mostMs = 10_000): Promise<unknown> =>
  work.ask(`/models/${call}`, { mostMs }, call, value)

const open = (atOnce = 4, idleMs = 30_000): void => {
  work = guardedProcess({ file, memoryMb: 160, atOnce, idleMs })
}

describe('a process', () => {
  test('answers and refusals come back', async () => {
    open()
    expect(await Promise.all([ask('wait', 30), ask('echo', 'a'), ask('echo', { b: 1 })])).toEqual([
      30,
      'a',
      { b: 1 },
    ])
    await expect(ask('refuse')).rejects.toMatchObject({ code: 'file/is-a-folder', facts: { file: 'models' } })
  })

  test('one signal may be that of thousands of orders: those that are settled do not listen to it any more', async () => {
    open()
    const { signal } = new AbortController()
    const all = ['echo', 'refuse', 'echo'].map((call) =>
      work.ask('/models/a', { mostMs: 10_000, signal }, call),
    )
    expect(getEventListeners(signal, 'abort')).toHaveLength(3)
    await Promise.allSettled(all)
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  test('answers that are ready together all come, in their order', async () => {
    open(50)
    const order: unknown[] = []
    const all = Array.from({ length: 50 }, (_, at) => ask('echo', at).then((value) => order.push(value)))
    await Promise.all(all)
    expect(order).toEqual(Array.from({ length: 50 }, (_, at) => at))
  })

  test('whoever waits for its end is still there when it has ended', async () => {
    open()
    const program = join(import.meta.dirname, '../../../support/children/closing-process.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [program])
    expect(stdout).toBe('closed')
  })

  test('what yields has less of the processor than its parent, and nothing else does', async () => {
    open()
    expect(getPriority((await ask('who')) as number)).toBe(getPriority())
    await work.close()
    work = guardedProcess({ file, memoryMb: 160, atOnce: 1, yields: true })
    const least = Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL)
    expect(getPriority((await ask('who')) as number)).toBe(least)
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

  // As JavaScript does, as a library does beside it, and within one call that nothing interrupts.
  test.each(['eat', 'swallow', 'parse'])('what eats all memory (%s) is ended, and said', async (call) => {
    open()
    await expect(ask(call)).rejects.toMatchObject({ code: 'file/too-hungry' })
    expect(await ask('echo', 1)).toBe(1)
  })

  test('two that eat are two, and what was beside them is done', async () => {
    open()
    const eating = [ask('swallow'), ask('swallow')]
    const other = ask('wait', 50)
    for (const one of eating) await expect(one).rejects.toMatchObject({ code: 'file/too-hungry' })
    expect(await other).toBe(50)
  })

  test('one that ends by itself is begun anew', async () => {
    open()
    const ending = ask('end')
    const other = ask('wait', 200)
    const refused = await ending.catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'file/reader-ended' })
    expect(String((refused as Error).cause)).toContain('no more of this')
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
