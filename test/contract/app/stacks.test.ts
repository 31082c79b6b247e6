// Stacks from the renderer to the engine: adapters and saved stacks, tags,
// files that are not there, steering, previews.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StackEntry } from '../../../src-main/contract/adapter.ts'
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'
import { said } from '../../support/said.ts'

let folder: string
let studio: TestApp
let ink: AdapterSummary
let wash: AdapterSummary

const fileOf = (name: string): string => join(folder, 'models', `${name}.safetensors`)
const engine = (): ReturnType<typeof createFakeEngine> => createFakeEngine({ stepMs: 5 })

beforeEach(async () => {
  folder = makeDataFolder()
  for (const name of ['ink.lora', 'wash.lora', 'broken.lora']) writeFileSync(fileOf(name), name)
  const red = { width: 600, height: 400, channels: 3, background: 'red' } as const
  await sharp({ create: red })
    .png()
    .toFile(join(folder, 'models', 'ink.lora.preview.png'))
  studio = await startTestApp(folder, { engine: engine() })
  await findAdapters()
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
})

async function findAdapters(): Promise<void> {
  // Their hashes are made when nothing else is going on, or when they are asked for.
  const found = await studio.adapters()
  await Promise.all(found.map(({ id }) => studio.app.studio.adapters.hash(id, 10_000)))
  const list = await studio.adapters()
  ink = list.find(({ name }) => name === 'ink.lora')!
  wash = list.find(({ name }) => name === 'wash.lora')!
}

const entry = (adapter: AdapterSummary, change: Partial<StackEntry> = {}): StackEntry => ({
  id: `${adapter.name} entry`,
  adapter: adapter.id,
  name: adapter.name,
  on: true,
  weight: 0.8,
  textWeight: null,
  blockWeights: null,
  schedule: null,
  fromTag: false,
  dynamicRank: null,
  ...change,
})

type Change = Parameters<TestApp['request']>[0]
const submit = (change: Change = {}): ReturnType<TestApp['calls']['generation']['submit']['mutate']> =>
  studio.calls.generation.submit.mutate(studio.request(change))
/** The stack the engine was called with, with the paths of its artefacts. */
async function run(change: Change = {}): Promise<StackEntry[]> {
  const job = await submit(change)
  await studio.reached(job.id, 'done')
  const { request, artefacts } = studio.engine.made.at(-1)!
  const paths = new Map(artefacts.map(({ id, path }) => [id, path]))
  return request.stack.map((entry) => ({ ...entry, adapter: paths.get(entry.adapter)! }))
}
const refusal = (change: Change): ReturnType<typeof reportFrom> => reportFrom(submit(change))
const get = (path: string, headers = {}): Promise<Response> =>
  studio.app.fetch(new Request(`${origin}${path}`, { headers }))

describe('a stack', () => {
  test('reaches the engine with its files; the record keeps ids, names and hashes', async () => {
    const off = entry(wash, { on: false, weight: -2 })
    const stack = [
      entry(ink, { blockWeights: Array.from({ length: 17 }, () => 1) }),
      off,
      entry(ink, { id: 'twice' }),
    ]
    expect(await run({ stack })).toEqual([
      { ...stack[0], adapter: fileOf('ink.lora') },
      { ...off, adapter: fileOf('wash.lora') },
      { ...stack[2], adapter: fileOf('ink.lora') },
    ])
    expect(studio.engine.made.at(-1)?.request.stack).toEqual(stack)
    const [picture] = await studio.calls.pictures.list.query({ limit: 1 })
    expect(picture?.record!.request.stack).toEqual(stack)
    expect(picture?.record!.adapters.map(({ name, sha256 }) => [name, sha256])).toEqual([
      ['ink.lora', ink.sha256],
      ['ink.lora', ink.sha256],
    ])
    expect(JSON.stringify(picture?.record)).not.toContain(folder)
  })

  test('notes which adapters were used, those that were off not', async () => {
    await run({ stack: [entry(ink), entry(wash, { on: false })] })
    const list = await studio.adapters()
    expect(list.filter(({ lastUsedAt }) => lastUsedAt !== null).map(({ name }) => name)).toEqual(['ink.lora'])
    // It only says what comes first in the picker: nobody is told.
    const told = studio.events.flatMap((event) =>
      event.type === 'adapter' ? [event.adapter.lastUsedAt] : [],
    )
    expect(told.filter((lastUsedAt) => lastUsedAt !== null)).toEqual([])
  })

  test('of infinite weights is refused', async () => {
    const report = await refusal({ stack: [entry(ink, { weight: Number.POSITIVE_INFINITY })] })
    expect(report.code).toBe('request/invalid')
  })
})

