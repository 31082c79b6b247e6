// Pictures, adapters and trainings find each other by the hashes of contents, whatever they are called.
import { expect, test } from 'vitest'
import { parseQuery } from '../../../../src-main/query/parse.ts'
import type { PictureSummary } from '../../../../src-main/contract/studio.ts'
import type { TrainingSummary } from '../../../../src-main/contract/training-project.ts'
import { PictureAdapters } from '../../../../src-renderer/state/gallery/picture-adapters.svelte.ts'
import { picturesMadeWith, trainedIn } from '../../../../src-renderer/state/lineage.ts'

const [ink, glow] = ['a'.repeat(64), 'b'.repeat(64)]
const trainings = [
  { id: 'none', name: 'Empty', run: null },
  { id: 't', name: 'Ink study', run: { files: [{ step: 50, sha256: ink }] } },
] as unknown as TrainingSummary[]

test('a file finds its pictures by every hash that is known of it, in a query that the gallery understands', () => {
  const query = picturesMadeWith('adapter', [ink, null, glow])
  expect(query).toBe('adapter:aaaaaaaaaa OR adapter:bbbbbbbbbb')
  expect(parseQuery(query!, 'gallery').problems).toEqual([])
  expect(picturesMadeWith('model', [ink])).toBe('model:aaaaaaaaaa')
  expect(picturesMadeWith('adapter', [null, null])).toBeNull()
})

test('a file that was trained here knows its training and its step', () => {
  expect(trainedIn(trainings, ink)).toEqual({ id: 't', name: 'Ink study', step: 50 })
  expect([trainedIn(trainings, glow), trainedIn(trainings, null)]).toEqual([null, null])
})

test('a picture finds its adapters by their contents, else by their names, and says which are not here', async () => {
  const asked: string[][] = []
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
  }
  const adapters = new PictureAdapters({ backend, data: { trainings } } as never)
  await adapters.ask({
    record: {
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
  await adapters.ask({
    record: null,
    origin: { source: 'a1111', said: { adapters: [{ name: 'soft', hash: '', weight: 1 }] } },
  } as unknown as PictureSummary)
  expect(adapters.list).toMatchObject([{ here: { id: 'two' } }])
})
