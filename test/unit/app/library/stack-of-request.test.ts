// A stack with a run in progress on its way to the engine: files for steps, and named errors where there are none.
import { expect, test } from 'vitest'
import { engineStack, type StackAdapters } from '../../../../src-main/app/library/stack-of-request.ts'
import type { TrainedRun } from '../../../../src-main/app/library/trained-entry.ts'
import { plainEntry } from '../../../../src-main/contract/adapter.ts'
import { trainingAdapter } from '../../../../src-main/contract/training-project.ts'

const trained = (step: number): TrainedRun['files'][number] => ({
  step,
  epoch: 1,
  path: `/runs/ink-${step}.safetensors`,
  sizeBytes: 1,
  sha256: String(step).repeat(16),
  kind: 'adapter',
  finished: false,
})
const runs: Record<string, TrainedRun> = {
  ink: { name: 'Ink', files: [trained(100), trained(200)], blends: true },
  young: { name: 'Young', files: [], blends: true },
}
const adapters: StackAdapters = {
  find: () => null,
  byName: () => null,
  byHash: () => null,
  names: () => [],
  usable: () => {
    throw new Error('no adapter of the library is asked for')
  },
  trained: (id) => runs[id] ?? null,
}
const entry = (projectId: string, step: number) =>
  plainEntry({ id: 'one', adapter: trainingAdapter(projectId, step), name: 'Ink, training', weight: 1 })

test('a step between two files becomes both; the adapters of the library are not touched', () => {
  const { stack, files, used } = engineStack([entry('ink', 150)], adapters)
  expect(stack.map(({ adapter, weight }) => [adapter, weight])).toEqual([
    ['/runs/ink-100.safetensors', 0.5],
    ['/runs/ink-200.safetensors', 0.5],
  ])
  expect(files.map(({ path }) => path)).toEqual(['/runs/ink-100.safetensors', '/runs/ink-200.safetensors'])
  expect(used).toEqual([])
})

test('a run without files, or one that is gone, is named; switched off it is left out', () => {
  expect(() => engineStack([entry('young', 10)], adapters)).toThrow(
    expect.objectContaining({ code: 'stack/training-without-files' }),
  )
  expect(() => engineStack([entry('gone', 10)], adapters)).toThrow(
    expect.objectContaining({ code: 'stack/training-removed' }),
  )
  expect(engineStack([{ ...entry('gone', 10), on: false }], adapters).stack).toEqual([])
})