describe('tags of the prompt', () => {
  test('become entries behind the others, by name, alias or hash, and act once', async () => {
    const prompt = `a <lora:wash.lora:0.5:0.25> pear <lora:${wash.sha256!.slice(0, 12)}:1> <lora:INK.lora>`
    const stack = await run({ prompt, stack: [entry(ink)] })
    expect(
      stack.map(({ adapter, name, weight, textWeight, fromTag }) => [
        adapter,
        name,
        weight,
        textWeight,
        fromTag,
      ]),
    ).toEqual([
      [fileOf('ink.lora'), 'ink.lora', 0.8, null, false],
      [fileOf('wash.lora'), 'wash.lora', 0.25, 0.5, true],
      [fileOf('wash.lora'), wash.sha256!.slice(0, 12), 1, null, true],
      [fileOf('ink.lora'), 'INK.lora', 1, null, true],
    ])
    expect(new Set(stack.map(({ id }) => id)).size).toBe(4)
    const [picture] = await studio.calls.pictures.list.query({ limit: 1 })
    // Asked for again as it was recorded, nothing is added a second time.
    expect((await run(picture!.record!.request)).map(({ id }) => id)).toEqual(stack.map(({ id }) => id))
  })

  test('that have an entry are that entry', async () => {
    const own = entry(wash, { fromTag: true, weight: 0.3, id: 'tag-1' })
    const stack = await run({ prompt: '<lora:wash.lora:0.3> <lora:ink.lora:1>', stack: [own] })
    expect(stack.map(({ id, weight }) => [id, weight])).toEqual([
      ['tag-1', 0.3],
      ['tag-2', 1],
    ])
  })

  test('are words in ComfyUI’s profile', async () => {
    const prompt = 'a <lora:wash.lora:0.5> pear'
    expect(await run({ prompt, profile: 'comfyui', stack: [] })).toEqual([])
  })

  test('that mean no adapter, or one that is gone, are refused by name before they queue', async () => {
    expect(await refusal({ prompt: '<lora:ink.lara:1>' })).toMatchObject({
      code: 'prompt/adapter',
      facts: { name: 'ink.lara', close: ['ink.lora'] },
    })
    expect((await refusal({ prompt: '<lora:../../ink:1>' })).code).toBe('prompt/adapter')
    rmSync(fileOf('wash.lora'))
    await studio.calls.library.rescan.mutate()
    const gone = await refusal({ prompt: '<lora:wash.lora:1>' })
    expect(gone).toMatchObject({ code: 'adapter/missing', facts: { name: 'wash.lora' } })
    expect((await refusal({ prompt: '<lora:ink.lora:1>'.repeat(101) })).code).toBe('stack/too-long')
    expect((await studio.calls.studio.snapshot.query()).jobs).toEqual([])
  })
})

