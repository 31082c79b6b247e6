// What a trial is made of: the base first, each adapter at its own weight with its words, and a reason for all others.
import { expect, test } from 'vitest'
import { cellRequest, trialCells, type Candidate } from '../../../../src-main/app/library/trial-cells.ts'
import { remark } from '../../../../src-main/messages/table.ts'
import { demoAdapter, demoWorkspace } from '../../../support/fake-backend.ts'

const request = { ...demoWorkspace.request, seed: '7', prompt: 'a pear, inkstyle' }
const candidate = (id: string, change: Partial<Candidate> = {}): Candidate => ({
  id,
  name: id,
  adapter: demoAdapter(id, { preferredWeight: 0.7, triggerGroups: [['inkstyle', 'wet paper'], ['other']] }),
  proof: null,
  ...change,
})

test('the base comes first, then each at its own weight, with the words that the prompt lacks', () => {
  const { cells, skipped } = trialCells([candidate('ink'), candidate('wash')])
  expect(skipped).toEqual([])
  expect(cells.map(({ adapter }) => adapter?.id)).toEqual([undefined, 'ink', 'wash'])
  const [base, ink] = cells.map(({ adapter }) => cellRequest({ ...request, batch: 4 }, adapter))
  expect(base).toMatchObject({ prompt: 'a pear, inkstyle', stack: [], batch: 1, seed: '7' })
  expect(ink).toMatchObject({ prompt: 'a pear, inkstyle, wet paper', batch: 1, seed: '7' })
  expect(ink!.stack).toMatchObject([{ adapter: 'ink', weight: 0.7, on: true }])
})

test('what cannot be tried is left out with its reason', () => {
  const refusal = remark('safetensors/truncated')
  const proof = { adapterId: 'xl', verdict: 'refused', unmatched: [], refusal } as const
  const none = { matched: 0, unmatched: 3 }
  const { cells, skipped } = trialCells([
    candidate('ink'),
    candidate('gone', { adapter: demoAdapter('gone', { missing: true }) }),
    candidate('model', { adapter: null }),
    candidate('xl', { proof: { ...proof, unmatched: [], unet: none, text: none } }),
  ])
  expect(cells.map(({ adapter }) => adapter?.id)).toEqual([undefined, 'ink'])
  expect(skipped.map(({ id, why }) => [id, why.code])).toEqual([
    ['gone', 'adapter/missing'],
    ['model', 'trial/no-adapter'],
    ['xl', 'safetensors/truncated'],
  ])
})

test('where nothing can be tried, the base is not made either', () => {
  expect(trialCells([candidate('model', { adapter: null })]).cells).toEqual([])
})
