import { expect, test } from 'vitest'
import {
  hasTag,
  tagCounts,
  tagsOf,
  withoutTag,
  withTag,
  withTagReplaced,
} from '../../../../../src-renderer/state/training/tag-edits.ts'

const captions = [
  { path: 'a', caption: 'cat, black cat, sofa' },
  { path: 'b', caption: 'dog ,  sofa,' },
  { path: 'c', caption: null },
]

test('a caption is its tags, without empty ones', () => {
  expect(tagsOf(' a,, b c ,')).toEqual(['a', 'b c'])
  expect(tagsOf(null)).toEqual([])
})

test('tags are counted once a picture, most frequent first', () => {
  expect(tagCounts([...captions, { path: 'd', caption: 'dog, dog' }])).toEqual([
    { tag: 'dog', count: 2 },
    { tag: 'sofa', count: 2 },
    { tag: 'black cat', count: 1 },
    { tag: 'cat', count: 1 },
  ])
})

test('a tag is added in front or at the end, only where it is missing', () => {
  expect(withTag(captions, 'sofa', 'end')).toEqual({ c: 'sofa' })
  expect(withTag(captions, 'Ink, sofa', 'front')).toEqual({
    a: 'Ink, cat, black cat, sofa',
    b: 'Ink, dog, sofa',
    c: 'Ink, sofa',
  })
})

test('taking a tag out leaves longer tags that hold it', () => {
  expect(withoutTag(captions, 'CAT')).toEqual({ a: 'black cat, sofa' })
  expect(withoutTag(captions, 'bird')).toEqual({})
})

test('a replaced tag is there once, and several may take its place', () => {
  expect(withTagReplaced(captions, 'cat', 'sofa')).toEqual({ a: 'sofa, black cat' })
  expect(withTagReplaced(captions, ' dog ', 'small dog, fur')).toEqual({ b: 'small dog, fur, sofa' })
})

test('a filter by tag asks for the whole tag', () => {
  expect(hasTag('Black cat, sofa', 'black cat')).toBe(true)
  expect(hasTag('black cat', 'cat')).toBe(false)
})
