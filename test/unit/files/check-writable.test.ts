// What would keep a file from being written is known beforehand, and nothing is touched to find out.
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
  ['missing/a.png', 'The folder of "a.png" does not exist.'],
  ['old.png/a.png', 'A file is in the way of the folder of "a.png".'],
  ['old.png/b/a.png', 'A file is in the way of the folder of "a.png".'],
  ['taken.png', 'A folder is in the way of "taken.png".'],
])('%s', async (path, message) => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'old.png'), 'old')
  await mkdir(join(folder, 'taken.png'))
  await expect(checkWritable(join(folder, path))).rejects.toMatchObject({ code: 'disk/no-folder', message })
})
