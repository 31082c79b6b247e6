// When one query is another in which a word was typed on.
import { expect, test } from 'vitest'
import { parseQuery } from '../../../src-main/query/parse.ts'
import { isWordBegun } from '../../../src-main/query/word-begun.ts'

const isBegun = (before: string, after: string): boolean =>
  isWordBegun(
    parseQuery(before, 'gallery', { typing: true }).query,
    parseQuery(after, 'gallery', { typing: true }).query,
  )

test.each([
  ['ma', 'mas'],
  ['Ma', 'MASTERPIECE'],
  ['golden ow', 'golden owl'],
  ['ow', 'owl '],
])('%s goes on as %s', (before, after) => expect(isBegun(before, after)).toBe(true))

test.each([
  ['', 'ma'],
  ['m', 'ma'],
  ['mas', 'ma'],
  ['ow', 'golden owl'],
  ['golden ow', 'silver owl'],
  ['golden ow', 'owl'],
  ['ow ', 'owl'],
  ['"ow"', 'owl'],
  ['ma', '-mas'],
  ['ma', 'mas OR fox'],
  ['ma', 'mas model:one'],
  ['model:on', 'model:one'],
  ['赤い', '赤い森'],
  ['foo-b', 'foo-ba'],
])('%s does not go on as %s', (before, after) => expect(isBegun(before, after)).toBe(false))