describe('a file that is not there', () => {
  test.each(['missing:nowhere', 'none', '../../etc/passwd', '__proto__'])(
    '%s is refused by its name when on, ignored when off',
    async (adapter) => {
      const lost = entry(ink, { adapter, name: 'lost one' })
      expect(await refusal({ stack: [lost] })).toMatchObject({
        code: 'adapter/missing',
        facts: { name: 'lost one' },
        details: { entry: lost.id, name: 'lost one' },
      })
      const drafts = studio.calls.drafts.start.mutate({
        lane: 'live',
        requests: [studio.request({ stack: [lost] })],
      })
      expect((await reportFrom(drafts)).code).toBe('adapter/missing')
      expect(await run({ stack: [{ ...lost, on: false }] })).toEqual([])
    },
  )

  test('that is not an adapter is refused with its own problem', async () => {
    const broken = (await studio.adapters()).find(({ problem }) => problem !== null)!
    expect((await refusal({ stack: [entry(broken)] })).code).toBe('adapter/whole-weights')
  })

  test('fails the job it vanished from while it was queued, and no other', async () => {
    const first = await submit({ steps: 60 })
    const second = await submit({ stack: [entry(wash)] })
    rmSync(fileOf('wash.lora'))
    await studio.calls.library.rescan.mutate()
    const failed = await studio.reached(second.id, 'failed')
    expect(failed.error).toMatchObject({
      code: 'adapter/missing',
      facts: { name: 'wash.lora' },
    })
    await studio.reached(first.id, 'done')
  })

  test('in the workspace stays there with its name, and is bound when it comes back under another', async () => {
    const { workspace } = await studio.calls.studio.snapshot.query()
    const stack = [
      entry(wash, { id: 'known' }),
      entry(wash, { id: 'foreign', adapter: `missing:${ink.sha256}` }),
    ]
    await studio.calls.workspace.save.mutate({
      window: 'a',
      workspace: { ...workspace, request: { ...workspace.request, stack } },
      changed: ['request.stack'],
    })
    const kept = async (): Promise<(string | undefined)[]> => {
      const { request } = (await studio.calls.studio.snapshot.query()).workspace
      return request.stack.map(({ adapter }) => adapter)
    }
    expect(await kept()).toEqual([wash.id, ink.id])
    mkdirSync(join(folder, 'away'))
    renameSync(fileOf('wash.lora'), join(folder, 'away', 'file'))
    renameSync(fileOf('ink.lora'), join(folder, 'away', 'file2'))
    await studio.calls.library.rescan.mutate()
    expect(await kept()).toEqual([wash.id, `missing:${ink.sha256}`])
    expect(said(await refusal({ stack })).message).toBe('The file of the adapter "wash.lora" was not found.')
    renameSync(join(folder, 'away', 'file'), fileOf('renamed.lora'))
    renameSync(join(folder, 'away', 'file2'), fileOf('ink.lora'))
    await studio.calls.library.rescan.mutate()
    expect((await run({ stack })).map(({ adapter }) => adapter)).toEqual([
      fileOf('renamed.lora'),
      fileOf('ink.lora'),
    ])
  })

  test('that moved is recognised while hashing rests, since the look waits for it', async () => {
    const { library } = studio.calls
    await library.pauseHashing.mutate({ isPaused: true })
    renameSync(fileOf('wash.lora'), fileOf('moved.lora'))
    await library.rescan.mutate()
    expect((await studio.adapters()).find(({ id }) => id === wash.id)).toMatchObject({ name: 'moved.lora' })
    await library.pauseHashing.mutate({ isPaused: false })
  })
})

