// A disk that is full, read-only, pulled out or held by another program: the
// host stays, says so, and goes on by itself.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { partPath } from '../../../src-main/files/part-files.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import { smallDisk, whyNoDisk, type SmallDisk } from '../../support/small-disk.ts'
import {
  makeDataFolder,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let studio: TestApp | null = null
let disk: SmallDisk | null = null
const faults: unknown[] = []
const note = (error: unknown): void => void faults.push(error)

beforeEach(() => {
  faults.length = 0
  process.on('unhandledRejection', note)
  folder = makeDataFolder()
})
afterEach(async () => {
  disk?.free()
  await studio?.app.close()
  studio = null
  disk?.remove()
  disk = null
  removeFolder(folder)
  process.off('unhandledRejection', note)
  expect(faults).toEqual([])
})

async function start(dataFolder: string): Promise<TestApp> {
  studio = await startTestApp(dataFolder, {
    engine: createFakeEngine({ stepMs: 5 }),
    modelFolders: [join(folder, 'models')],
    picturesFolder: join(folder, 'pictures'),
  })
  return studio
}

/** What the call says, in less than a second. */
async function promptly<Answer>(call: Promise<Answer>): Promise<Answer> {
  const begun = performance.now()
  try {
    return await call
  } finally {
    expect(performance.now() - begun).toBeLessThan(1_000)
  }
}

const isInTrouble = async (app: TestApp): Promise<boolean> =>
  (await app.calls.studio.snapshot.query()).storage !== null

/** All the while the host answers, what it has and what it keeps in memory. */
async function missed(app: TestApp): Promise<void> {
  await expect
    .poll(async () => {
      const { storage } = await promptly(app.calls.studio.snapshot.query())
      await promptly(app.calls.models.list.query())
      return [storage?.code ?? null, problems(app)]
    })
    .toEqual(['disk/data-gone', ['disk/data-gone']])
}

/** As they were told, one after the other; null where it is over. */
const problems = (app: TestApp): (string | null)[] =>
  app.events.flatMap((event) => (event.type === 'storage' ? [event.problem?.code ?? null] : []))

describe.skipIf(whyNoDisk !== null)(`on a disk of its own (${whyNoDisk ?? 'it can be had'})`, () => {
  beforeEach(() => {
    disk = smallDisk(2)
  })

  test('a disk that fills up while a picture is made takes nothing away: it is noted when there is room', async () => {
    const app = await start(join(disk!.path, 'data'))
    const job = await app.calls.generation.submit.mutate(app.request({ steps: 60 }))
    await app.reached(job.id, 'running')
    disk!.fill()
    await expect.poll(() => app.engine.made.length).toBe(1)
    await expect.poll(() => problems(app), { timeout: 10_000 }).toEqual(['disk/data-full'])
    const snapshot = await promptly(app.calls.studio.snapshot.query())
    expect(snapshot.storage).toMatchObject({ code: 'disk/data-full' })
    const refused = await reportFrom(promptly(app.calls.generation.submit.mutate(app.request())))
    expect(refused.code).toBe('disk/data-full')
    const settings = await reportFrom(promptly(app.calls.settings.set.mutate({ theme: 'dark' })))
    expect(settings.code).toBe('disk/data-full')
    disk!.free()
    const done = await app.reached(job.id, 'done')
    expect(done.pictureIds).toHaveLength(1)
    await expect.poll(() => problems(app)).toEqual(['disk/data-full', null])
    const next = await app.calls.generation.submit.mutate(app.request())
    await app.reached(next.id, 'done')
    expect(app.engine.made).toHaveLength(2)
  })

  test('what is typed while the disk is full is there for the next window, and on the disk when there is room', async () => {
    const data = join(disk!.path, 'data')
    const app = await start(data)
    const { workspace } = await app.calls.studio.snapshot.query()
    disk!.fill()
    async function typed(prompt: string): Promise<string> {
      const changed = { ...workspace, request: { ...workspace.request, prompt } }
      const save = app.calls.workspace.save.mutate({
        window: 'a',
        workspace: changed,
        changed: ['request.prompt'],
      })
      await promptly(save)
      return (await promptly(app.calls.studio.snapshot.query())).workspace.request.prompt
    }
    // What the log has room for is still taken.
    for (let length = 1_000; !(await isInTrouble(app)) && length < 200_000; length *= 2) {
      const prompt = 'w'.repeat(length)
      expect(await typed(prompt)).toBe(prompt)
    }
    await expect.poll(() => problems(app)).toEqual(['disk/data-full'])
    expect(await typed('in the middle')).toBe('in the middle')
    expect(await typed('the last word')).toBe('the last word')
    disk!.free()
    await expect.poll(() => problems(app)).toEqual(['disk/data-full', null])
    await app.app.close()
    expect((await (await start(data)).calls.studio.snapshot.query()).workspace.request.prompt).toBe(
      'the last word',
    )
  })

  test('a model that appears while the disk is full is listed when there is room', async () => {
    const app = await start(join(disk!.path, 'data'))
    disk!.fill()
    for (let more = 0; !(await isInTrouble(app)) && more < 40; more++) {
      const name = `${'long '.repeat(40)}${more}.safetensors`
      writeFileSync(join(folder, 'models', name), `emoji-diffusion-128 ${more}`)
      await app.calls.library.rescan.mutate().catch(() => undefined)
    }
    await expect.poll(() => problems(app)).toEqual(['disk/data-full'])
    const there = readdirSync(join(folder, 'models')).filter((name) => name.startsWith('long'))
    await promptly(app.calls.models.list.query())
    disk!.free()
    await expect
      .poll(
        async () => (await app.calls.models.list.query()).filter(({ name }) => /^long/i.test(name)).length,
        {
          timeout: 10_000,
        },
      )
      .toBe(there.length)
  })

  test('a full disk at the start is called that, and nothing is left behind', async () => {
    const data = join(disk!.path, 'data')
    await (await start(data)).app.close()
    studio = null
    disk!.fill()
    const refused = await start(data).then(
      () => null,
      (error: unknown) => error,
    )
    if (refused === null) {
      // What was there sufficed to open it: then it says so with the first thing it has to write.
      expect((await reportFrom(studio!.calls.settings.set.mutate({ theme: 'dark' }))).code).toBe(
        'disk/data-full',
      )
    } else expect(refused).toMatchObject({ code: expect.stringMatching(/^disk\/data-(full|failed)$/) })
    disk!.free()
    if (refused !== null) await start(data)
    await expect
      .poll(() => studio!.calls.settings.set.mutate({ theme: 'dark' }))
      .toMatchObject({ theme: 'dark' })
  })

  test('a read-only disk is called that, and opens when it can be written', async () => {
    const data = join(disk!.path, 'data')
    await (await start(data)).app.close()
    studio = null
    disk!.readOnly(true)
    await expect(start(data)).rejects.toMatchObject({ code: 'disk/data-read-only' })
    disk!.readOnly(false)
    await start(data)
  })

  test('a disk that is pulled out is missed, and taken up when it is back', async () => {
    const app = await start(join(disk!.path, 'data'))
    await app.calls.settings.set.mutate({ theme: 'dark' })
    disk!.unplug()
    await expect.poll(() => problems(app)).toEqual(['disk/data-gone'])
    const refused = await reportFrom(promptly(app.calls.settings.set.mutate({ theme: 'light' })))
    expect(refused.code).toBe('disk/data-gone')
    expect(readdirSync(disk!.path)).toEqual([])
    disk!.plug()
    await expect.poll(() => problems(app).at(-1)).toBe(null)
    expect(await app.calls.settings.get.query()).toMatchObject({ theme: 'dark' })
    await app.calls.settings.set.mutate({ theme: 'light' })
    expect(await app.calls.settings.get.query()).toMatchObject({ theme: 'light' })
  })
})

test('a folder that is removed is missed at once, and nothing pretends to be kept', async () => {
  const data = join(folder, 'data')
  const app = await start(data)
  rmSync(data, { recursive: true })
  await missed(app)
  const refused = await reportFrom(promptly(app.calls.settings.set.mutate({ theme: 'dark' })))
  expect(refused.code).toBe('disk/data-gone')
  expect(existsSync(join(data, 'catalog.sqlite'))).toBe(false)
})

test('another host’s folder in its place is left alone', async () => {
  const data = join(folder, 'data')
  const app = await start(data)
  renameSync(data, join(folder, 'away'))
  const other = await startTestApp(data)
  await missed(app)
  const refused = await reportFrom(promptly(app.calls.settings.set.mutate({ theme: 'dark' })))
  expect(refused.code).toMatch(/^(disk\/data-gone|app\/already-running)$/)
  expect(await other.calls.settings.get.query()).toMatchObject({ theme: 'system' })
  await other.app.close()
  rmSync(data, { recursive: true })
  renameSync(join(folder, 'away'), data)
  await expect.poll(() => problems(app).at(-1)).toBe(null)
  await app.calls.settings.set.mutate({ theme: 'dark' })
})

test('a catalog that another program holds is waited for by whoever must write, and nobody else', async () => {
  const data = join(folder, 'data')
  const app = await start(data)
  const job = await app.calls.generation.submit.mutate(app.request({ steps: 40 }))
  await app.reached(job.id, 'running')
  const other = new Sqlite(join(data, 'catalog.sqlite'))
  other.exec('begin exclusive')
  const refused = await reportFrom(promptly(app.calls.settings.set.mutate({ theme: 'dark' })))
  expect(refused.code).toBe('catalog/busy')
  await promptly(app.calls.studio.snapshot.query())
  await expect.poll(() => problems(app)).toEqual(['catalog/busy'])
  other.exec('rollback')
  other.close()
  expect((await app.reached(job.id, 'done')).pictureIds).toHaveLength(1)
  await app.calls.settings.set.mutate({ theme: 'dark' })
})

describe('the data folder', () => {
  test.skipIf(process.platform === 'win32')('is its owner’s alone, and so is what lies in it', async () => {
    const data = join(folder, 'data')
    const app = await start(data)
    app.app.announce('http://127.0.0.1:1/?token=t')
    const job = await app.calls.generation.submit.mutate(app.request())
    await app.reached(job.id, 'done')
    await app.calls.training.create.mutate({ preset: 'style', name: 'Style' })
    const open = readdirSync(data, { withFileTypes: true }).filter(
      (entry) => (statSync(join(data, entry.name)).mode & 0o077) !== 0,
    )
    expect(statSync(data).mode & 0o777).toBe(0o700)
    expect(open.map(({ name }) => name)).toEqual([])
  })

  test.skipIf(process.platform === 'win32')('of an earlier version is tightened', async () => {
    const data = join(folder, 'data')
    for (const name of ['training', 'drafts', 'thumbnails']) mkdirSync(join(data, name), { recursive: true })
    await start(data)
    expect(statSync(join(data, 'thumbnails')).mode & 0o777).toBe(0o700)
  })

  test('is cleared of what a killed process left, and of nothing else', async () => {
    const data = join(folder, 'data')
    const run = join(data, 'training', 'x', 'run')
    mkdirSync(run, { recursive: true })
    const gone = basename(partPath(run)).replace(`-${process.pid}-`, '-4194305-')
    const stays = ['mine.part', '.recipe.json.part', 'recipe.json']
    for (const name of [gone, ...stays]) writeFileSync(join(run, name), '')
    await start(data)
    await expect.poll(() => readdirSync(run).toSorted()).toEqual(stays.toSorted())
  })

  test('says so where a file is in the way', async () => {
    const data = join(folder, 'data')
    mkdirSync(data)
    writeFileSync(join(data, 'training'), '')
    await expect(start(data)).rejects.toMatchObject({ code: 'disk/file-in-the-way' })
    rmSync(join(data, 'training'))
    await start(data)
  })

  test('that cannot be made says so', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(start(join(folder, 'file', 'data'))).rejects.toMatchObject({ code: 'disk/file-in-the-way' })
  })
})
