// A step of a run as files and shares: saved, between two, before the first, past the last; and what cannot be blended.
import { describe, expect, test } from 'vitest'
import { filesOfStep, partOfEntry, type TrainedRun } from '../../../../src-main/app/library/trained-entry.ts'
import { plainEntry } from '../../../../src-main/contract/adapter.ts'
import type { TrainedFile } from '../../../../src-main/contract/training.ts'

const file = (step: number, change: Partial<TrainedFile> = {}): TrainedFile => ({
  step,
  epoch: 1,
  path: `/runs/one/ink-step${String(step).padStart(8, '0')}.safetensors`,
  sizeBytes: 10,
  sha256: `${step}`.padStart(64, '0'),
  kind: 'adapter',
  finished: false,
  ...change,
})
const run = (change: Partial<TrainedRun> = {}): TrainedRun => ({
  name: 'Ink wash',
  files: [file(200), file(100), file(400)],
  blends: true,
  ...change,
})
const shares = (of: TrainedRun, step: number): [number, number][] =>
  filesOfStep(of, step).map((part) => [part.file.step, part.share])

describe('a kind whose changes add up', () => {
  test('a saved step is its file alone', () => {
    expect(shares(run(), 200)).toEqual([[200, 1]])
  })
  test('between two it is both, near the nearer', () => {
    expect(shares(run(), 250)).toEqual([
      [200, 0.75],
      [400, 0.25],
    ])
  })
  test('before the first it grows from nothing', () => {
    expect(shares(run(), 25)).toEqual([[100, 0.25]])
    expect(shares(run(), 0)).toEqual([[100, 0]])
  })
  test('past the last it is the last', () => {
    expect(shares(run(), 1000)).toEqual([[400, 1]])
  })
})

test('what depends on the weight below it is taken as it was saved, at the nearest step', () => {
  const dora = run({ blends: false })
  expect(shares(dora, 25)).toEqual([[100, 0]])
  expect(shares(dora, 60)).toEqual([[100, 1]])
  expect(shares(dora, 299)).toEqual([[200, 1]])
  expect(shares(dora, 300)).toEqual([[400, 1]])
})

test('of one step the finished file counts, and words alone are no adapter', () => {
  const finished = file(400, { finished: true, path: '/runs/one/ink.safetensors' })
  const of = run({ files: [finished, file(400), file(50, { kind: 'embedding' })] })
  expect(filesOfStep(of, 400).map((part) => part.file.path)).toEqual(['/runs/one/ink.safetensors'])
  expect(shares(of, 50)).toEqual([[400, 0.125]])
  expect(shares(run({ files: [file(50, { kind: 'embedding' })] }), 50)).toEqual([])
})

test('a part has its share of both weights, its own id and the name of its file', () => {
  const entry = {
    ...plainEntry({ id: 'e', adapter: 'training:p@250', name: 'Ink', weight: 0.8 }),
    textWeight: 0.4,
  }
  const parts = filesOfStep(run(), 250).map((part, at) => partOfEntry(entry, part.file, part.share, at))
  expect(parts.map(({ id, name, weight, textWeight }) => [id, name, weight, textWeight])).toEqual([
    ['e', 'ink-step00000200', 0.6000000000000001, 0.30000000000000004],
    ['e+1', 'ink-step00000400', 0.2, 0.1],
  ])
  expect(partOfEntry({ ...entry, textWeight: null }, file(100), 0.5, 0).textWeight).toBeNull()
})
