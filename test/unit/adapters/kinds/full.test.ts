// Differences and whole weights.
import { describe, expect, it } from 'vitest'
import { full } from '../../../../src-main/adapters/kinds/full.ts'
import { plus } from '../../../support/adapter-formulas.ts'
import { fromData } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { mergeInFloat64 } from '../../../support/merge-adapter.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { inEnglish } from '../../../support/said.ts'

const { normal } = createRandom(4)

describe('full', () => {
  it('adds its difference, and no alpha scales it', () => {
    const base = normal([6, 4, 3, 3])
    const parts = { diff: normal([6, 4, 3, 3]), alpha: fromData([4], []) }
    const merged = mergeInFloat64(base, [{ algorithm: full, parts, weight: -0.5 }])
    expectCloseInScale(merged, plus(base, parts.diff, -0.5), tolerances.mergedWeight, 'merged')
  })

  it('adds its difference to a bias', () => {
    const parts = { diff: normal([6, 4]), diffB: normal([6]) }
    expect(full.changes(new Set(Object.keys(parts)))).toEqual(['weight', 'bias'])
    expect(full.changes(new Set(['diffB']))).toEqual(['bias'])
    const base = normal([6])
    const merged = mergeInFloat64(base, [{ algorithm: full, parts, weight: 0.6 }], 'bias')
    expectCloseInScale(merged, plus(base, parts.diffB, 0.6), tolerances.mergedWeight, 'bias')
  })

  it('puts a whole weight in the place of the base, whatever the slider and whatever came before', () => {
    const base = normal([6, 4])
    const [first, last] = [normal([6, 4]), normal([6, 4])]
    const set = (setWeight: typeof first, weight: number) => ({
      algorithm: full,
      parts: { setWeight },
      weight,
    })
    const merged = mergeInFloat64(base, [set(first, 1), set(last, 0.2)])
    expect([...merged.data]).toEqual([...last.data])
    expect(full.linear(new Set(['setWeight']))).toBe(false)
    expect(full.linear(new Set(['diff', 'diffB']))).toBe(true)
  })

  it('takes a difference of the same numbers for a linear layer and a 1×1 convolution, and no other', () => {
    const misfit = (diff: number[], shape: number[]) =>
      inEnglish(full.misfit(new Map([['diff', diff]]), { kind: 'weight', shape }))
    expect(misfit([6, 4, 1, 1], [6, 4])).toBeNull()
    expect(misfit([6, 4], [6, 4, 1, 1])).toBeNull()
    expect(misfit([6], [6])).toBeNull()
    expect(misfit([4, 6], [6, 4])).toBe('diff is [4,6] where the module needs [6,4]')
    expect(misfit([6, 36], [6, 4, 3, 3])).toBe('diff is [6,36] where the module needs [6,4,3,3]')
    expect(misfit([24], [6, 4])).toBe('diff is [24] where the module needs [6,4]')
  })

  it('refuses two weights in one, and a bias of another length', () => {
    const both = new Map([
      ['diff', [6, 4]],
      ['setWeight', [6, 4]],
      ['diffB', [5]],
    ])
    expect(inEnglish(full.misfit(both, { kind: 'weight', shape: [6, 4] }))).toBe(
      'it has both a difference and a whole weight',
    )
    expect(inEnglish(full.misfit(both, { kind: 'bias', shape: [6] }))).toBe(
      'diffB is [5] where the module needs 6 numbers',
    )
  })
})
