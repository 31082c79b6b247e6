import { expect, test } from 'vitest'
import { accountForTags, closestNames, pairTags, tagEntries } from '../../../src-main/text/stack-tags.ts'

type Entry = { id: string; name: string; fromTag: boolean }
const entry = (id: string, name: string, fromTag = true): Entry => ({ id, name, fromTag })

test('tags are found where they are written, other types and plain angle brackets are not', () => {
  const prompt = 'a <b> <lora:ink:0.5> c <hypernet:x:1> <lyco:glass:0.2:0.7:8>'
  const tags = tagEntries(prompt)
  expect(tags.map(({ start, end }) => prompt.slice(start, end))).toEqual([
    '<lora:ink:0.5>',
    '<lyco:glass:0.2:0.7:8>',
  ])
  expect(tags[1]).toMatchObject({ name: 'glass', textWeight: 0.2, weight: 0.7, dynamicRank: 8 })
})

test('tags and entries of one name pair occurrence by occurrence; entries without a tag stay out', () => {
  const stack = [entry('slider', 'ink', false), entry('first', 'ink'), entry('second', 'ink')]
  const pairs = pairTags(tagEntries('<lora:ink:1><lora:ink:2><lora:ink:3>'), stack)
  expect(pairs.map((pair) => pair.entry?.id ?? null)).toEqual(['first', 'second', null])
})

test('missing entries are made in the order written, entries whose tag is gone stand on their own', () => {
  const stack = [entry('gone', 'dust'), entry('ink', 'ink'), entry('card', 'card', false)]
  const made = accountForTags('<lora:new:0.4> <lora:ink:1>', stack, (tag) => entry(tag.name, 'other'))
  expect(made).toEqual([
    entry('gone', 'dust', false),
    entry('ink', 'ink'),
    entry('card', 'card', false),
    entry('new', 'new'),
  ])
})

test('a tag that means no adapter is named', () => {
  expect(() => accountForTags('<lora:inc:1>', [], () => null)).toThrow(
    expect.objectContaining({
      code: 'prompt/adapter',
      message: expect.stringContaining('"inc"') as string,
    }),
  )
})

test('close names are suggested nearest first, far ones not at all', () => {
  expect(closestNames('wood-block', ['ink', 'woodblock', 'Wood-Block', 'wood-blocks'])).toEqual([
    'Wood-Block',
    'wood-blocks',
    'woodblock',
  ])
})
