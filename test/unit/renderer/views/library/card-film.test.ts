// What a card slides through, and which of it is seen where.
import { expect, test } from 'vitest'
import type { ItemPreview } from '../../../../../src-main/contract/find.ts'
import { filmOf, frameAt } from '../../../../../src-renderer/views/library/card-film.ts'

const one = (from: ItemPreview['from'], place = 0): ItemPreview => ({
  ...{ from, place, prompt: null },
  url: `/${from}/${place}`,
})
const urls = (previews: ItemPreview[]): string[] => filmOf(previews).map(({ url }) => url)

test('weight 0 at the left and its own at the right, of the first prompt, where there are both', () => {
  const all = [one('beside'), one('preferred'), one('preferred', 1), one('without'), one('without', 1)]
  expect(urls(all)).toEqual(['/without/0', '/preferred/0'])
  expect(urls([one('chosen'), one('beside'), one('preferred'), one('preferred', 1)])).toEqual([
    '/chosen/0',
    '/beside/0',
    '/preferred/0',
  ])
})

test('each has a part of the width, and the edges are within', () => {
  expect([0, 0.49, 0.5, 1].map((share) => frameAt(share, 2))).toEqual([0, 0, 1, 1])
  expect([-1, 0.34, 2].map((share) => frameAt(share, 3))).toEqual([0, 1, 2])
})
