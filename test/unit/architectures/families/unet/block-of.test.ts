// Which of the field's blocks the modules of the published UNets lie in.
import { expect, test } from 'vitest'
import { publishedModules } from '../../../../../src-main/adapters/reading/base-modules.ts'
import { families, type Architecture } from '../../../../support/families.ts'

function blocksOf(architecture: Architecture, component: string, pick: RegExp): (string | null)[] {
  const family = families[architecture]
  const modules = publishedModules(family).modules.get(component) ?? []
  const found = modules
    .filter(({ path }) => pick.test(path))
    .map((module) => family.blockOf(component, module))
    .map((index) => (index === null ? null : family.blocks.names[index]!))
  return [...new Set(found)]
}

const named = (architecture: Architecture, length: number): string[] =>
  families[architecture].blocks.forms[length]!.slice(1).toSorted()

test('transformers of SD 1 lie in the 16 blocks that its vector of 17 names after BASE', () => {
  expect(blocksOf('sd1', 'unet', /\.attentions\./).toSorted()).toEqual(named('sd1', 17))
})

test('transformers of SDXL lie in the 11 blocks that its vector of 12 names after BASE', () => {
  expect(blocksOf('sdxl', 'unet', /\.attentions\./).toSorted()).toEqual(named('sdxl', 12))
})

test('all blocks of SDXL are those of the vector of 20', () => {
  expect(blocksOf('sdxl', 'unet', /^(conv_in|.*_block)/).toSorted()).toEqual(named('sdxl', 20))
})

test('what lies outside the blocks has none, text encoders are BASE', () => {
  expect(blocksOf('sd1', 'unet', /^(time_embedding|conv_out|conv_norm_out)/)).toEqual([null])
  expect(blocksOf('sdxl', 'text_encoder_2', /./)).toEqual(['BASE'])
})
