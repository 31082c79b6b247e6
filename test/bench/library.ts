// A library of 10,000 adapters: how long opening, a heart and a picture hold up the host, and what a click sends.
import { rmSync } from 'node:fs'
import { libraryFigures } from '../support/library-figures.ts'
import { manyAdapters } from '../support/many-adapters.ts'
import { makeDataFolder } from '../support/test-app.ts'
import { spread } from './statistics.ts'

const folder = makeDataFolder()
try {
  manyAdapters(folder, 10_000)
  const opened: number[] = []
  for (let run = 0; run < 4; run++) opened.push((await libraryFigures(folder, 0)).openMs)
  const figures = await libraryFigures(folder, 15)
  opened.push(figures.openMs)
  console.log(`opening: the host was busy without a pause for ${spread(opened, 0)} ms at most; at most 300`)
  console.log(`a heart: ${spread(figures.heartMs, 2)} ms; at most 5`)
  console.log(`Generate with 5 adapters: ${spread(figures.generateMs, 2)} ms; at most 10`)
  console.log(`a search of what fits: ${spread(figures.searchMs, 2)} ms`)
  console.log(
    `bytes for a window after a heart, its answer included: ${spread(figures.bytesPerClick, 0)}; at most 4096`,
  )
  console.log(
    `events after a heart: ${spread(figures.eventsPerClick, 0)}; snapshot: ${figures.snapshotBytes} bytes`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
