// A tagger's network, made with our own compiler: what it is fed, and what its answers become.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { createTagger } from '../../../src-main/engine/tagging/tagger.ts'
import { taggerPicture } from '../../../src-main/files/tagger-picture.ts'
import { makeTagger, taggerSide as side, taggerTags as list } from '../../support/make-tagger.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function plain(
  folder: string,
  name: string,
  colour: string,
  width: number,
  height: number,
): Promise<string> {
  const path = join(folder, name)
  await sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toFile(path)
  return path
}

const tagger = createTagger({ inTurn: (work) => work() })

test('a picture is fed as blue, green, red in 0…255 on a white square', async () => {
  const folder = await temporaryFolder()
  const path = await plain(folder, 'wide.png', '#ff8000', 16, 8)
  const values = await taggerPicture(path, side)
  const pixel = (row: number): number[] => [...values.subarray(row * side * 3, row * side * 3 + 3)]
  expect(values).toHaveLength(side * side * 3)
  expect(pixel(0)).toEqual([255, 255, 255])
  expect(pixel(4)).toEqual([0, 128, 255])
})

test('tags above the threshold are told, surest first; a file that is not a picture says why', async () => {
  const folder = await temporaryFolder()
  const network = await makeTagger(folder)
  const tags = join(folder, 'selected_tags.csv')
  await writeFile(tags, list.join('\n'))
  const red = await plain(folder, 'red.png', '#ff8000', 16, 16)
  const blue = await plain(folder, 'blue.png', '#0000ff', 32, 32)
  const torn = join(folder, 'torn.png')
  await writeFile(torn, 'no picture')
  const call = { network, tags, pictures: [red, torn, blue] }
  const tagged = await tagger.tag({ ...call, threshold: 0.4 })
  expect(tagged.map((one) => one.tags)).toEqual([['red sky', 'sky'], null, ['blue sky']])
  expect(tagged[1]?.why).toMatchObject({ code: 'picture/unreadable', facts: { name: 'torn.png' } })
  const sure = await tagger.tag({ ...call, threshold: 0.9 })
  expect(sure[0]?.tags).toEqual(['red sky'])
})

test('a list of another tagger, another network, and no network are told apart', async () => {
  const folder = await temporaryFolder()
  const network = await makeTagger(folder)
  const red = await plain(folder, 'red.png', '#ff0000', 16, 16)
  const short = join(folder, 'short.csv')
  await writeFile(short, list.slice(0, 3).join('\n'))
  const call = { network, tags: short, pictures: [red], threshold: 0.5 }
  await expect(tagger.tag(call)).rejects.toMatchObject({ code: 'tagger/other-list' })
  const other = await temporaryFolder()
  const odd = await makeTagger(other, [1, side, side * 2, 3])
  await expect(tagger.tag({ ...call, network: odd })).rejects.toMatchObject({ code: 'tagger/other-form' })
  const none = join(other, 'none.onnx')
  await writeFile(none, 'no network')
  await expect(tagger.tag({ ...call, network: none })).rejects.toMatchObject({
    code: 'engine/session-failed',
  })
})
