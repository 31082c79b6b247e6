// Pictures decoded beside the host: the same answers, and an end to what takes too much.
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { pictureProcess } from '../../../../src-main/files/decoding/picture-process.ts'
import { pictureWork } from '../../../../src-main/files/decoding/picture-work.ts'
import { madeUpPng } from '../../../support/made-up-png.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let bomb: Buffer
beforeAll(() => {
  bomb = madeUpPng({ width: 5000, height: 5000, whole: true })
})

function opened(limits: Parameters<typeof pictureProcess>[0] = {}): ReturnType<typeof pictureProcess> {
  const work = pictureProcess(limits)
  onTestFinished(() => work.close())
  return work
}

async function pictureIn(folder: string): Promise<string> {
  const path = join(folder, 'a.png')
  await sharp({ create: { width: 60, height: 40, channels: 3, background: '#208040' } })
    .png()
    .toFile(path)
  return path
}

test('what it answers is what this process would', async () => {
  const path = await pictureIn(await temporaryFolder())
  const work = opened()
  expect(await work.facts(path)).toEqual(await pictureWork.facts(path))
  expect(Buffer.from(await work.small(path, 16)).equals(Buffer.from(await pictureWork.small(path, 16)))).toBe(
    true,
  )
  await expect(work.facts(`${path}.none`)).rejects.toMatchObject({ code: 'file/missing' })
})

test(
  'a picture that takes more memory than it may is ended, and the next one is read',
  { timeout: 60_000 },
  async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'bomb.png')
    writeFileSync(path, bomb)
    const work = opened({ memoryMb: 200 })
    const [ended, other] = await Promise.allSettled([work.facts(path), work.facts(await pictureIn(folder))])
    expect(ended).toMatchObject({
      status: 'rejected',
      reason: { code: 'file/too-hungry', facts: { file: 'bomb.png' } },
    })
    expect(other).toMatchObject({ status: 'fulfilled', value: { width: 60, height: 40 } })
  },
)

test('a picture that takes longer than it may is ended', { timeout: 60_000 }, async () => {
  const path = join(await temporaryFolder(), 'bomb.png')
  writeFileSync(path, bomb)
  await expect(opened({ leastMs: 100 }).facts(path)).rejects.toMatchObject({ code: 'file/too-slow' })
})
