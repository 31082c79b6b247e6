// Every released version's data folder opens: queue, pictures, library,
// settings, workspace and trainings are all there.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { restoreStored, storedVersions } from '../../support/stored-folder.ts'
import { reportFrom, startTestApp, type TestApp } from '../../support/test-app.ts'

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
  expect(snapshot.jobs.map(({ request }) => request!.steps).toSorted((a, b) => a - b)).toEqual([4, 4, 1000])
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
  const { adapters } = await studio.calls.adapters.lookup.query({
    ids: [],
    names: ['ink-wash', 'pixel-blocks'],
  })
  expect(adapters).toMatchObject([
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
  const memory = await studio.calls.models.choose.mutate({ id: snapshot.workspace.request.model })
  expect(memory).toMatchObject({ sampler: 'dpmpp_2m', steps: 4, width: 128 })
  expect(snapshot.trainings).toMatchObject([
    { name: 'Discs', blends: true, run: { state: 'finished', newestSample: { step: 4 } } },
    { name: 'Style', run: null },
  ])
  const [project, draft] = await studio.calls.training.projects.query()
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

test('a picture that 0.1.0 put into its trash, which kept no journal, comes back', async () => {
  const dataFolder = restoreStored('0.1.0', work)
  const id = 'ef4b01c5-b14d-4fce-83b7-1b1a4645a39c'
  const pictures = join(dataFolder, 'pictures')
  mkdirSync(join(pictures, '.lamina-trash'), { recursive: true })
  writeFileSync(join(pictures, '.lamina-trash', `${id}.png`), 'the picture')
  studio = await startTestApp(dataFolder, { modelFolders: [join(work, 'models')] })
  await studio.calls.pictures.restore.mutate({ id })
  expect(readFileSync(join(pictures, '2026-11-29', '172053-18446744073709551615.png'), 'utf8')).toBe(
    'the picture',
  )
  const { pictures: shown } = await studio.calls.studio.snapshot.query()
  expect(shown.map((picture) => picture.id)).toContain(id)
})

describe('documents that cannot be read', () => {
  /** Changes the catalog as another version, or a bad disk, would have. */
  function change(dataFolder: string, sql: string): void {
    const catalog = new Sqlite(join(dataFolder, 'catalog.sqlite'))
    catalog.exec(sql)
    catalog.close()
  }
  const read = (dataFolder: string, sql: string): unknown => {
    const catalog = new Sqlite(join(dataFolder, 'catalog.sqlite'), { readonly: true })
    const value = catalog.prepare(sql).pluck().get()
    catalog.close()
    return value
  }

  test('are shown as damaged, and everything else opens', async () => {
    const dataFolder = restoreStored('0.1.0', work)
    change(
      dataFolder,
      `update jobs set request = replace(request, '"dpmpp_2m"', '"renamed"') where state = 'failed';
       update jobs set request = 'not JSON' where state = 'queued';
       update pictures set record = json_set(record, '$.version', 2);
       update models set inspection = '{"version":7}' where path like '%emoji%';
       update adapters set facts = '[]', trigger_groups = '3' where name = 'ink-wash';
       update stacks set stack = '[{"id":""}]';
       update devices set report = '{' where name = 'cpu';
       update model_memory set memory = json_set(memory, '$.sampler', 'renamed');
       update settings set value = '99' where name = 'scale';
       update workspace set value = json_set(value, '$.request.sampler', 'renamed', '$.live', 'on');`,
    )
    const [discs = ''] = readdirSync(join(dataFolder, 'training')).filter((id) =>
      readFileSync(join(dataFolder, 'training', id, 'project.json'), 'utf8').includes('Discs'),
    )
    writeFileSync(join(dataFolder, 'training', discs, 'project.json'), '{"version":1,"id":3}')
    studio = await startTestApp(dataFolder, { modelFolders: [join(work, 'models')] })
    const snapshot = await studio.calls.studio.snapshot.query()

    const failed = snapshot.jobs.filter(({ request }) => request === null)
    expect(failed).toHaveLength(2)
    expect(failed.map(({ error }) => error?.code).toSorted()).toEqual(['model/not-found', 'stored/damaged'])
    expect(snapshot.pictures).toMatchObject([
      { record: null, problem: { code: 'stored/newer' }, favourite: true, width: 128 },
    ])
    expect(snapshot.models).toMatchObject([
      { name: 'Emoji Diffusion 128', problem: { code: 'stored/newer' }, missing: true },
    ])
    const { adapters } = await studio.calls.adapters.lookup.query({
      ids: [],
      names: ['ink-wash', 'pixel-blocks'],
    })
    expect(adapters).toMatchObject([
      { name: 'ink-wash', problem: { code: 'stored/damaged' }, favourite: true, preferredWeight: 0.7 },
      { name: 'pixel-blocks', problem: null },
    ])
    expect(snapshot.stacks).toMatchObject([{ name: 'Ink and blocks', stack: [], problem: {} }])
    expect(snapshot.settings).toMatchObject({ theme: 'dark', language: 'ja', scale: 1 })
    expect(snapshot.workspace).toMatchObject({
      request: { prompt: "strawberry on a blue background, it's (red:1.2)", sampler: 'dpmpp_2m' },
      live: false,
      liveSteps: 6,
    })
    expect(await studio.calls.models.choose.mutate({ id: snapshot.workspace.request.model })).toMatchObject({
      scheduler: 'karras',
    })
    expect(snapshot.trainings).toMatchObject([{ name: 'Style' }])
    expect(snapshot.damagedTrainings).toMatchObject([{ id: discs, problem: { code: 'stored/damaged' } }])

    const again = await reportFrom(studio.calls.generation.retry.mutate({ jobId: failed[0]!.id }))
    expect(again.code).toBe(failed[0]!.error?.code)
    await studio.calls.training.remove.mutate({ id: discs })
    expect((await studio.calls.studio.snapshot.query()).damagedTrainings).toEqual([])
    expect(await studio.calls.training.restore.mutate({ id: discs })).toMatchObject({
      id: discs,
      problem: {},
    })
    expect(readFileSync(join(dataFolder, 'training', discs, 'project.json'), 'utf8')).toContain('"id":3')
  })

  test('stay as they are until something takes their place, and then are kept aside', async () => {
    const dataFolder = restoreStored('0.1.0', work)
    change(
      dataFolder,
      `update workspace set value = json_set(value, '$.request.sampler', 'renamed');
       update stacks set stack = '[{"id":"","by":"hand"}]';`,
    )
    studio = await startTestApp(dataFolder, { modelFolders: [] })
    const { workspace } = await studio.calls.studio.snapshot.query()
    const saved = { window: 'a', workspace, changed: ['request.prompt' as const] }
    await studio.calls.workspace.save.mutate(saved)
    await studio.calls.workspace.save.mutate(saved)
    await studio.calls.stacks.save.mutate({ name: 'Ink and blocks', stack: [] })
    const kept = `select group_concat(document || ' ' || key) from set_aside`
    expect(read(dataFolder, kept)).toBe('workspace ,stack Ink and blocks')
    const text = `select group_concat(value) from set_aside`
    expect(read(dataFolder, text)).toEqual(expect.stringMatching(/"renamed".*"by":"hand"/))
  })

  test('captions go out of the way of those that are written next', async () => {
    const dataFolder = restoreStored('0.1.0', work)
    const [id = ''] = readdirSync(join(dataFolder, 'training')).filter((name) =>
      existsSync(join(dataFolder, 'training', name, 'captions.json')),
    )
    writeFileSync(join(dataFolder, 'training', id, 'captions.json'), '{"/a.png": 3}')
    writeFileSync(join(dataFolder, 'training', id, 'captions.damaged.json'), 'of the time before')
    studio = await startTestApp(dataFolder, { modelFolders: [] })
    await studio.calls.training.setCaptions.mutate({ id, captions: { '/b.png': 'typed' } })
    const text = (name: string): string => readFileSync(join(dataFolder, 'training', id, name), 'utf8')
    expect(text('captions.damaged.json')).toBe('of the time before')
    expect(text('captions.damaged-2.json')).toBe('{"/a.png": 3}')
    expect(JSON.parse(text('captions.json'))).toEqual({ '/b.png': 'typed' })
  })

  test('lines of a log are left out', async () => {
    const dataFolder = restoreStored('0.1.0', work)
    studio = await startTestApp(dataFolder, { modelFolders: [] })
    const [project] = await studio.calls.training.projects.query()
    const log = join(dataFolder, 'training', project!.id, 'run', 'log.jsonl')
    writeFileSync(log, readFileSync(log, 'utf8').replace('{"step":2,', '{"step":2,,') + '{"step":5}\n')
    const steps = await studio.calls.training.log.query({ id: project!.id, after: 0 })
    expect(steps.map(({ step }) => step)).toEqual([1, 3, 4])
  })
})
