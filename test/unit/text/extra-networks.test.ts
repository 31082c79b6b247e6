import { expect, test } from 'vitest'
import { extractExtraNetworks, readAdapterTag } from '../../../src-main/text/extra-networks.ts'

const tagOf = (prompt: string): unknown => {
  const [network] = extractExtraNetworks(prompt).networks
  return network && readAdapterTag(network)
}

test('unknown types are reported, not read', () => {
  expect(extractExtraNetworks('a <magic:x:1> b')).toEqual({
    text: 'a  b',
    networks: [{ type: 'magic', positional: ['x', '1'], named: {} }],
  })
  expect(tagOf('<magic:x:1>')).toBeNull()
})

test('a weight that is not a number is named', () => {
  expect(() => tagOf('<lora:ink:strong>')).toThrow(
    expect.objectContaining({
      code: 'prompt/adapter-weight',
      message: '"strong" is not a weight for the adapter "ink".',
    }),
  )
})

test('a tag without a name is refused', () => {
  expect(() => tagOf('<lora:a=b>')).toThrow(expect.objectContaining({ code: 'prompt/adapter-without-name' }))
})

test('more than one "=" stays part of the name, __proto__ is a name like any other', () => {
  expect(tagOf('<lora:a=b=c:0.5>')).toMatchObject({ name: 'a=b=c', weight: 0.5, textWeight: 0.5 })
  const [network] = extractExtraNetworks('<lora:x:__proto__=1>').networks
  expect(Object.entries(network?.named ?? {})).toEqual([['__proto__', '1']])
})

test.each(['0', '-4', '0.5'])('a rank of %s cuts nothing, whoever reads the tag', (rank) => {
  expect(tagOf(`<lora:ink:1:dyn=${rank}>`)).toMatchObject({ name: 'ink', dynamicRank: null })
})
