// What would keep a file from being written is known beforehand, and nothing is touched to find out.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { checkWritable } from '../../../src-main/files/check-writable.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('a new file and one to replace are fine', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'old.png'), 'old')
  await checkWritable(join(folder, 'old.png'))
  await checkWritable(join(folder, 'new.png'))
  expect(await readdir(folder)).toEqual(['old.png'])
})

test.each([
  ['missing/a.png', 'disk/no-folder'],
  ['old.png/a.png', 'disk/file-in-the-way'],
  ['old.png/b/a.png', 'disk/file-in-the-way'],
  ['taken.png', 'disk/folder-in-the-way'],
])('%s', async (path, code) => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'old.png'), 'old')
  await mkdir(join(folder, 'taken.png'))
  await expect(checkWritable(join(folder, path))).rejects.toMatchObject({
    code,
    facts: { file: basename(path) },
  })
})
