// Files written anew from the app: by ids, beside their sources, under free names, with their proof; undone by the trash.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSources } from '../../../src-main/adapters/about/made-from.ts'
import { libraryWork } from '../../../src-main/catalog/worker/library-work.ts'
import { stackEntrySchema, type Stack } from '../../../src-main/contract/adapter.ts'
import type { RewriteWork, RewritingSummary } from '../../../src-main/contract/rewriting.ts'
import { hashFile } from '../../../src-main/files/hashes.ts'
import { partPath } from '../../../src-main/files/part-files.ts'
import { openTensorFile } from '../../../src-main/files/open-tensor-file.ts'
import { demoBase, demoModel } from '../../support/demo-base.ts'
import { createFakeEngine, type FakeEngine } from '../../support/fake-engine.ts'
import { madeUpAdapterFile } from '../../support/made-up-adapter.ts'
import { rewritingEngine } from '../../support/rewriting-engine.ts'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'
import { tolerances } from '../../support/tolerances.ts'

let folder: string
let loras: string
let studio: TestApp
let model: string
let ids: Record<'ink-wash' | 'night-glow', string>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-rewriting-'))
  const models = join(folder, 'models')
  loras = join(models, 'loras')
  mkdirSync(loras, { recursive: true })
  copyFileSync(demoModel, join(models, 'demo.safetensors'))
  const few = {
    base: await demoBase(),
    modules: (_: string, { path }: { path: string }) => /0\.attn1\.to_[qk]$/.test(path),
  }
  for (const [seed, name] of ['ink-wash', 'night-glow'].entries())
    await madeUpAdapterFile(loras, { ...few, seed, rank: 4 }, { name: `${name}.safetensors` })
  writeFileSync(abandoned(), 'half of it')
  studio = await startTestApp(folder, {
    engine: rewritingEngine(),
    libraryWork,
    modelFolders: [models],
    measures: false,
  })
  await studio.calls.library.rescan.mutate()
  model = (await studio.calls.models.list.query())[0]!.id
  const adapters = await studio.adapters()
  const idOf = (name: string): string => adapters.find((one) => one.name === name)!.id
  ids = { 'ink-wash': idOf('ink-wash'), 'night-glow': idOf('night-glow') }
})
afterAll(async () => {
  await studio.app.close()
  removeFolder(folder)
})

const entry = (name: keyof typeof ids, weight: number, change: object = {}): Stack[number] =>
  stackEntrySchema.parse({ id: name, adapter: ids[name], name, weight, ...change })

const wish = (work: RewriteWork, name: string | null = null) => ({ work, dtype: null, name })

let left: string | null = null
/** What a host that was killed left of the file that it was writing. */
function abandoned(): string {
  const { pid } = spawnSync(process.execPath, ['--version'])
  return (left ??= partPath(loras).replace(`-${process.pid}-`, `-${pid}-`))
}

async function made(work: RewriteWork, name: string | null = null): Promise<RewritingSummary> {
  const { id } = await studio.calls.rewriting.start.mutate(wish(work, name))
  return studio.until(() => {
    const told = studio.events.flatMap((event) => (event.type === 'rewriting' ? [event.rewriting] : []))
    return told.findLast((one) => one.id === id && (one.state === 'done' || one.state === 'failed'))
  })
}

async function sourcesOf(path: string) {
  const file = await openTensorFile(path)
  await file.close()
  return readSources(file.metadata)
}

test('what a killed host left half-written in a model folder is gone after the first look', async () => {
  await expect.poll(() => existsSync(left!)).toBe(false)
})