describe('steering', () => {
  test('changes the running job, which records it', async () => {
    const stack = [entry(ink)]
    const job = await submit({ steps: 80, stack })
    await expect.poll(() => studio.app.studio.jobs.preview(job.id)).not.toBeNull()
    const steered = [entry(ink, { weight: 0.1 })]
    expect(await studio.calls.generation.steer.mutate({ jobId: job.id, stack: steered })).toBe(true)
    await studio.reached(job.id, 'done')
    const [picture] = await studio.calls.pictures.list.query({ limit: 1 })
    expect(picture?.record!.steered[0]?.entries).toEqual([
      { id: 'ink.lora entry', weight: 0.1, textWeight: null },
    ])
    expect(picture?.record!.request.stack).toEqual(stack)
  })

  test('does nothing to a job that waits, is over or never was', async () => {
    const { steer } = studio.calls.generation
    const running = await submit({ steps: 60 })
    const queued = await submit({ stack: [entry(ink)] })
    const stack = [entry(ink, { weight: 0.1 })]
    expect(await steer.mutate({ jobId: queued.id, stack })).toBe(false)
    await studio.reached(running.id, 'done')
    await studio.reached(queued.id, 'done')
    expect(studio.engine.made.at(-1)?.request.stack[0]?.weight).toBe(0.8)
    for (const jobId of [queued.id, '../x']) expect(await steer.mutate({ jobId, stack })).toBe(false)
  })
})

describe('adapters', () => {
  test('are edited, and stay so; those of the workspace are in the snapshot', async () => {
    const edit = {
      favourite: true,
      preferredWeight: 0.6,
      range: { min: -2, max: 2 },
      notes: 'mine',
      triggerGroups: [['a', 'b']],
    }
    expect(await studio.calls.adapters.edit.mutate({ id: ink.id, edit })).toMatchObject({
      id: ink.id,
      ...edit,
    })
    await studio.app.close()
    studio = await startTestApp(folder)
    const { workspace, adapters } = await studio.calls.studio.snapshot.query()
    expect(adapters).toEqual([])
    const stack = [entry(ink)]
    await studio.calls.workspace.save.mutate({
      window: 'a',
      workspace: { ...workspace, request: { ...workspace.request, stack } },
      changed: ['request.stack'],
    })
    const again = await studio.calls.studio.snapshot.query()
    expect(again.adapters).toMatchObject([{ ...edit, id: ink.id, name: 'ink.lora' }])
  })

  test('are looked up by id, and by what a tag of them would say', async () => {
    const names = ['INK.lora', ink.sha256!.slice(0, 12), 'nothing']
    const found = await studio.calls.adapters.lookup.query({ ids: [wash.id, 'nobody'], names })
    expect(found.adapters.map(({ id }) => id).toSorted()).toEqual([ink.id, wash.id].toSorted())
    expect(found.names).toEqual([
      { name: names[0], id: ink.id },
      { name: names[1], id: ink.id },
      { name: 'nothing', id: null },
    ])
  })

  test('are searched by words, page by page, with what they do to the model', async () => {
    const { model } = studio.request()
    const wish = { text: '', favouritesOnly: false, fitsOnly: false, model, offset: 0, limit: 2 }
    const search = (change: Partial<typeof wish>): ReturnType<typeof studio.calls.adapters.search.query> =>
      studio.calls.adapters.search.query({ ...wish, ...change })
    const names = ({ rows }: Awaited<ReturnType<typeof search>>): string[] =>
      rows.map(({ adapter }) => adapter.name)
    const first = await search({})
    expect([first.total, names(first)]).toEqual([3, ['ink.lora', 'wash.lora']])
    expect(first.rows.map(({ proof }) => proof)).toEqual([null, null])
    expect(names(await search({ offset: 2 }))).toEqual(['broken.lora'])
    expect(names(await search({ text: 'INKWORK wash' }))).toEqual(['wash.lora'])
    expect((await search({ text: '%' })).total).toBe(0)
    await studio.calls.adapters.proofs.query({ model, ids: [ink.id, wash.id] })
    expect((await search({})).rows.map(({ proof }) => proof?.verdict)).toEqual(['fits', 'partly'])
    expect(names(await search({ fitsOnly: true, limit: 9 }))).toEqual(['ink.lora', 'wash.lora'])
    expect((await search({ model: 'nobody', fitsOnly: true })).total).toBe(2)
    await studio.calls.adapters.edit.mutate({ id: wash.id, edit: { favourite: true } })
    expect(names(await search({ favouritesOnly: true }))).toEqual(['wash.lora'])
    await run({ stack: [entry(wash)] })
    expect(names(await search({}))).toEqual(['wash.lora', 'ink.lora'])
  })

  test('are refused by id, and nonsense by field', async () => {
    const { edit } = studio.calls.adapters
    for (const id of ['none', '../ink', '__proto__']) {
      expect((await reportFrom(edit.mutate({ id, edit: { favourite: true } }))).code).toBe(
        'adapter/not-found',
      )
    }
    const upsideDown = edit.mutate({ id: ink.id, edit: { range: { min: 1, max: 0 } } })
    expect((await reportFrom(upsideDown)).code).toBe('request/invalid')
  })

  test('are proved against a model, and against none that is not there', async () => {
    const proofs = await studio.calls.adapters.proofs.query({
      model: studio.request().model,
      ids: [wash.id, ink.id, 'nobody'],
    })
    expect(proofs).toHaveLength(2)
    expect(proofs.find(({ adapterId }) => adapterId === wash.id)?.verdict).toBe('partly')
    expect((await reportFrom(studio.calls.adapters.proofs.query({ model: '../x', ids: [] }))).code).toBe(
      'model/not-found',
    )
  })

  test('have a small picture that browsers keep while its address names its version', async () => {
    expect(ink.previewUrl).toMatch(/^\/media\/adapter\/[0-9a-f]+\?v=\d+$/)
    const answer = await get(ink.previewUrl!)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    const { width, height, format } = await sharp(await answer.arrayBuffer()).metadata()
    expect([width, height, format]).toEqual([256, 171, 'jpeg'])
    const known = { 'if-none-match': answer.headers.get('etag')! }
    expect((await get(ink.previewUrl!, known)).status).toBe(304)
    expect((await get(`/media/adapter/${ink.id}`)).headers.get('cache-control')).toContain('no-cache')
    for (const id of [wash.id, 'none', '..%2f..', '__proto__']) {
      expect((await get(`/media/adapter/${id}`)).status).toBe(404)
    }
    rmSync(join(folder, 'models', 'ink.lora.preview.png'))
    expect((await get(ink.previewUrl!)).status).toBe(404)
    expect(existsSync(join(folder, 'adapter-previews'))).toBe(true)
  })
})

