// What a page that went wrong, or whoever got hold of the token, can write: new pictures
// and captions, never a file of its choice.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RecipeDraft } from '../../../src-main/contract/training-project.ts'
import {
  makeDataFolder,
  origin,
  removeFolder,
  reportFrom,
  startTestApp,
  type TestApp,
} from '../../support/test-app.ts'

let folder: string
let outside: string
let studio: TestApp

beforeEach(async () => {
  folder = makeDataFolder()
  outside = makeDataFolder()
  studio = await startTestApp(folder)
})
afterEach(async () => {
  await studio.app.close()
  removeFolder(folder)
  removeFolder(outside)
})

/** Every file below a folder with its bytes. */
function contents(of: string): Map<string, string> {
  const names = readdirSync(of, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [relative(of, path), readFileSync(path, 'latin1')]
    }),
  )
}

async function picture(path: string): Promise<void> {
  await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a0a0f0' } })
    .png()
    .toFile(path)
}

async function project(recipe: Record<string, unknown>): Promise<string> {
  const { id, recipe: fresh } = await studio.calls.training.create.mutate({ preset: null, name: 'Training' })
  const { data = {}, ...rest } = recipe as { data?: object }
  const draft = { ...fresh, steps: 2, ...rest, data: { ...fresh.data, ...data } } as RecipeDraft
  await studio.calls.training.edit.mutate({ id, edit: { recipe: draft } })
  return id
}

describe('a training', () => {
  test.each(['/', '/etc', '/proc/self'])('reads nothing in %s', async (place) => {
    const id = await project({ data: { folder: place } })
    const { training } = studio.calls
    expect((await reportFrom(training.pictures.query({ id }))).code).toBe('folder/of-the-system')
    const write = training.writeCaptions.mutate({ id, paths: null })
    expect((await reportFrom(write)).code).toBe('folder/of-the-system')
    expect((await training.review.mutate({ id })).problem?.code).toBe('folder/of-the-system')
    expect((await reportFrom(training.start.mutate({ id }))).code).toBe('folder/of-the-system')
  })

  test.each([
    ['a folder of masks', (place: string) => ({ data: { masks: { folder: place } } })],
    ['a folder for class pictures', (place: string) => ({ prior: { prompt: 'a cat', folder: place } })],
    [
      'an adapter to go on from',
      (place: string) => ({ adapter: { startFrom: join(place, 'a.safetensors') } }),
    ],
  ])('takes %s from nowhere that is not the person’s', async (_, recipeWith) => {
    const pictures = join(outside, 'set')
    mkdirSync(pictures)
    await picture(join(pictures, 'a.png'))
    symlinkSync('/etc', join(outside, 'link'))
    for (const [place, code] of [
      [join(folder, 'training'), 'folder/own'],
      [join(outside, 'link'), 'folder/of-the-system'],
    ] as const) {
      const recipe: Record<string, unknown> & { data?: object } = recipeWith(place)
      const id = await project({ ...recipe, data: { ...recipe.data, folder: pictures } })
      expect((await reportFrom(studio.calls.training.start.mutate({ id }))).code).toBe(code)
    }
  })

  test.each([
    ['a file that is not a picture', '.txt', 'notes.md'],
    ['a file without an ending', '.txt', '.profile'],
    ['the folder above', '.txt', '../beside.png'],
    ['a picture that was left out', '.txt', 'small.png'],
  ])('writes no caption beside %s', async (_, extension, name) => {
    const pictures = join(outside, 'set')
    mkdirSync(pictures)
    await picture(join(pictures, 'a.png'))
    await picture(join(outside, 'beside.png'))
    writeFileSync(join(pictures, 'notes.md'), 'mine')
    writeFileSync(join(pictures, '.profile'), 'mine')
    writeFileSync(join(pictures, 'small.png'), 'not a picture')
    const before = contents(outside)
    const id = await project({ data: { folder: pictures }, captions: { extension } })
    const path = join(pictures, name)
    await studio.calls.training.setCaptions.mutate({
      id,
      captions: { [path]: 'x', [`${pictures}/${name}`]: 'x' },
    })
    for (const paths of [null, [path]])
      expect(await studio.calls.training.writeCaptions.mutate({ id, paths })).toEqual({ written: 0 })
    expect(contents(outside)).toEqual(before)
  })

  test.each([
    '',
    '.',
    '..',
    '.sh',
    '.png',
    '.PNG',
    '.safetensors',
    '.txt.desktop',
    '.html',
    '/../a.txt',
    '.txt/..',
  ])('writes no caption that ends with "%s"', async (extension) => {
    const pictures = join(outside, 'set')
    mkdirSync(pictures)
    const path = join(pictures, 'a.png')
    await picture(path)
    const before = contents(outside)
    const id = await project({ data: { folder: pictures }, captions: { extension } })
    await studio.calls.training.setCaptions.mutate({ id, captions: { [path]: 'rm -rf' } })
    const report = await reportFrom(studio.calls.training.writeCaptions.mutate({ id, paths: null }))
    expect(['recipe/invalid', 'training/no-caption-ending']).toContain(report.code)
    expect(contents(outside)).toEqual(before)
  })

  test.each(['.txt', '.caption', '.wd14.txt'])(
    'writes a caption that ends with %s, and keeps its mode',
    async (extension) => {
      const pictures = join(outside, 'set')
      mkdirSync(pictures)
      const stem = '猫'.repeat(75)
      const path = join(pictures, `${stem}.png`)
      await picture(path)
      const file = join(pictures, `${stem}${extension}`)
      writeFileSync(file, 'old', { mode: 0o600 })
      const id = await project({ data: { folder: pictures }, captions: { extension } })
      await studio.calls.training.setCaptions.mutate({ id, captions: { [path]: 'new' } })
      expect(await studio.calls.training.writeCaptions.mutate({ id, paths: [path] })).toEqual({ written: 1 })
      expect(readFileSync(file, 'utf8')).toBe('new\n')
      expect(statSync(file).mode & 0o777).toBe(0o600)
    },
  )

  test('is called whatever a person likes, and writes in its own folder', async () => {
    const pictures = join(outside, 'set')
    mkdirSync(pictures)
    await picture(join(pictures, 'a.png'))
    const before = contents(outside)
    const id = await project({ data: { folder: pictures } })
    await studio.calls.training.edit.mutate({ id, edit: { name: '../../../../../escaped' } })
    await studio.calls.training.start.mutate({ id })
    await expect.poll(() => studio.app.studio.training.projects()[0]?.run?.state).toBe('finished')
    const added = studio.app.studio.training.projects()[0]?.run?.files ?? []
    expect(added).not.toHaveLength(0)
    for (const { path } of added) expect(path).toContain(join('training', id))
    expect(contents(outside)).toEqual(before)
    const named = await project({ name: '../../escaped', data: { folder: pictures } })
    expect((await reportFrom(studio.calls.training.start.mutate({ id: named }))).code).toBe('recipe/invalid')
  })

  test.each([
    '../../escaped.png',
    '..%2f..%2fescaped.png',
    '/tmp/escaped.png',
    '..\\..\\escaped.png',
    '.png',
  ])('keeps a dropped %s in its own folder', async (name) => {
    const id = await project({})
    const before = contents(folder)
    const answer = await studio.app.fetch(
      new Request(`${origin}/training/${id}/pictures/${encodeURIComponent(name)}`, {
        method: 'PUT',
        body: 'a',
      }),
    )
    expect([204, 422]).toContain(answer.status)
    const added = [...contents(folder).keys()].filter((path) => !before.has(path))
    for (const path of added) expect(path.startsWith(join('training', id, 'pictures'))).toBe(true)
    expect(existsSync(join(folder, 'escaped.png'))).toBe(false)
  })
})

