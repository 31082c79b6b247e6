// The list of tags beside a tagger.
import { expect, test } from 'vitest'
import { readTagList, tagsAbove } from '../../../../src-main/engine/tagging/tag-list.ts'

const list = [
  'tag_id,name,category,count',
  '9999999,general,9,807858',
  '470575,1girl,0,4225150',
  '212816,long_hair,0,2982517',
  '400,o_o,0,100',
  '401,>_<,0,100',
  '402,"hat,_red",0,100',
  '500,hatsune_miku,4,90000',
].join('\r\n')

test('names have spaces where they are words; ratings make no caption', () => {
  expect(readTagList(`\uFEFF${list}\n`).map((tag) => tag?.name ?? null)).toEqual([
    null,
    '1girl',
    'long hair',
    'o_o',
    '>_<',
    'hat, red',
    'hatsune miku',
  ])
})

test('characters come first, then the surest; the threshold itself counts', () => {
  const confidences = Float32Array.of(0.99, 0.5, 0.875, 0.1, 0.2, 0.3, 0.625)
  expect(tagsAbove(readTagList(list), confidences, 0.5)).toEqual(['hatsune miku', 'long hair', '1girl'])
  expect(tagsAbove(readTagList(list), confidences, 1)).toEqual([])
})

test('a table of something else is refused', () => {
  expect(() => readTagList('a,b\n1,2')).toThrow('no columns "name" and "category"')
})
