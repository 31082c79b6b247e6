// Ten thousand adapters: what opening, a click and a picture cost the host, five times as generous as what is promised.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { libraryFigures } from '../../support/library-figures.ts'
import { manyAdapters } from '../../support/many-adapters.ts'
import { makeDataFolder, removeFolder } from '../../support/test-app.ts'

const generous = 5
const mostOpenMs = 300
const mostHeartMs = 5
const mostGenerateMs = 10
const mostBytesPerClick = 4096

let folder: string
beforeEach(() => {
  folder = makeDataFolder()
  manyAdapters(folder, 10_000)
})
afterEach(() => removeFolder(folder))

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

test('ten thousand adapters', { timeout: 120_000 }, async () => {
  const { openMs, heartMs, generateMs, bytesPerClick, eventsPerClick, snapshotBytes } = await libraryFigures(
    folder,
    5,
  )
  expect(eventsPerClick).toEqual([1, 1, 1, 1, 1])
  expect(Math.max(...bytesPerClick)).toBeLessThan(mostBytesPerClick)
  expect(snapshotBytes).toBeLessThan(10_000)
  expect(openMs).toBeLessThan(generous * mostOpenMs)
  expect(middle(heartMs)).toBeLessThan(generous * mostHeartMs)
  expect(middle(generateMs)).toBeLessThan(generous * mostGenerateMs)
})
