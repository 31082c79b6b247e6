// Every safetensors file of the official parser's test set gets the same verdict from ours, and the error of its rule.
import { expect, test } from 'vitest'
import { memorySource } from '../support/memory-source.ts'
import { readSafetensorsHeader } from '../../src-main/formats/safetensors-header.ts'
import type { Code } from '../../src-main/messages/table.ts'
import vectors from './vectors/safetensors_rule_vectors.json' with { type: 'json' }

type RuleBroken = Extract<Code, `safetensors/${string}`> extends `safetensors/${infer Rule}` ? Rule : never

/** Case → our error. What is not named here is accepted. */
const refused: Readonly<Record<string, RuleBroken>> = {
  'trailing garbage in header': 'header-not-json',
  'file shorter than 8': 'header-too-small',
  'empty file': 'header-too-small',
  'header length 0': 'header-not-json',
  'header len beyond file': 'header-beyond-file',
  'header len > 100MB': 'header-too-large',
  'bad utf8': 'header-not-utf8',
  'bad json': 'header-not-json',
  'json array': 'header-not-json',
  'metadata number value': 'metadata-not-text',
  'metadata nested': 'metadata-not-text',
  'unknown dtype': 'header-not-json',
  'lowercase dtype': 'header-not-json',
  'size mismatch': 'size-mismatch',
  hole: 'bad-offset',
  overlap: 'bad-offset',
  'first not at 0': 'bad-offset',
  'extra trailing bytes in buffer': 'trailing-bytes',
  'buffer short': 'truncated',
  'end<start': 'bad-offset',
  'negative dim': 'header-not-json',
  'float dim': 'header-not-json',
  'huge dims overflow': 'size-overflow',
  'duplicate key': 'duplicate-key',
  'duplicate key with both ranges': 'duplicate-key',
  'missing shape': 'header-not-json',
  'offsets of length 3': 'header-not-json',
  'F4 odd count': 'partial-byte',
  'BOM at start': 'header-not-json',
}

/** The specification forbids what the official parser lets pass. */
const stricter = ['duplicate key']

test('the set is whole', () => expect(vectors.cases).toHaveLength(43))

test.each(vectors.cases)('$case', async ({ case: name, file_hex, official }) => {
  const expected = refused[name]
  if (!stricter.includes(name)) expect(expected === undefined).toBe(official === 'accept')
  const reading = readSafetensorsHeader(memorySource(Buffer.from(file_hex, 'hex')))
  if (expected === undefined) await expect(reading).resolves.toHaveProperty('tensors')
  else await expect(reading).rejects.toMatchObject({ code: `safetensors/${expected}` })
})
