import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runFiles } from '../../../../../src-main/contract/training.ts'
import { openSampleList } from '../../../../../src-main/training/run/left/sample-list.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const sample = (step: number, prompt = 0, hash = 'h') => ({ step, prompt, hash })

async function withPictures(...steps: number[]): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, runFiles.samples))
  const list = await openSampleList(folder, 0)
  for (const step of steps) {
    await writeFile(join(folder, runFiles.sample(step, 0)), '')
    await list.add(sample(step))
  }
  return folder
}

it('knows what was made, by all that decides a picture', async () => {
  const list = await openSampleList(await withPictures(0, 20), 20)
  expect([0, 20, 40].map((step) => list.has(sample(step)))).toEqual([true, true, false])
  expect(list.has(sample(20, 1))).toBe(false)
  expect(list.has(sample(20, 0, 'other'))).toBe(false)
})

it('forgets steps that are made again, and pictures that are gone', async () => {
  const folder = await withPictures(0, 20, 40)
  await appendFile(join(folder, runFiles.sampleList), `${JSON.stringify(sample(20, 1))}\n`)
  const list = await openSampleList(folder, 20)
  expect(list.has(sample(40))).toBe(false)
  expect(list.has(sample(20, 1))).toBe(false)
  expect((await readFile(join(folder, runFiles.sampleList), 'utf8')).trim().split('\n')).toHaveLength(2)
})

it('gives every kind of picture a number of its own, so that none takes the place of another', async () => {
  const folder = await withPictures(0, 20)
  const list = await openSampleList(folder, 0)
  expect(list.numberOf('h', 3)).toBe(0)
  expect([list.numberOf('new', 0), list.numberOf('newer', 1), list.numberOf('new', 5)]).toEqual([1, 2, 1])
  const fresh = await openSampleList(await temporaryFolder(), 0)
  expect(['a', 'b'].map((hash, place) => fresh.numberOf(hash, place))).toEqual([0, 1])
})

it('goes on behind a line that was cut off while it was written', async () => {
  const folder = await withPictures(0)
  await appendFile(join(folder, runFiles.sampleList), '{"step":20,"pro')
  await (await openSampleList(folder, 40)).add(sample(40))
  await writeFile(join(folder, runFiles.sample(40, 0)), '')
  const list = await openSampleList(folder, 40)
  expect([0, 40].map((step) => list.has(sample(step)))).toEqual([true, true])
})
