// What a helper in tests of its guard does as it is told: it answers, waits, spins, eats memory, or ends.
import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../../../src-main/base/errors.ts'

export const stubbornCalls = {
  echo: (value: unknown) => Promise.resolve(value),
  /** Which of the helpers it is that answers. */
  who: () => Promise.resolve(process.pid),
  /** Its last words are over only when another process, which has them too, is. */
  linger(ms: number) {
    const { execPath } = process
    spawn(execPath, ['-e', `setTimeout(() => {}, ${ms})`], { stdio: ['ignore', 'ignore', 'inherit'] }).unref()
    return Promise.resolve()
  },
  async wait(ms: number) {
    await wait(ms)
    return ms
  },
  spin(): Promise<never> {
    for (;;);
  },
  /** As JavaScript does. */
  eat(): Promise<never> {
    const eaten: unknown[] = []
    for (;;) eaten.push(Array.from({ length: 100_000 }, (_, at) => ({ at })))
  },
  /** As a library does, beside the thread. */
  async swallow() {
    const eaten: Buffer[] = []
    for (;;) {
      eaten.push(Buffer.alloc(8 * 2 ** 20, eaten.length))
      await wait(1)
    }
  },
  /** Within one native call, which nothing interrupts. */
  parse: () => Promise.resolve(JSON.parse(`[${'[],'.repeat(6_000_000)}0]`) as unknown),
  refuse: () => Promise.reject(new AppError('file/is-a-folder', { file: 'models' })),
  end() {
    console.error('no more of this')
    process.exit(3)
  },
}
