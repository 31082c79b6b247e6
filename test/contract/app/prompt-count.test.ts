// A prompt of any length is counted beside the host, which answers everyone else meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { threadMs } from '../../support/processor-time.ts'
import { makeDataFolder, removeFolder, startTestApp, type TestApp } from '../../support/test-app.ts'

let folder: string
let studio: TestApp

beforeAll(async () => {
  folder = makeDataFolder()
  studio = await startTestApp(folder)
})
afterAll(async () => {
  await studio.app.close()
  removeFolder(folder)
})

test('a megabyte is counted, and nobody waits for it', async () => {
  const text = 'red pear '.repeat(2 ** 20 / 'red pear '.length)
  let longestMs = 0
  let last = threadMs()
  const watch = setInterval(() => {
    longestMs = Math.max(longestMs, threadMs() - last)
    last = threadMs()
  }, 5)
  const [started, startedMs] = [performance.now(), threadMs()]
  const counting = studio.calls.prompt.count.query({ text, profile: 'a1111' })
  await studio.calls.settings.get.query()
  const answeredMs = threadMs() - startedMs
  const { tokens, borders } = await counting
  const countedMs = performance.now() - started
  clearInterval(watch)
  expect(tokens).toBe(2 * Math.floor(2 ** 20 / 'red pear '.length))
  expect(borders).toHaveLength(Math.ceil(tokens / 75) - 1)
  expect(text.slice(borders.at(-1))).toMatch(/^(red|pear) /)
  // What the host itself does is to read the call; the count takes seconds.
  expect(answeredMs).toBeLessThan(countedMs / 2)
  expect(longestMs).toBeLessThan(countedMs / 2)
})
