// What two records of one picture differ in: versions, devices, files, and what was done while it was made.
import { expect, test } from 'vitest'
import { pictureRecordSchema, type PictureRecord } from '../../../src-main/contract/generation.ts'
import { recordDifferences } from '../../../src-main/gallery/record-differences.ts'

const adapter = { kind: 'lora', weight: 1, textWeight: 1, matched: 1, unmatched: 0 }
const before: PictureRecord = pictureRecordSchema.parse({
  version: 1,
  application: 'Lamina 1',
  runtime: '1.22',
  device: 'cpu',
  request: {
    ...{ model: 'm', prompt: 'a pear', width: 64, height: 64, steps: 4, guidance: 5, seed: '7' },
    ...{ sampler: 'euler', scheduler: 'normal' },
  },
  seed: '7',
  index: 0,
  model: { name: 'demo', sha256: 'a'.repeat(64), architecture: 'sd1' },
  vae: { name: 'soft' },
  adapters: [
    { ...adapter, name: 'ink', sha256: 'b'.repeat(64) },
    { ...adapter, name: 'ink', sha256: 'c'.repeat(64) },
  ],
  embeddings: [{ name: 'glow' }],
  stepsDone: 4,
  createdAt: '2026-11-30T00:00:00.000Z',
})
const codes = (now: Partial<PictureRecord>, then: Partial<PictureRecord> = {}): string[] =>
  recordDifferences({ ...before, ...then }, { ...before, ...now }).map(({ code }) => code)

test('the same is the same, whenever it was made', () => {
  expect(codes({ createdAt: '2027-01-01T00:00:00.000Z' })).toEqual([])
})

test.each([
  [{ application: 'Lamina 2' }, ['replay/application']],
  [{ runtime: '1.23' }, ['replay/runtime']],
  [{ device: 'webgpu' }, ['replay/device']],
  [{ model: { ...before.model, sha256: 'd'.repeat(64) } }, ['replay/file-changed']],
  [{ model: { name: 'demo', architecture: 'sd1' } }, []],
  [{ adapters: [before.adapters[0]!] }, ['replay/adapter-missing']],
  [{ adapters: [before.adapters[0]!, before.adapters[0]!] }, ['replay/file-changed']],
  [{ embeddings: [] }, ['replay/embedding-missing']],
] as const)('%o: %o', (now, expected) => {
  expect(codes(now as unknown as Partial<PictureRecord>)).toEqual(expected)
})

test('what a person did while it was made is told', () => {
  expect(codes({}, { steered: [{ step: 2, entries: [] }], stepsDone: 2 })).toEqual([
    'replay/steered',
    'replay/stopped',
  ])
})
