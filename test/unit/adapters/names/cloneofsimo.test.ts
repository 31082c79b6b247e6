// Indices become layers: in either order of a transformer block, with or without residual blocks.
import { expect, it } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { indexedModules, walksOf } from '../../../../src-main/adapters/names/cloneofsimo.ts'
import { sortNames } from '../../../../src-main/adapters/names/sort-names.ts'
import type { Module } from '../../../../src-main/architectures/modules/module.ts'
import { families } from '../../../support/families.ts'

const base = publishedModules(families.sd1)

function found(layers: readonly Module[]): (string | undefined)[] {
  const tensors = new Map<string, { shape: number[] }>(
    layers.flatMap(
      ({ weight: [rows = 0, columns = 0, ...kernel] }, index): [string, { shape: number[] }][] => [
        [`unet:${index}:up`, { shape: [rows, 4, ...kernel.map(() => 1)] }],
        [`unet:${index}:down`, { shape: [4, columns, ...kernel] }],
      ],
    ),
  )
  const table = { tensors, metadata: new Map<string, string>() }
  const { indexed } = sortNames(table)
  const moduleOf = indexedModules(indexed, table, base)
  return indexed.filter(({ part }) => part === 'up').map((factor) => moduleOf(factor)?.module.path)
}

const first = walksOf(base)[0]!.walk

it('the first order: feed-forward between the attentions', () => {
  expect(first).toHaveLength(144)
  expect(found(first)).toEqual(first.map(({ path }) => path))
})

it('the later order: both attentions, then feed-forward', () => {
  const block = (path: string): string => path.slice(0, path.search(/(attn\d|ff)\./))
  const rank = ({ path }: Module): number => (path.includes('.ff.') ? 1 : 0)
  const later = [...new Set(first.map(({ path }) => block(path)))].flatMap((name) =>
    first.filter(({ path }) => block(path) === name).sort((a, b) => rank(a) - rank(b)),
  )
  expect(later[4]?.path).toContain('attn2.to_q')
  expect(found(later)).toEqual(later.map(({ path }) => path))
})

it('the extended kind counts a block’s attentions, then its residual blocks', () => {
  const modules = base.modules.get('unet') ?? []
  const blocks = [
    'down_blocks.0',
    'down_blocks.1',
    'down_blocks.2',
    'down_blocks.3',
    'up_blocks.0',
    'up_blocks.1',
    'up_blocks.2',
    'up_blocks.3',
    'mid_block',
  ]
  const extended = blocks.flatMap((name) => [
    ...first.filter(({ path }) => path.startsWith(`${name}.`)),
    ...modules.filter(({ path, type }) => path.startsWith(`${name}.resnets.`) && type !== 'GroupNorm'),
  ])
  expect(found(extended)).toEqual(extended.map(({ path }) => path))
})

it('an index beyond the last layer is nobody’s', () => {
  const table = {
    tensors: new Map([['unet:144:up', { shape: [320, 4] }]]),
    metadata: new Map<string, string>(),
  }
  const { indexed } = sortNames(table)
  expect(indexedModules(indexed, table, base)(indexed[0]!)).toBeNull()
})
