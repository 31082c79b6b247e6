import { expect, test } from 'vitest'
import { expandBlockWeights } from '../../../src-main/contract/blocks.ts'
import { sd1Facts, sdxlFacts } from '../../../src-main/contract/families.ts'

const { names, forms, presets } = sd1Facts.blocks

test('shorter vectors fill the blocks they name, other lengths mean nothing', () => {
  const weights = Array.from({ length: 17 }, (_, index) => index + 1)
  const all = expandBlockWeights(sd1Facts.blocks, weights)!
  expect(all).toHaveLength(26)
  forms[17]!.forEach((name, index) => expect(all[names.indexOf(name)], name).toBe(index + 1))
  expect(all[names.indexOf('IN03')]).toBe(0)
  expect(expandBlockWeights(sd1Facts.blocks, [1, 2, 3])).toBeNull()
})

test('the presets restricted to 17 are the vectors of the field', () => {
  const vectors = Object.fromEntries(
    presets.map(({ name, weights }) => [
      name,
      forms[17]!.map((block) => weights[names.indexOf(block)]).join(''),
    ]),
  )
  expect(vectors).toEqual({
    ALL: '11111111111111111',
    NONE: '00000000000000000',
    INS: '11110000000000000',
    IND: '10001110000000000',
    INALL: '11111110000000000',
    MIDD: '10001111111100000',
    OUTD: '10000000111100000',
    OUTS: '10000000000011111',
    OUTALL: '10000000111111111',
  })
})

test('on three levels the halves meet elsewhere', () => {
  const vectors = Object.fromEntries(
    sdxlFacts.blocks.presets.map(({ name, weights }) => [
      name,
      forms[20]!.map((block) => weights[names.indexOf(block)]).join(''),
    ]),
  )
  expect(vectors).toMatchObject({
    INS: '11111110000000000000',
    IND: '10000001110000000000',
    MIDD: '10000001111111000000',
    OUTD: '10000000000111000000',
    OUTS: '10000000000000111111',
  })
})
