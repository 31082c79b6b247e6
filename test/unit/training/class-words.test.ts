// A picture without a caption is learned by the word of its folder, as in kohya's trainers; whole runs are compared.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  createTinyRuns,
  writeTinyPictures,
  type Fields,
  type TinyRun,
  type TinyRuns,
} from '../../support/tiny-runs.ts'

let runs: TinyRuns

const standard = (folder: string): Fields => ({
  'data.folder': join(folder, 'bare'),
  'data.width': 96,
  'data.height': 96,
  'data.buckets': { on: false },
  'adapter.layers': 'attention',
  'adapter.rank': 2,
  'adapter.alpha': 2,
  'unet.learningRate': 0.01,
  'save.type': 'f32',
  steps: 1,
})

const square = (caption?: string) =>
  [1, 2, 3].map((count) => ({
    name: `square${count}`,
    width: 96,
    height: 96,
    ...(caption === undefined ? {} : { captions: { '.txt': caption } }),
  }))

beforeAll(async () => {
  runs = await createTinyRuns(standard)
  await writeTinyPictures(join(runs.folder, 'bare/5_dog'), square())
  await writeTinyPictures(join(runs.folder, 'said/5_dog'), square('dog'))
  await writeTinyPictures(join(runs.folder, 'empty/5_dog'), square(' '))
  await writeTinyPictures(join(runs.folder, 'nameless/5_'), square())
  await writeTinyPictures(join(runs.folder, 'class/3_cat'), square().slice(0, 1))
  await writeTinyPictures(join(runs.folder, 'class-said/3_cat'), square('cat').slice(0, 1))
})
afterAll(() => runs.close())

const at = (name: string): Fields => ({ 'data.folder': join(runs.folder, name) })

function tensorsOf({ files }: TinyRun): unknown[] {
  return [...files.values()].flatMap(({ tensors }) => [...tensors].map(([name, { data }]) => [name, ...data]))
}

it('the word of the folder is the caption', async () => {
  const bare = tensorsOf(await runs.run(at('bare')))
  expect(bare).toEqual(tensorsOf(await runs.run(at('said'))))
  expect(bare).toEqual(tensorsOf(await runs.run(at('empty'))))
  expect(bare).not.toEqual(tensorsOf(await runs.run(at('nameless'))))
})

it('it comes before the recipe’s word, which is for folders without one', async () => {
  const worded = { 'captions.classWord': 'cat' }
  const bare = await runs.run({ ...at('bare'), ...worded })
  expect(tensorsOf(bare)).toEqual(tensorsOf(await runs.run(at('bare'))))
  const nameless = tensorsOf(await runs.run({ ...at('nameless'), ...worded }))
  expect(nameless).not.toEqual(tensorsOf(await runs.run(at('nameless'))))
})

it('the file says how often it came', async () => {
  const { files } = await runs.run(at('bare'))
  const [file] = files.values()
  expect(JSON.parse(file!.metadata.get('ss_tag_frequency')!)).toEqual({ '5_dog': { dog: 3 } })
})

it('pictures of the class are called by their folder too, then by the class in words', async () => {
  const prior = (name: string): Fields => ({
    ...at('said'),
    steps: 4,
    'prior.folder': join(runs.folder, name),
  })
  const bare = tensorsOf(await runs.run(prior('class')))
  expect(bare).toEqual(tensorsOf(await runs.run(prior('class-said'))))
  const other = { ...prior('class'), 'prior.prompt': 'animal', 'prior.count': 1 }
  expect(tensorsOf(await runs.run(other))).toEqual(bare)
})
