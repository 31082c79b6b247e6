// Previews in idle time at 10,000 adapters with the pretend engine: how long all of them are looked at, how long the next one is
// chosen, the longest the host is busy without a pause, and what the plan of them holds.
import { rmSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { noIdlePreviews } from '../../src-main/contract/idle-previews.ts'
import { createFakeEngine } from '../support/fake-engine.ts'
import { manyAdapters } from '../support/many-adapters.ts'
import { makeDataFolder, startTestApp } from '../support/test-app.ts'

const adapters = 10_000
const pictures = Number(process.argv[2] ?? 300)
const folder = makeDataFolder()
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

try {
  manyAdapters(folder, adapters)
  const engine = createFakeEngine({ stepMs: 0 })
  const studio = await startTestApp(folder, { engine, idleAfterMs: 0, measures: false })
  const { idlePreviews, settings } = studio.app.studio
  const before = heap()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const begun = performance.now()
  engine.holdAfter(1)
  await settings.set({
    idlePreviews: {
      ...noIdlePreviews,
      ...{ isOn: true, model: studio.request().model, steps: 1, side: 64 },
      prompts: [{ prompt: 'a pear', seed: '5' }],
    },
  })
  const until = async (isReached: () => boolean): Promise<void> => {
    while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await until(() => idlePreviews.report().made !== null)
  console.log(`all looked at: ${(performance.now() - begun).toFixed(0)} ms`)
  await until(() => engine.made.length > 0)
  console.log(`the plan holds ${megabytes(heap() - before)}`, idlePreviews.report().made)
  delay.reset()
  const since = performance.now()
  engine.letGo()
  const first = idlePreviews.report().made!.done
  await until(() => idlePreviews.report().made!.done >= first + pictures)
  const each = (performance.now() - since) / (idlePreviews.report().made!.done - first)
  console.log(`one picture of the pretend engine, chosen, drawn and kept: ${each.toFixed(1)} ms`)
  console.log(`longest without a pause: ${(delay.max / 1e6).toFixed(0)} ms`)
  await studio.app.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
