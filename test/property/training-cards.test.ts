// Files of one training share a card, whatever order they are known in; files that nothing joins never do.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trainingCards, type CardFile } from '../../src-main/catalog/effects/training-cards.ts'

type Made = CardFile & { readonly training: number }

/** Several trainings under few names: alike within one, unlike otherwise, some with what their trainer wrote. */
const library = fc
  .array(
    fc.record({
      training: fc.nat(5),
      name: fc.constantFrom('ink', 'ink-000004', 'ink_v2', 'ink-step00000040', 'glow', 'glow e3'),
      isSaid: fc.boolean(),
      modifiedMs: fc.nat(3),
    }),
    { maxLength: 24 },
  )
  .map((files) =>
    files.map(({ training, name, isSaid, modifiedMs }, index): Made => ({
      id: `id${index}`,
      name,
      family: training % 2 === 0 ? 'sd1' : 'sdxl',
      session: isSaid ? `session ${training}` : null,
      place: isSaid ? `${index}/${index * 10}` : null,
      modifiedMs,
      training,
    })),
  )

const pairsOf = (files: readonly Made[]) =>
  files.flatMap((one, at) =>
    files.slice(at + 1).map((other) => ({
      first: one.id,
      second: other.id,
      cosine: one.training === other.training ? 0.8 : 0.3,
    })),
  )

const cardsOf = (files: readonly Made[], pairs = pairsOf(files)): string[][] =>
  trainingCards(files, pairs, []).map((card) => card.map(({ id }) => id))

test('the same cards in the same order come of the same files in any order', () => {
  fc.assert(
    fc.property(
      library.chain((files) =>
        fc.tuple(
          fc.constant(files),
          fc.shuffledSubarray(files, { minLength: files.length }),
          fc.shuffledSubarray(pairsOf(files), { minLength: pairsOf(files).length }),
        ),
      ),
      ([files, shuffled, pairs]) => {
        expect(cardsOf(shuffled, pairs)).toEqual(cardsOf(files))
      },
    ),
  )
})

test('no card has files of two trainings, and nothing is on two cards', () => {
  fc.assert(
    fc.property(library, (files) => {
      const training = new Map(files.map((one) => [one.id, one.training]))
      const cards = cardsOf(files)
      for (const ids of cards) {
        expect(ids.length).toBeGreaterThan(1)
        expect(new Set(ids.map((id) => training.get(id))).size).toBe(1)
      }
      expect(new Set(cards.flat()).size).toBe(cards.flat().length)
    }),
  )
})

test('what was not measured stays apart, whatever it is called, unless its trainer wrote it', () => {
  fc.assert(
    fc.property(library, (files) => {
      const said = new Set(files.filter(({ session }) => session !== null).map(({ id }) => id))
      expect(
        cardsOf(files, [])
          .flat()
          .every((id) => said.has(id)),
      ).toBe(true)
    }),
  )
})
