// Every released version's data folder opens: queue, pictures, library, settings, workspace and trainings are all there.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { restoreStored, storedVersions } from '../../support/stored-folder.ts'
import { startTestApp, type TestApp } from '../../support/test-app.ts'

let work: string
let studio: TestApp | null = null

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'lamina-stored-'))
})
afterEach(async () => {
  await studio?.app.close()
  studio = null
  rmSync(work, { recursive: true, force: true, maxRetries: 3 })
})

test('there is a folder of every release', () => {
  expect(storedVersions).toContain('0.1.0')
})

test.each(storedVersions)('a data folder of %s opens with everything in it', async (version) => {
  studio = await startTestApp(restoreStored(version, work), { modelFolders: [join(work, 'models')] })
  const snapshot = await studio.calls.studio.snapshot.query()
  expect(snapshot.jobs.map(({ request }) => request.steps).toSorted((a, b) => a - b)).toEqual([4, 4, 1000])
  expect(snapshot.jobs.find(({ error }) => error?.code === 'model/not-found')?.request).toMatchObject({
    model: 'a model that went away',
    stack: [
      { weight: 0.7, schedule: [{ at: 0 }, { at: 1, factor: 0.5 }] },
      { weight: -0.25, textWeight: 0.1 },
    ],
  })
  expect(snapshot.pictures).toMatchObject([
    {
      favourite: true,
      record: {
        seed: '0',
        model: { name: 'Emoji Diffusion 128', architecture: 'sd1' },
        adapters: [{ name: 'ink-wash' }, { name: 'pixel-blocks' }],
        stepsDone: 4,
      },
    },
  ])
  expect(snapshot.models).toMatchObject([
    // The one that was cut off is gone, and nobody waits for it.
    { name: 'Emoji Diffusion 128', hasVae: true, missing: true },
  ])
  expect(snapshot.adapters).toMatchObject([
    {
      name: 'ink-wash',
      kind: 'lora',
      favourite: true,
      preferredWeight: 0.7,
      range: { min: -1, max: 2 },
      notes: 'Soft edges.\nBest below 0.8.',
      triggerGroups: [['ink wash', 'paper']],
      blockProfile: expect.any(Array),
    },
    { name: 'pixel-blocks', kind: 'lokr' },
  ])
  expect(snapshot.stacks).toMatchObject([
    { name: 'Ink and blocks', stack: [{ name: 'ink-wash' }, { weight: -0.25 }] },
  ])
  expect(snapshot.settings).toMatchObject({ theme: 'dark', language: 'ja', scale: 1.25 })
  expect(snapshot.workspace).toMatchObject({
    request: {
      prompt: "strawberry on a blue background, it's (red:1.2)",
      negativePrompt: 'blurry',
      batch: 2,
    },
    lastSeed: '18446744073709551615',
    advancedOpen: true,
    live: true,
    liveSteps: 6,
    insertedWords: { 'entry-1': ['ink wash'] },
    selectedPictureId: snapshot.pictures[0]!.id,
  })
  expect(snapshot.devices).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'webgpu', available: false })]),
  )
  const memory = await studio.calls.models.memory.query({ id: snapshot.workspace.request.model })
  expect(memory).toMatchObject({ sampler: 'dpmpp_2m', steps: 4, width: 128 })
  const [project, draft] = snapshot.trainings
  expect(project).toMatchObject({
    name: 'Discs',
    leftOut: [join(work, 'to-learn', 'disc-2.png')],
    recipe: { adapter: { rank: 2 }, samples: { prompts: [{ prompt: 'disc' }] } },
    run: { state: 'finished', step: 4, savedStep: 4, files: expect.any(Array), samples: expect.any(Array) },
  })
  expect(project!.run!.files.length).toBeGreaterThanOrEqual(2)
  expect(project!.run!.samples.map(({ step }) => step)).toEqual([0, 2, 4])
  expect(draft).toMatchObject({ name: 'Style', place: 'captions', run: null })
  const log = await studio.calls.training.log.query({ id: project!.id, after: 1 })
  expect(log.map(({ step }) => step)).toEqual([2, 3, 4])
})