test('saved stacks have one of each name, are told of, survive a restart and are removed', async () => {
  const { save, list } = studio.calls.stacks
  const first = await save.mutate({ name: ' Ink and wash ', stack: [entry(ink), entry(wash)] })
  expect(first.name).toBe('Ink and wash')
  const again = await save.mutate({ name: 'INK and wash', stack: [entry(wash)] })
  expect(again).toMatchObject({ id: first.id, createdAt: first.createdAt })
  await save.mutate({ name: 'empty', stack: [] })
  expect((await list.query()).map(({ name, stack }) => [name, stack.length])).toEqual([
    ['empty', 0],
    ['INK and wash', 1],
  ])
  await expect
    .poll(() => studio.events.flatMap((event) => (event.type === 'stack' ? [event.stack.name] : [])))
    .toEqual(['Ink and wash', 'INK and wash', 'empty'])
  await studio.app.close()
  studio = await startTestApp(folder)
  const stacks = (await studio.calls.studio.snapshot.query()).stacks
  expect(stacks.find(({ id }) => id === first.id)?.stack).toEqual([entry(wash)])
  await studio.calls.stacks.remove.mutate({ id: first.id })
  await expect.poll(() => studio.events).toContainEqual({ type: 'stack-removed', id: first.id })
  expect((await reportFrom(studio.calls.stacks.remove.mutate({ id: first.id }))).code).toBe('stack/not-found')
  expect((await reportFrom(studio.calls.stacks.save.mutate({ name: ' ', stack: [] }))).code).toBe(
    'request/invalid',
  )
})
