// A change taken back out of what others have changed since.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { takenBack } from '../../../../../src-renderer/state/history/taken-back.ts'

type Card = { id: string; weight: number; on: boolean }
const card = (id: string, weight = 1): Card => ({ id, weight, on: true })

describe('texts', () => {
  test.each([
    // now, after the step, before the step, result
    ['a red wall, inkwork', 'a red wall', 'a wall', 'a wall, inkwork'],
    ['night: a red wall', 'a red wall', 'a wall', 'night: a wall'],
    ['night: a red wall, inkwork', 'a red wall', 'a wall', 'night: a wall, inkwork'],
    ['a wall, inkwork', 'a wall', 'a red wall', 'a red wall, inkwork'],
    // The piece is not to be found: nothing is lost.
    ['something else', 'a red wall', 'a wall', 'something else'],
  ])('%j, where %j was %j, is %j', (now, from, to, result) => expect(takenBack(now, from, to)).toBe(result))
})

describe('cards', () => {
  test('one that was removed comes back behind its neighbour, among those that came since', () => {
    const before = [card('a'), card('b'), card('c')]
    const after = [card('a'), card('c')]
    const now = [card('x'), card('a'), card('c', 0.5)]
    expect(takenBack(now, after, before)).toEqual([card('x'), card('a'), card('b'), card('c', 0.5)])
  })

  test('of one that was added only it goes', () => {
    expect(takenBack([card('b', 2), card('a')], [card('a'), card('b')], [card('a')])).toEqual([card('a')])
  })

  test('an order goes back though a weight has changed and another card came', () => {
    const before = [card('a'), card('b'), card('c')]
    const after = [card('c'), card('a'), card('b')]
    const now = [card('c', 2), card('x'), card('a'), card('b')]
    expect(takenBack(now, after, before)).toEqual([card('a'), card('x'), card('b'), card('c', 2)])
  })

  test('a weight goes back though the card is bound to another file by now', () => {
    const now = [{ ...card('a', 2), adapter: 'found' }]
    const from = [{ ...card('a', 2), adapter: 'missing' }]
    const to = [{ ...card('a', 1), adapter: 'missing' }]
    expect(takenBack(now, from, to)).toEqual([{ ...card('a', 1), adapter: 'found' }])
  })
})

const cards = fc.uniqueArray(
  fc.constantFrom('a', 'b', 'c', 'd').map((id) => card(id)),
  { selector: ({ id }) => id },
)
const value = fc.record({
  prompt: fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 8 }),
  seed: fc.option(fc.nat(3)),
  stack: cards,
  words: fc.dictionary(fc.constantFrom('a', 'b'), fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 })),
})

test('where nothing else has changed it is exactly what was there before', () => {
  fc.assert(
    fc.property(value, value, (from, to) => {
      expect(takenBack(from, from, to)).toEqual(to)
    }),
  )
})

test('what the step did not touch stays as it is now', () => {
  fc.assert(
    fc.property(value, value, value, (from, to, other) => {
      // The step changed the seed alone; all else is of now.
      const now = { ...other, seed: from.seed }
      expect(takenBack(now, from, { ...from, seed: to.seed })).toEqual({ ...now, seed: to.seed })
    }),
  )
})

test('no card is there twice, and none is lost that the step did not add', () => {
  fc.assert(
    fc.property(cards, cards, cards, (now, from, to) => {
      const ids = takenBack(now, from, to).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const added = from.filter(({ id }) => !to.some((one) => one.id === id)).map(({ id }) => id)
      for (const { id } of now) if (!added.includes(id)) expect(ids).toContain(id)
    }),
  )
})
