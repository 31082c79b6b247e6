import { expect, test } from 'vitest'
import { factsOfFamily, familyFacts, familyLabel } from '../../../src-main/contract/families.ts'
import { builtInFamilies } from '../../../src-main/architectures/families/families.ts'

test('a family that only another version knows is shown by its id', () => {
  expect(familyLabel('sdxl')).toBe('SDXL')
  expect(familyLabel('sd17')).toBe('sd17')
  expect(factsOfFamily('toString')).toBeNull()
})

test('what every place knows of the families is what the families are', () => {
  const facts = builtInFamilies.map(({ id, label, blocks, text, trainedShapes }) => ({
    id,
    label,
    blocks,
    text,
    trainedShapes,
  }))
  expect(facts).toEqual(familyFacts)
})
