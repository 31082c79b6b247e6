import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { croppedMask, croppedPicture, type Crop } from '../../../src-main/files/cropped-picture.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Four columns: red, green, blue and transparent black, two rows high. */
async function columns(): Promise<{ path: string; sha256: string }> {
  const path = join(await temporaryFolder(), 'columns.png')
  const row = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 0, 0, 0, 0]
  await sharp(Buffer.from([...row, ...row]), { raw: { width: 4, height: 2, channels: 4 } })
    .png()
    .toFile(path)
  return {
    path,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  }
}
const whole: Crop = {
  resized: { width: 4, height: 2 },
  left: 0,
  top: 0,
  width: 4,
  height: 2,
  mirrored: false,
}

it('planes of red, green and blue in −1…1; what is transparent is white', async () => {
  const { path, sha256 } = await columns()
  expect([...(await croppedPicture(path, whole, sha256))]).toEqual(
    [
      [1, -1, -1, 1],
      [-1, 1, -1, 1],
      [-1, -1, 1, 1],
    ].flatMap((row) => [...row, ...row]),
  )
})

it('is cut first and mirrored last', async () => {
  const { path, sha256 } = await columns()
  const cut = { ...whole, left: 1, width: 2, height: 1 }
  expect([...(await croppedPicture(path, cut, sha256))]).toEqual([-1, -1, 1, -1, -1, 1])
  expect([...(await croppedPicture(path, { ...cut, mirrored: true }, sha256))]).toEqual([
    -1, -1, -1, 1, 1, -1,
  ])
})

it('gives what is opaque, or light, as a mask', async () => {
  const { path } = await columns()
  expect([...(await croppedMask(path, 'alpha', { ...whole, height: 1 }))]).toEqual([1, 1, 1, 0])
  expect([...(await croppedMask(path, 'alpha', { ...whole, height: 1, mirrored: true }))]).toEqual([
    0, 1, 1, 1,
  ])
  const grey = join(await temporaryFolder(), 'grey.png')
  await sharp(Buffer.from([0, 51, 255, 255]), { raw: { width: 4, height: 1, channels: 1 } })
    .png()
    .toFile(grey)
  const light = await croppedMask(grey, 'file', { ...whole, resized: { width: 4, height: 1 }, height: 1 })
  expect([...light].map((share) => Math.round(share * 100) / 100)).toEqual([0, 0.2, 1, 1])
})

it('names a picture that is gone, damaged, or another than it was', async () => {
  const { path, sha256 } = await columns()
  await expect(croppedPicture(`${path}x`, whole, sha256)).rejects.toMatchObject({ code: 'file/missing' })
  const bytes = await readFile(path)
  await writeFile(path, Buffer.concat([bytes, Buffer.from([0])]))
  await expect(croppedPicture(path, whole, sha256)).rejects.toMatchObject({ code: 'picture/changed' })
  await writeFile(path, 'no picture')
  const now = createHash('sha256').update('no picture').digest('hex')
  await expect(croppedPicture(path, whole, now)).rejects.toMatchObject({ code: 'picture/unreadable' })
})
