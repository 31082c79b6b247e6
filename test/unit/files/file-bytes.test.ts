import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFileBytes } from '../../../src-main/files/file-bytes.ts'
import { pictureBytes } from '../../../src-main/files/picture-bytes.ts'
import { shrunkWebp } from '../../../src-main/files/webp.ts'
import { taggerPicture } from '../../../src-main/files/tagger-picture.ts'
import { croppedMask } from '../../../src-main/files/cropped-picture.ts'
import { readPicture } from '../../../src-main/files/picture.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test.each([0, 1, 65_536, 200_000])('%d bytes as they are', async (length) => {
  const path = join(await temporaryFolder(), 'a')
  const bytes = Buffer.from(Array.from({ length }, (_, at) => at % 251))
  writeFileSync(path, bytes)
  expect((await readFileBytes(path, length)).equals(bytes)).toBe(true)
  if (length > 0)
    await expect(readFileBytes(path, length - 1)).rejects.toMatchObject({ code: 'file/too-large' })
})

test.runIf(process.platform === 'linux')(
  'a file that says it is empty is read, and limited, all the same',
  async () => {
    const { length } = await readFileBytes('/proc/cpuinfo', 2 ** 20)
    expect(length).toBeGreaterThan(100)
    await expect(readFileBytes('/proc/cpuinfo', 99)).rejects.toMatchObject({ code: 'file/too-large' })
  },
)

test.runIf(process.platform !== 'win32')('no picture is read from a pipe', async () => {
  const path = join(await temporaryFolder(), 'p.png')
  execFileSync('mkfifo', [path])
  const crop = { resized: { width: 8, height: 8 }, left: 0, top: 0, width: 8, height: 8, mirrored: false }
  for (const read of [
    () => pictureBytes(path),
    () => readPicture(path),
    () => shrunkWebp(path, 8),
    () => taggerPicture(path, 8),
    () => croppedMask(path, 'file', crop),
  ])
    await expect(read()).rejects.toMatchObject({ code: 'file/not-regular' })
})