test('a stack is merged into one adapter, named after them, proven, and thrown away as any file', async () => {
  const stack = [
    entry('ink-wash', 0.8),
    entry('night-glow', -0.4),
    entry('ink-wash', 1, { id: 'off', on: false }),
  ]
  const plan = await studio.calls.rewriting.plan.query(wish({ kind: 'merge', model, stack }))
  expect(plan).toMatchObject({ fileName: 'ink-wash + night-glow.safetensors', folderName: 'models/loras' })
  const { itemId, proof, problem } = await made({ kind: 'merge', model, stack })
  expect(problem).toBeNull()
  expect(proof?.relativeError).toBeLessThanOrEqual(tolerances.rewrittenDelta.abs)
  expect(proof?.ranks).toEqual(plan.ranks)
  const path = join(loras, plan.fileName)
  // The factors are what was expected; besides there is one number for each module, and the table of contents.
  const written = readFileSync(path)
  const tensorBytes = written.length - 8 - Number(written.readBigUInt64LE(0))
  expect(plan.sizeBytes).toBe(tensorBytes - 4 * proof!.modules!)
  expect(await sourcesOf(path)).toEqual([
    { name: 'ink-wash', sha256: (await hashFile(join(loras, 'ink-wash.safetensors'))).sha256, weight: 0.8 },
    {
      name: 'night-glow',
      sha256: (await hashFile(join(loras, 'night-glow.safetensors'))).sha256,
      weight: -0.4,
    },
  ])
  // The next one of that name is another file.
  expect(await studio.calls.rewriting.plan.query(wish({ kind: 'merge', model, stack }))).toMatchObject({
    fileName: 'ink-wash + night-glow 2.safetensors',
  })
  const { id } = await studio.calls.library.trash.mutate({ ids: [itemId!] })
  expect(existsSync(path)).toBe(false)
  await studio.calls.library.undo.mutate({ id })
  expect(existsSync(path)).toBe(true)
})

test('baked, it is a checkpoint of the library that names its sources', async () => {
  const { itemId, proof } = await made({ kind: 'bake', model, stack: [entry('ink-wash', 1)] }, 'Inked')
  expect(proof).toMatchObject({ warnings: [] })
  expect(proof?.changed).toBeGreaterThan(0)
  const found = (await studio.calls.models.list.query()).find(({ id }) => id === itemId)
  expect(found).toMatchObject({ fileName: 'Inked.safetensors', kind: 'checkpoint', problem: null })
  expect((await sourcesOf(join(folder, 'models/Inked.safetensors'))).map(({ name }) => name)).toEqual([
    'demo',
    'ink-wash',
  ])
  const extraction: RewriteWork = {
    ...{ kind: 'extract', base: model, tuned: itemId!, rank: 4, share: null, convolutions: false },
  }
  const { fileName, sizeBytes, ranks } = await studio.calls.rewriting.plan.query(wish(extraction))
  expect({ fileName, ranks }).toEqual({ fileName: 'Inked rank 4.safetensors', ranks: { least: 4, most: 4 } })
  expect(sizeBytes).toBeGreaterThan(10_000)
  const same: RewriteWork = { ...extraction, tuned: model }
  expect(await reportFrom(studio.calls.rewriting.plan.query(wish(same)))).toMatchObject({
    code: 'rewrite/same-checkpoint',
  })
})

test('resized and converted; what cannot be said is refused with its reason', async () => {
  const adapter = ids['night-glow']
  const small = await made({ kind: 'resize', model, adapter, rank: 2, share: null })
  expect(small.proof).toMatchObject({ ranks: { least: 2, most: 2 } })
  expect(small.proof!.leastKept!.kept).toBeLessThan(1)
  const peft = await made({ kind: 'convert', model, adapter, to: 'peft' })
  expect(peft).toMatchObject({ state: 'done', fileName: 'night-glow peft.safetensors' })
  const { plan } = studio.calls.rewriting
  expect(
    await reportFrom(
      plan.query(wish({ kind: 'merge', model, stack: [entry('ink-wash', 1, { on: false })] })),
    ),
  ).toMatchObject({
    code: 'rewrite/nothing-on',
  })
  const cut = { kind: 'merge' as const, model, stack: [entry('ink-wash', 1, { dynamicRank: 2 })] }
  expect(await reportFrom(plan.query(wish(cut)))).toMatchObject({ code: 'rewrite/cut-rank' })
  const scheduled = [entry('ink-wash', 1, { schedule: [{ at: 0, factor: 1 }] })]
  expect((await plan.query(wish({ kind: 'merge', model, stack: scheduled }))).remarks).toMatchObject([
    { code: 'rewrite/schedule-ignored' },
  ])
})

