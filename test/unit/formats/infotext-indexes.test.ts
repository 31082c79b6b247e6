import { expect, test } from 'vitest'
import { withoutIndexes } from '../../../src-main/formats/infotext-indexes.ts'
import { parseInfotext } from '../../../src-main/formats/infotext.ts'

test.each([
  [
    'a cat\nSteps: 20, Seed: 1, Hashes: {"model": "879db523c3", "lora:ink": "aaa", "x": {"y": "}"}}, Size: 64x64',
    'a cat\nSteps: 20, Seed: 1, Size: 64x64',
  ],
  [
    'a cat\nSteps: 20, Seed: 1, Clip skip: 2, Civitai resources: [{"type":"checkpoint","modelName":"a \\"b\\" ]"}], Civitai metadata: {}',
    'a cat\nSteps: 20, Seed: 1, Clip skip: 2',
  ],
  ['Hashes: {"model": "1"}, Steps: 20', ', Steps: 20'],
  ['a cat, Hashes: much\nSteps: 20', 'a cat, Hashes: much\nSteps: 20'],
  ['a cat\nSteps: 20, Hashes: {"model": "never closed', 'a cat\nSteps: 20, Hashes: {"model": "never closed'],
])('%j', (text, without) => expect(withoutIndexes(text)).toBe(without))

test('their commas make no settings', () => {
  const text =
    'a cat\nSteps: 20, Seed: 1, Size: 64x64, Hashes: {"model": "1", "lora:ink": "2"}, Version: v1.6.0'
  expect([...parseInfotext(withoutIndexes(text)).parameters.keys()]).toEqual([
    ...['Steps', 'Seed', 'Size-1', 'Size-2', 'Version'],
  ])
})
