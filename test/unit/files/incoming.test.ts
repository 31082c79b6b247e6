// What is sent here is on the disk while it is used, within its limit, and nothing is left behind.
import { readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { withIncoming } from '../../../src-main/files/incoming.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
})

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
const tooLarge = (): AppError => new AppError('picture-settings/too-large', { megabytes: 1 })

test('it is whole while it is used, read by nobody else where that is said, and gone afterwards', async () => {
  const incoming = { mostBytes: 6, tooLarge, mode: 0o600 }
  const seen = await withIncoming(folder, pieces('abc', 'def'), incoming, async (path, sizeBytes) => {
    const mode = process.platform === 'win32' ? 0o600 : (await stat(path)).mode & 0o777
    return { text: await readFile(path, 'utf8'), sizeBytes, mode }
  })
  expect(seen).toEqual({ text: 'abcdef', sizeBytes: 6, mode: 0o600 })
  expect(await readdir(folder)).toEqual([])
})

test('what is moved meanwhile stays', async () => {
  const kept = join(folder, 'kept.png')
  const incoming = { mostBytes: 6, tooLarge, lasting: true }
  await withIncoming(folder, pieces('abc'), incoming, (path) => rename(path, kept))
  expect(await readdir(folder)).toEqual(['kept.png'])
})

test('more than it may be is refused before the rest has come', async () => {
  let asked = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield Buffer.from(String(++asked % 10))
  }
  const used = withIncoming(folder, endless(), { mostBytes: 6, tooLarge }, () => Promise.resolve())
  await expect(used).rejects.toMatchObject({ code: 'picture-settings/too-large' })
  expect(asked).toBe(7)
  expect(await readdir(folder)).toEqual([])
})

test('a body that breaks off leaves nothing, and a folder that is gone is the disk’s', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a')
    throw new Error('the connection is lost')
  }
  const incoming = { mostBytes: 6, tooLarge }
  await expect(withIncoming(folder, broken(), incoming, () => Promise.resolve())).rejects.toThrow('is lost')
  expect(await readdir(folder)).toEqual([])
  const none = withIncoming(join(folder, 'none'), pieces('a'), incoming, () => Promise.resolve())
  await expect(none).rejects.toMatchObject({ code: 'disk/no-folder' })
})
