// The kinds as a list: one algorithm each, LoCon among LoRA's, BOFT told by its axes.
import { describe, expect, it } from 'vitest'
import { algorithmOf, algorithms, claimKind } from '../../../../src-main/adapters/kinds/algorithms.ts'
import { suffixes } from '../../../../src-main/adapters/names/suffixes.ts'
import { adapterKinds } from '../../../../src-main/contract/adapter.ts'

describe('algorithms', () => {
  it('has one for every kind', () => {
    for (const kind of adapterKinds) expect(algorithmOf(kind).kind).toBe(kind === 'locon' ? 'lora' : kind)
    expect(new Set(algorithms.map(({ kind }) => kind)).size).toBe(algorithms.length)
  })

  it('knows every part that files can name, and no other', () => {
    const known = new Set(algorithms.flatMap(({ parts }) => [...parts.required.flat(), ...parts.optional]))
    expect([...known].sort()).toEqual(Object.keys(suffixes).sort())
  })
})

describe('claimKind', () => {
  it.each([
    [['down', 'up', 'alpha'], 'lora'],
    [['lokrW1', 'lokrW2a', 'lokrW2b'], 'lokr'],
    [['diffB'], 'full'],
    [['oftDiag'], 'oft'],
    [['oftBlocks', 'alpha'], 'oft'],
    [['up', 'alpha'], undefined],
    [['lokrW1a', 'lokrW2'], undefined],
    [['alpha'], undefined],
    [['down', 'up', 'hadaW1a'], undefined],
    [[], undefined],
  ])('%j is %s', (parts, kind) => {
    expect(claimKind(new Set(parts))?.kind).toBe(kind)
  })

  it('knows BOFT by the stages of its blocks', () => {
    expect(claimKind(new Set(['oftBlocks']), 4)?.kind).toBe('boft')
    expect(claimKind(new Set(['oftBlocks']), 3)?.kind).toBe('oft')
  })
})
