import { expect, test } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { blockOf } from '../../../../src-main/adapters/reading/blocks.ts'
import type { Architecture } from '../../../../src-main/architectures/families/config.ts'
import {
  blockForms,
  blockNames,
  blockPresets,
  expandBlockWeights,
} from '../../../../src-main/contract/blocks.ts'

const nameOf = (index: number | null): string | null => (index === null ? null : blockNames[index]!)

function blocksOf(architecture: Architecture, pick: RegExp): (string | null)[] {
  const modules = publishedModules(architecture).modules.get('unet')!
  const found = modules.filter(({ path }) => pick.test(path)).map((module) => nameOf(blockOf('unet', module)))
  return [...new Set(found)]
}

test('transformers of SD 1 lie in the 16 blocks that its vector of 17 names after BASE', () => {
  expect(blocksOf('sd1', /\.attentions\./).toSorted()).toEqual(blockForms[17]!.slice(1).toSorted())
})

test('transformers of SDXL lie in the 11 blocks that its vector of 12 names after BASE', () => {
  expect(blocksOf('sdxl', /\.attentions\./).toSorted()).toEqual(blockForms[12]!.slice(1).toSorted())
})

test('all blocks of SDXL are those of the vector of 20', () => {
  expect(blocksOf('sdxl', /^(conv_in|.*_block)/).toSorted()).toEqual(blockForms[20]!.slice(1).toSorted())
})

test('what lies outside the blocks has none, text encoders are BASE', () => {
  expect(blocksOf('sd1', /^(time_embedding|conv_out|conv_norm_out)/)).toEqual([null])
  const [text] = publishedModules('sd1').modules.get('text_encoder')!
  expect(nameOf(blockOf('text_encoder', text!))).toBe('BASE')
})

test('shorter vectors fill the blocks they name, other lengths mean nothing', () => {
  const weights = Array.from({ length: 17 }, (_, index) => index + 1)
  const all = expandBlockWeights(weights)!
  expect(all).toHaveLength(26)
  blockForms[17]!.forEach((name, index) => expect(all[blockNames.indexOf(name)], name).toBe(index + 1))
  expect(all[blockNames.indexOf('IN03')]).toBe(0)
  expect(expandBlockWeights([1, 2, 3])).toBeNull()
})

test('the presets restricted to 17 are the vectors of the field', () => {
  const vectors = Object.fromEntries(
    blockPresets('sd1').map(({ name, weights }) => [
      name,
      blockForms[17]!.map((block) => weights[blockNames.indexOf(block)]).join(''),
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