test('a name leads nowhere else, and one that was cancelled leaves nothing', async () => {
  const work: RewriteWork = { kind: 'convert', model, adapter: ids['ink-wash'], to: 'kohya' }
  const { fileName } = await studio.calls.rewriting.plan.query(wish(work, '../../up/con:x'))
  expect(fileName).not.toMatch(/[\\/:]/)
  const before = readdirSync(loras)
  const { id } = await studio.calls.rewriting.start.mutate(wish(work, 'never'))
  await studio.calls.rewriting.cancel.mutate({ id })
  await studio.until(() =>
    studio.events.find((event) => event.type === 'rewriting-removed' && event.id === id),
  )
  expect(readdirSync(loras)).toEqual(before)
})

test('cancelled while its file is compared: nothing of it is left, and it is told as gone', async () => {
  const work: RewriteWork = { kind: 'merge', model, stack: [entry('ink-wash', 1), entry('night-glow', 1)] }
  const before = readdirSync(loras)
  const bus = studio.app.studio.events
  const cancelled = (async () => {
    for await (const { event } of bus.subscribe(undefined)) {
      if (event.type !== 'rewriting' || event.rewriting.progress?.phase !== 'prove') continue
      studio.app.studio.rewritings.cancel(event.rewriting.id)
      break
    }
  })()
  const { id } = await studio.calls.rewriting.start.mutate(wish(work, 'compared'))
  await cancelled
  await studio.until(() =>
    studio.events.find(
      (event) =>
        (event.type === 'rewriting-removed' && event.id === id) ||
        (event.type === 'rewriting' && event.rewriting.id === id && event.rewriting.state === 'done'),
    ),
  )
  expect((await studio.calls.studio.snapshot.query()).rewritings.filter((one) => one.id === id)).toEqual([])
  expect(readdirSync(loras)).toEqual(before)
})

test('what a host had written whole as it ended is told as that by the next, until it is put away', async () => {
  const dataFolder = makeDataFolder()
  const path = join(dataFolder, 'models', 'ink peft.safetensors')
  writeFileSync(join(dataFolder, 'models', 'ink.lora.safetensors'), 'ink')
  try {
    const fake = createFakeEngine()
    const [begun, stopped] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    const engine: FakeEngine = {
      ...fake,
      calls: {
        ...fake.calls,
        stop: async () => stopped.resolve(undefined),
        // The stop comes when its file has its name already.
        async rewrite(call) {
          begun.resolve(undefined)
          await stopped.promise
          return fake.calls.rewrite(call)
        },
      },
    }
    const first = await startTestApp(dataFolder, { engine })
    const [ink] = await first.adapters()
    const work: RewriteWork = { kind: 'convert', model: null, adapter: ink!.id, to: 'peft' }
    await first.calls.rewriting.start.mutate(wish(work, 'ink peft'))
    await begun.promise
    await first.app.close()
    const second = await startTestApp(dataFolder)
    const told = async () => (await second.calls.studio.snapshot.query()).rewritings
    await expect.poll(async () => (await told())[0]?.problem?.code).toBe('rewrite/written-untold')
    const [{ id }] = (await told()) as [RewritingSummary]
    await second.calls.rewriting.cancel.mutate({ id })
    expect(await told()).toHaveLength(1)
    await second.calls.rewriting.dismiss.mutate({ id })
    await second.app.close()
    const third = await startTestApp(dataFolder)
    expect((await third.calls.studio.snapshot.query()).rewritings).toEqual([])
    await third.app.close()
    expect(readFileSync(path, 'utf8')).toBe('ink peft.safetensors')
  } finally {
    removeFolder(dataFolder)
  }
})
