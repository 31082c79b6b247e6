// Thumbnails that nobody has asked for yet: which are made, in which order, and when none are.
import { expect, test } from 'vitest'
import { thumbnailsAhead, type ThumbnailsAheadOptions } from '../../../src-main/gallery/thumbnails-ahead.ts'

const rows = Array.from({ length: 1_200 }, (_, index) => ({ sequence: index + 1, id: `old-${index + 1}` }))
const newestFirst = rows.toReversed()

function ahead(
  options: Partial<ThumbnailsAheadOptions> & { kept?: readonly string[]; broken?: readonly string[] },
) {
  const { kept = [], broken = [], ...others } = options
  const made: string[] = []
  const work = thumbnailsAhead({
    thumbnails: {
      made: () => Promise.resolve(new Set(kept)),
      get(id, path) {
        expect(path).toBe(`/pictures/${id}.png`)
        made.push(id)
        return broken.includes(id) ? Promise.reject(new Error('torn')) : Promise.resolve(new Uint8Array())
      },
    },
    pictures: {
      olderIds: (before, limit) =>
        newestFirst.filter(({ sequence }) => sequence < (before ?? Infinity)).slice(0, limit),
    },
    filePath: (id) => `/pictures/${id}.png`,
    isBusy: () => false,
    firstRestMs: 0,
    leastRestMs: 0,
    ...others,
  })
  return { work, made }
}

test('of old pictures those that have none, the newest first, past one that cannot be read', async () => {
  const missing = ['old-1200', 'old-700', 'old-3']
  const { work, made } = ahead({
    kept: rows.map(({ id }) => id).filter((id) => !missing.includes(id)),
    broken: ['old-700'],
  })
  work.start()
  await expect.poll(() => made).toEqual(missing)
  await work.close()
})

test('a new picture comes before the old ones, and needs nobody to start', async () => {
  const { work, made } = ahead({ kept: rows.slice(2).map(({ id }) => id) })
  work.hear('new')
  await expect.poll(() => made).toEqual(['new'])
  work.start()
  work.hear('newer')
  await expect.poll(() => made).toEqual(['new', 'newer', 'old-2', 'old-1'])
  await work.close()
})

test('nothing is made while pictures are, nor after the end', async () => {
  let isBusy = true
  const asked: number[] = []
  const { work, made } = ahead({
    isBusy: () => {
      asked.push(1)
      return isBusy
    },
  })
  work.hear('new')
  await expect.poll(() => asked.length).toBeGreaterThan(0)
  await work.close()
  isBusy = false
  work.hear('newer')
  await new Promise((resolve) => setImmediate(resolve))
  expect(made).toEqual([])
})
