import { expect, test } from 'vitest'
import { refusedFacts } from '../../../../src-main/catalog/adapters/adapter-facts.ts'
import { remark } from '../../../../src-main/messages/table.ts'
import { adapterKeys } from '../../../../src-main/catalog/adapters/adapter-keys.ts'

const facts = {
  ...refusedFacts({ code: 'a/b', message: 'Refused.' }),
  kind: 'lora' as const,
  madeFor: { name: 'Pony', how: remark('recognition/base-name', { said: 'pony' }) },
  triggerGroups: [['Ink Wash', 'paper']],
  alias: 'Trained-2',
  modelHash: '0xABCDEF0123',
  headerHash: 'h',
}
const keys = (name: string) =>
  adapterKeys(
    { name, path: `/models/Lora/${name}.safetensors`, sizeBytes: 1, modifiedMs: 1, besideMs: 0 },
    facts,
  )

test('names are found in any case, by hash without its 0x, and searched with what the file says', () => {
  expect(keys('Ätz-9')).toMatchObject({
    nameKey: 'ätz-9',
    alias: 'trained-2',
    modelHash: 'abcdef0123',
    headerHash: 'h',
    refused: true,
  })
  expect(keys('Ätz-9').item).toMatchObject({
    kind: 'lora',
    line: 'Pony',
    texts: { names: ['Trained-2'], triggers: ['Ink Wash', 'paper'], said: [] },
    problem: { code: 'a/b' },
  })
})

test('names are sorted as people count', () => {
  const names = ['ink-10', 'ätzung', 'Ink-9', 'azur', 'b']
  expect(names.toSorted((a, b) => (keys(a).sortKey < keys(b).sortKey ? -1 : 1))).toEqual([
    'ätzung',
    'azur',
    'b',
    'Ink-9',
    'ink-10',
  ])
})