test('pictures stay in their folder, whatever the pattern of their names', async () => {
  const { settings, generation } = studio.calls
  for (const picturePattern of ['../../{seed}', '/etc/{seed}', '..\\..\\{seed}', '.../x/{seed}'])
    await settings.set.mutate({ picturePattern })
  const before = contents(outside)
  const job = await generation.submit.mutate(studio.request())
  await studio.reached(job.id, 'done')
  const [made] = studio.app.studio.pictures.list(null, 1)
  expect(studio.app.studio.pictures.filePath(made!.id).startsWith(join(folder, 'pictures'))).toBe(true)
  expect(contents(outside)).toEqual(before)
})

describe('a server for other machines', () => {
  beforeEach(async () => {
    await studio.app.close()
    studio = await startTestApp(folder, { foldersWithin: [join(outside, 'models')] })
  })

  test('takes only folders that were allowed where it was started', async () => {
    const { settings } = studio.calls
    const refused = [
      settings.set.mutate({ modelFolders: [outside] }),
      settings.set.mutate({ picturesFolder: join(outside, 'pictures') }),
    ]
    for (const call of refused) expect((await reportFrom(call)).code).toBe('folder/not-allowed')
    expect(existsSync(join(outside, 'pictures'))).toBe(false)
    const id = await project({ data: { folder: outside } })
    expect((await reportFrom(studio.calls.training.pictures.query({ id }))).code).toBe('folder/not-allowed')
    const set = await settings.set.mutate({ modelFolders: [join(outside, 'models')] })
    expect(set.modelFolders).toEqual([join(outside, 'models')])
  })

  test('trains on what is dropped into it', async () => {
    const id = await project({})
    const path = join(outside, 'a.png')
    await picture(path)
    writeFileSync(join(outside, 'b.txt'), '')
    await studio.app.fetch(
      new Request(`${origin}/training/${id}/pictures/a.png`, { method: 'PUT', body: readFileSync(path) }),
    )
    await studio.calls.training.useUploads.mutate({ id })
    expect((await studio.calls.training.pictures.query({ id })).pictures).toHaveLength(1)
  })
})
