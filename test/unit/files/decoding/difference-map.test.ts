// Where two picture files look different: on a small grid, whatever their sizes, and in two figures, of all of it or of a spot.
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { differenceFigures, visibleByte } from '../../../../src-main/base/difference-map.ts'
import { differenceMap } from '../../../../src-main/files/decoding/difference-map.ts'
import { makeDataFolder, removeFolder } from '../../../support/test-app.ts'

const folder = makeDataFolder()
afterAll(() => removeFolder(folder))

/** Grey, with the right half in a colour. */
async function picture(name: string, colour: string, width = 512, height = 128): Promise<string> {
  const path = join(folder, `${name}.png`)
  const half = await sharp({
    create: { width: width / 2, height, channels: 3, background: colour },
  })
    .png()
    .toBuffer()
  await sharp({ create: { width, height, channels: 3, background: '#808080' } })
    .composite([{ input: half, left: width / 2, top: 0 }])
    .png()
    .toFile(path)
  return path
}

test('the half that changed is the half of the map, and twice the change is more', async () => {
  const grey = await picture('grey', '#808080')
  const same = await differenceMap(grey, await picture('again', '#808080'))
  expect([same.width, same.height]).toEqual([256, 64])
  expect(differenceFigures(same)).toEqual({ share: 0, mean: 0 })
  const little = await differenceMap(grey, await picture('little', '#908080'))
  const much = await differenceMap(grey, await picture('much', '#ff0000'))
  expect(Math.max(...little.bytes.slice(0, 120))).toBe(0)
  expect(little.bytes[200]).toBeGreaterThan(visibleByte)
  expect(much.bytes[200]).toBeGreaterThan(little.bytes[200]!)
  expect(differenceFigures(much).share).toBeGreaterThan(0.48)
  expect(differenceFigures(much).share).toBeLessThan(0.52)
  expect(differenceFigures(much, { left: 0.1, top: 0, right: 0.4, bottom: 1 }).share).toBe(0)
  expect(differenceFigures(much, { left: 0.8, top: 0.5, right: 0.8, bottom: 0.5 }).share).toBe(1)
  expect(differenceFigures(much).mean).toBeGreaterThan(differenceFigures(little).mean)
})

test('a small picture keeps its own grid, and another size is laid over the first', async () => {
  const small = await picture('small', '#ff0000', 64, 32)
  const map = await differenceMap(small, await picture('large', '#ff0000', 128, 64))
  expect([map.width, map.height, map.bytes.length]).toEqual([64, 32, 64 * 32])
  expect(differenceFigures(map).share).toBeLessThan(0.1)
})
