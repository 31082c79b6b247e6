// A file is written whole or not at all, and nothing is left behind.
import type * as FileSystem from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { giveUpWrites, writeFileAtomically, writeNewFile } from '../../../src-main/files/atomic-write.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** The next writes, syncs or renames fail with this system error. */
const failing: { call?: 'write' | 'sync' | 'rename'; code?: string } = {}
afterEach(() => {
  delete failing.call
  delete failing.code
})

function failIf(call: typeof failing.call): void {
  if (failing.call === call)
    throw Object.assign(new Error(`${failing.code}: made up`), { code: failing.code })
}

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof FileSystem>()
  return {
    ...real,
    async open(...args: Parameters<typeof real.open>): Promise<FileHandle> {
      const handle = await real.open(...args)
      if (args[1] !== 'wx') return handle
      const { write, sync } = handle
      return Object.assign(handle, {
        write: (...given: Parameters<typeof write>) => (failIf('write'), write.apply(handle, given)),
        sync: () => (failIf('sync'), sync.apply(handle)),
      })
    },
    async rename(...args: Parameters<typeof real.rename>): Promise<void> {
      failIf('rename')
      await real.rename(...args)
    },
  }
})

test('replaces what was there', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, '🍓.bin')
  await writeFile(path, 'old')
  await writeFileAtomically(path, [Buffer.from('new '), Buffer.from('bytes')])
  expect(await readFile(path, 'utf8')).toBe('new bytes')
  expect(await readdir(folder)).toEqual(['🍓.bin'])
})

test('takes one buffer or an async source', async () => {
  const folder = await temporaryFolder()
  await writeFileAtomically(join(folder, 'a'), Buffer.from('a'))
  await writeFileAtomically(
    join(folder, 'b'),
    (async function* () {
      yield Buffer.from('b')
    })(),
  )
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('a')
  expect(await readFile(join(folder, 'b'), 'utf8')).toBe('b')
})

test('is read by who checks it before it has its name', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a.bin')
  const names: string[][] = []
  await writeNewFile(path, Buffer.from('new'), async (unnamed) => {
    expect(await readFile(unnamed, 'utf8')).toBe('new')
    names.push(await readdir(folder))
  })
  expect(names[0]).toHaveLength(1)
  expect(names[0]).not.toContain('a.bin')
  expect(await readdir(folder)).toEqual(['a.bin'])
})

describe('leaves the old file and nothing else', () => {
  test.each([writeFileAtomically, writeNewFile])('when a check refuses it', async (write) => {
    const folder = await temporaryFolder()
    const path = join(folder, 'a.bin')
    if (write === writeFileAtomically) await writeFile(path, 'old')
    const before = await readdir(folder)
    await expect(write(path, Buffer.from('new'), () => Promise.reject(new Error('refused')))).rejects.toThrow(
      'refused',
    )
    expect(await readdir(folder)).toEqual(before)
    if (write === writeFileAtomically) expect(await readFile(path, 'utf8')).toBe('old')
  })

  test.each([
    ['write', 'ENOSPC', 'disk/full'],
    ['write', 'EDQUOT', 'disk/full'],
    ['write', 'EFBIG', 'disk/file-too-large'],
    ['sync', 'ENOSPC', 'disk/full'],
    ['sync', 'EIO', 'disk/write-failed'],
    ['rename', 'EACCES', 'disk/no-permission'],
  ] as const)('when %s fails with %s', async (call, systemCode, code) => {
    const folder = await temporaryFolder()
    const path = join(folder, 'a.png')
    await writeFile(path, 'old')
    Object.assign(failing, { call, code: systemCode })
    await expect(writeFileAtomically(path, Buffer.from('new'))).rejects.toMatchObject({
      code,
      details: { path, systemCode },
      hint: expect.stringMatching(/\.$/) as string,
    })
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['a.png'])
  })

  test('when its source fails in the middle', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'a.png')
    await writeFile(path, 'old')
    const chunks = (function* () {
      yield Buffer.from('new')
      throw new Error('no more')
    })()
    await expect(writeFileAtomically(path, chunks)).rejects.toThrow('no more')
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['a.png'])
  })

  test('when a folder is in the way', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'a.png')
    await mkdir(path)
    await expect(writeFileAtomically(path, Buffer.from('new'))).rejects.toMatchObject({
      code: expect.stringMatching(/^disk\//) as string,
    })
    expect(await readdir(folder)).toEqual(['a.png'])
  })
})

test('a folder that does not exist', async () =>
  expect(
    writeFileAtomically(join(await temporaryFolder(), 'gone', 'a.png'), Buffer.from('new')),
  ).rejects.toMatchObject({ code: 'disk/no-folder' }))

test('a name as long as a file system allows', async () => {
  const folder = await temporaryFolder()
  const name = `${'字'.repeat(83)}.png`
  await writeFileAtomically(join(folder, name), Buffer.from('new'))
  expect(await readdir(folder)).toEqual([name])
})

// The last: nothing is written in this process afterwards.
test('a name that no disk takes has a sentence of its own, and leaves nothing', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, `${'漢'.repeat(90)}.png`)
  await expect(writeFileAtomically(path, Buffer.from('a'))).rejects.toMatchObject({
    code: 'disk/name-too-long',
  })
  expect(await readdir(folder)).toEqual([])
})

test('what is being written when the process gives up is gone, and nothing is begun', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a.bin')
  await writeFile(path, 'old')
  const begun = Promise.withResolvers<undefined>()
  const more = Promise.withResolvers<undefined>()
  const written = writeFileAtomically(
    path,
    (async function* () {
      yield Buffer.from('half')
      begun.resolve(undefined)
      await more.promise
      yield Buffer.from('the rest')
    })(),
  )
  const ended = written.catch((error: unknown) => error)
  await begun.promise
  expect(await readdir(folder)).toHaveLength(2)
  const givenUp = giveUpWrites()
  // Windows keeps what is open; elsewhere the file goes although its write still hangs.
  if (process.platform !== 'win32') await expect.poll(() => readdir(folder)).toEqual(['a.bin'])
  more.resolve(undefined)
  await givenUp
  expect(await readdir(folder)).toEqual(['a.bin'])
  expect(await ended).toMatchObject({ message: /ending/ })
  await expect(writeFileAtomically(join(folder, 'b'), Buffer.from('b'))).rejects.toThrow(/ending/)
  expect(await readdir(folder)).toEqual(['a.bin'])
  expect(await readFile(path, 'utf8')).toBe('old')
})
