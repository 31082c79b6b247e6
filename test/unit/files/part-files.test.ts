// What a killed process was writing is removed; what a living one writes is not, nor anybody's own file.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  partPath,
  removeAbandonedParts,
  removeAbandonedPartsBelow,
} from '../../../src-main/files/part-files.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const writer = `
  import { writeFile } from 'node:fs/promises'
  import { partPath } from './src-main/files/part-files.ts'
  for (const folder of process.argv.slice(1)) await writeFile(partPath(folder), 'half of it')
  process.stdout.write('written')
  setInterval(() => undefined, 1000)
`

async function leftBy(folders: string[]): Promise<{ kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', writer, '--', ...folders])
  await once(child.stdout, 'data')
  return {
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('parts go once their writer is dead, and nothing else does', async () => {
  const folder = await temporaryFolder()
  const other = 'other.safetensors.part'
  const elsewhere = `.lamina-00000000-1-${'0'.repeat(12)}.part`
  for (const name of [other, elsewhere]) await writeFile(join(folder, name), '')
  const own = basename(partPath(folder))
  await writeFile(join(folder, own), '')
  const { kill } = await leftBy([folder])
  await removeAbandonedParts([folder, join(folder, 'not there')])
  expect(await readdir(folder)).toHaveLength(4)
  await kill()
  await removeAbandonedParts([folder])
  expect((await readdir(folder)).toSorted()).toEqual([elsewhere, own, other].toSorted())

  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000)
  await utimes(join(folder, own), yesterday, yesterday)
  await removeAbandonedParts([folder])
  expect((await readdir(folder)).toSorted()).toEqual([elsewhere, other].toSorted())
})

test('in all folders below one', async () => {
  const root = await temporaryFolder()
  const folders = [root, join(root, 'a'), join(root, 'a', 'b')]
  await mkdir(folders[2]!, { recursive: true })
  await (await leftBy(folders)).kill()
  await removeAbandonedPartsBelow(root)
  expect((await readdir(root, { recursive: true })).toSorted()).toEqual(['a', join('a', 'b')])
})
