// Differences of a normalisation.
import { describe, expect, it } from 'vitest'
import { norm } from '../../../../src-main/adapters/kinds/norm.ts'
import { plus } from '../../../support/adapter-formulas.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64 } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(5)

describe('norm', () => {
  it('adds to weight and bias, each its own', () => {
    const [base, parts] = [normal([6]), { normW: normal([6]), normB: normal([6]) }]
    for (const [kind, part] of [
      ['weight', 'normW'],
      ['bias', 'normB'],
    ] as const) {
      const merged = mergeInFloat64(base, [{ algorithm: norm, parts, weight: 0.6 }], kind)
      expectCloseInScale(merged, plus(base, parts[part], 0.6), tolerances.mergedWeight, kind)
    }
  })

  it('changes what there is', () => {
    expect(norm.changes(new Set(['normW', 'normB']))).toEqual(['weight', 'bias'])
    expect(norm.changes(new Set(['normB']))).toEqual(['bias'])
  })

  it('fits normalisations of its width', () => {
    const shapes = new Map([['normW', [6]]])
    expect(norm.misfit(shapes, { kind: 'weight', shape: [6] })).toBeNull()
    expect(inEnglish(norm.misfit(shapes, { kind: 'weight', shape: [8] }))).toBe(
      'normW is [6] where the module needs 8 numbers',
    )
    expect(inEnglish(norm.misfit(shapes, { kind: 'weight', shape: [6, 1] }))).toContain(
      'the module is not one',
    )
    expect(inEnglish(norm.misfit(shapes, { kind: 'bias', shape: [6] }))).toBe('normB is missing')
  })
})
