// LyCORIS's splits, for every width that Stable Diffusion has.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { factorization } from '../../../../src-main/adapters/kinds/factorization.ts'

const file = join(import.meta.dirname, '../../../golden/vectors/adapter_test_vectors.json')
const { factorization_lycoris: table } = JSON.parse(await readFile(file, 'utf8')) as {
  factorization_lycoris: Record<string, Record<string, [number, number]>>
}

describe('factorization', () => {
  it('splits as LyCORIS does', () => {
    const rows = Object.entries(table).flatMap(([dim, splits]) =>
      Object.entries(splits).map(([factor, split]) => ({ dim: Number(dim), factor: Number(factor), split })),
    )
    expect(rows.length).toBeGreaterThan(200)
    for (const { dim, factor, split } of rows)
      expect(factorization(dim, factor), `${dim} by ${factor}`).toEqual(split)
  })

  it.each([
    [360, -1, 18, 20],
    [360, 16, 15, 24],
    [127, 16, 1, 127],
    [1, -1, 1, 1],
  ])('%i by %i is %i × %i', (dim, factor, small, large) => {
    expect(factorization(dim, factor)).toEqual([small, large])
  })

  it('refuses what has no factors', () => {
    expect(() => factorization(0, -1)).toThrow('invariant')
    expect(() => factorization(2.5, -1)).toThrow('invariant')
  })
})
