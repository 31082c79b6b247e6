// Pictures, adapters and trainings find each other by the hashes of contents, whatever they are called.
import { expect, test } from 'vitest'
import { parseQuery } from '../../../../src-main/query/parse.ts'
import type { PictureSummary } from '../../../../src-main/contract/studio.ts'
import type { TrainingSummary } from '../../../../src-main/contract/training-project.ts'
import { PictureAdapters } from '../../../../src-renderer/state/gallery/picture-adapters.svelte.ts'
import { contentsOf, picturesMadeWith, trainedIn } from '../../../../src-renderer/state/lineage.ts'

const [ink, glow] = ['a'.repeat(64), 'b'.repeat(64)]
const trainings = [
  { id: 'none', name: 'Empty', run: null },
  { id: 't', name: 'Ink study', run: { files: [{ step: 50, sha256: ink }] } },
] as unknown as TrainingSummary[]

test('a file finds its pictures by every hash that is known of it, in a query that the gallery understands', () => {
  const query = picturesMadeWith([{ isAdapter: true, hashes: [ink, null, glow] }])
  expect(query).toBe('adapter:aaaaaaaaaa OR adapter:bbbbbbbbbb')
  expect(parseQuery(query!, 'gallery').problems).toEqual([])
  expect(picturesMadeWith([{ isAdapter: false, hashes: [ink] }])).toBe('model:aaaaaaaaaa')
  expect(picturesMadeWith([{ isAdapter: true, hashes: [null, null] }])).toBeNull()
})

test('and those of whatever it went into, as many as a query takes', () => {
  const node = { name: '', depth: 1, weight: 1, autoV3: null }
  const into = [
    { ...node, sha256: ink, here: { id: 'merged', name: 'merged', isAdapter: true } },
    { ...node, sha256: glow, here: { id: 'baked', name: 'baked', isAdapter: false } },
    { ...node, sha256: 'd'.repeat(64), here: null },
  ]
  expect(picturesMadeWith(contentsOf(into))).toBe('adapter:aaaaaaaaaa OR model:bbbbbbbbbb')
  const many = Array.from({ length: 500 }, (_, index) =>
    index.toString(16).padStart(64, '0').split('').reverse().join(''),
  )
  const query = picturesMadeWith([{ isAdapter: true, hashes: many }])!
  expect(query.length).toBeLessThan(2_000)
  expect(parseQuery(query, 'gallery').problems).toEqual([])
})

test('a file that was trained here knows its training and its step', () => {
  expect(trainedIn(trainings, ink)).toEqual({ id: 't', name: 'Ink study', step: 50 })
  expect([trainedIn(trainings, glow), trainedIn(trainings, null)]).toEqual([null, null])
})

test('a picture finds its adapters by their contents, else by their names, and says which are not here', async () => {
  const asked: string[][] = []
  const wished: unknown[][] = []
  const backend = {
    adapters: {
      async lookup({ names }: { names: string[] }) {
        asked.push(names)
        const ids: Record<string, string> = { [ink]: 'one', soft: 'two' }
        return {
          names: names.map((name) => ({ name, id: ids[name] ?? null })),
          adapters: [
            { id: 'one', name: 'ink renamed', sha256: ink },
            { id: 'two', name: 'soft', sha256: glow },
          ],
        }
      },
    },
    find: {
      async lineage({ of }: { of: unknown[] }) {
        wished.push(of)
        return of.map((_, index) => ({ from: [{ name: `source ${index}` }], into: [] }))
      },
    },
  }
  const adapters = new PictureAdapters({ backend, data: { trainings } } as never)
  await adapters.ask({
    record: {
      model: { sha256: 'e'.repeat(64) },
      adapters: [
        { name: 'ink', weight: 0.8, sha256: ink, autoV3: glow },
        { name: 'Lost', weight: 1, sha256: 'c'.repeat(64) },
        { name: 'Soft', weight: 1 },
      ],
    },
    origin: null,
  } as unknown as PictureSummary)
  expect(asked).toEqual([[ink, glow, 'c'.repeat(64), 'soft']])
  expect(adapters.list.map(({ here, training }) => [here?.name, training?.name])).toEqual([
    ['ink renamed', 'Ink study'],
    [undefined, undefined],
    ['soft', undefined],
  ])
  expect(wished).toEqual([
    [
      { id: null, sha256: 'e'.repeat(64) },
      { id: 'one', sha256: ink },
      { id: null, sha256: 'c'.repeat(64) },
      { id: 'two', sha256: null },
    ],
  ])
  expect(adapters.modelFrom).toEqual([{ name: 'source 0' }])
  expect(adapters.list[2]!.from).toEqual([{ name: 'source 3' }])
  await adapters.ask({
    record: null,
    origin: { source: 'a1111', said: { adapters: [{ name: 'soft', hash: '', weight: 1 }] } },
  } as unknown as PictureSummary)
  expect(adapters.list).toMatchObject([{ here: { id: 'two' } }])
})
