// 20 steps of the demo model beside a first look through 10,000 files, and the same without one, in turn: `npm run bench --
// scan-while-drawing`, `ROUNDS=5 COUNT=10000` for others. The page's line and its pause are looked at in `library-page`.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../src-main/app/create-app.ts'
import { forkEngine } from '../../src-main/shells/server/engine-host.ts'
import { writeAdapterHeaders } from '../support/adapter-headers.ts'
import { median, spread } from './statistics.ts'

const count = Number(process.env['COUNT'] ?? 10_000)
const rounds = Number(process.env['ROUNDS'] ?? 5)
const models = join(import.meta.dirname, '../../models')

const work = mkdtempSync(join(tmpdir(), 'lamina-bench-'))
const [base, dataFolder] = [join(work, 'base'), join(work, 'data')]
mkdirSync(base)
mkdirSync(dataFolder)
cpSync(join(models, 'emoji-diffusion-128.safetensors'), join(base, 'emoji-diffusion-128.safetensors'))
const app = await createApp({
  dataFolder,
  staticFolder: null,
  modelFolders: [base],
  picturesFolder: join(work, 'pictures'),
  engine: forkEngine({}),
  watchModels: false,
  likelyPlaces: { parents: [], roots: [], comfyConfigs: [], matrixNotes: [] },
  version: '0.1.0',
  token: 'token-of-the-bench',
})
const { studio } = app

/** Seconds of one picture. */
async function draw(): Promise<number> {
  const model = studio.models.list().find(({ kind }) => kind === 'checkpoint')!.id
  const begun = performance.now()
  const { id } = studio.jobs.submit({
    ...{ model, vae: null, stack: [], prompt: 'a pear', negativePrompt: '', width: 128, height: 128 },
    ...{ steps: 20, guidance: 5, sampler: 'euler', scheduler: 'normal', seed: '7', noise: 'cpu', batch: 1 },
    ...{ clipSkip: 1, profile: 'a1111' },
  })
  for (;;) {
    const { state, error } = studio.jobs.find(id)
    if (state === 'done') return (performance.now() - begun) / 1000
    if (state === 'failed' || state === 'cancelled') throw new Error(JSON.stringify(error))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

try {
  await studio.library.look()
  // The programs are made with the first one.
  await draw()
  await draw()
  const [alone, beside, scans]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    const root = join(work, `round ${round}`)
    mkdirSync(root)
    writeAdapterHeaders(root, count, 'usual')
    alone.push(await draw())
    await studio.settings.set({ modelFolders: [root] })
    const begun = performance.now()
    const state = { isOver: false }
    const look = studio.library.look().then(() => (state.isOver = true))
    const times: number[] = []
    // Only those that were over before the look was.
    for (;;) {
      const seconds = await draw()
      if (state.isOver) break
      times.push(seconds)
    }
    await look
    scans.push((performance.now() - begun) / 1000)
    if (times.length === 0) console.log(`round ${round}: the look was over before the picture`)
    else beside.push(median(times))
    await studio.settings.set({ modelFolders: [] })
    await studio.library.look()
    rmSync(root, { recursive: true })
  }
  console.log(`20 steps alone: ${spread(alone)} s`)
  console.log(`20 steps beside a first look through ${count} files: ${spread(beside)} s`)
  console.log(
    `  ${(median(beside) / median(alone)).toFixed(2)} times as long; the look took ${spread(scans)} s`,
  )
} finally {
  await app.close()
  rmSync(work, { recursive: true, force: true })
}
