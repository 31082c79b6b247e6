// Picking in a list of thousands: ranges reach over what is not known here, and the newest wish has the last word.
import { expect, test } from 'vitest'
import { Picked, type PickableList } from '../../../../src-renderer/state/picked.svelte.ts'

const id = (index: number): string => `id-${index}`
const ids = (first: number, end: number): string[] =>
  Array.from({ length: end - first }, (_, at) => id(first + at))

function open(list: Partial<PickableList> = {}): { picked: Picked; now: () => string[] } {
  const picked = new Picked({
    idAt: id,
    idsBetween: (first, end) => Promise.resolve(ids(first, end)),
    ...list,
  })
  return { picked, now: () => [...picked.ids].sort((a, b) => Number(a.slice(3)) - Number(b.slice(3))) }
}

test('one alone, one more, one out again, and a range from the last one', async () => {
  const { picked, now } = open()
  picked.only(4)
  picked.only(7)
  picked.toggle(2)
  expect(now()).toEqual(['id-2', 'id-7'])
  picked.toggle(7)
  picked.only(10)
  await picked.upTo(13)
  expect(now()).toEqual(ids(10, 14))
  // The range turns around where it began.
  await picked.upTo(8)
  expect(now()).toEqual(ids(8, 11))
})

test('a range that is added keeps what was picked, and gives back what it no longer covers', async () => {
  const { picked, now } = open()
  picked.only(1)
  picked.toggle(20)
  await picked.upTo(23, true)
  expect(now()).toEqual(['id-1', ...ids(20, 24)])
  await picked.upTo(21, true)
  expect(now()).toEqual(['id-1', ...ids(20, 22)])
})

test('what a band touches, with or without what was picked before it', async () => {
  const { picked, now } = open()
  picked.only(3)
  picked.begin()
  await picked.stretches(
    [
      { first: 10, end: 12 },
      { first: 15, end: 17 },
    ],
    true,
  )
  expect(now()).toEqual(['id-3', 'id-10', 'id-11', 'id-15', 'id-16'])
  await picked.stretches([], true)
  expect(now()).toEqual(['id-3'])
  await picked.stretches([{ first: 10, end: 12 }], false)
  expect(now()).toEqual(['id-10', 'id-11'])
})

test('an answer that comes late takes nothing from a wish that came after', async () => {
  const answers: ((value: readonly string[]) => void)[] = []
  const { picked, now } = open({ idsBetween: () => new Promise((resolve) => answers.push(resolve)) })
  picked.only(0)
  const slow = picked.upTo(5000)
  picked.only(3)
  answers[0]!(ids(0, 5001))
  await slow
  expect(now()).toEqual(['id-3'])
  const all = picked.all(2)
  answers[1]!(ids(0, 2))
  await all
  expect(now()).toEqual(['id-0', 'id-1'])
})

test('what is not known yet cannot be picked, and what is gone is not picked any more', async () => {
  const { picked, now } = open({ idAt: (index) => (index < 5 ? id(index) : null) })
  picked.only(9)
  picked.toggle(9)
  expect(now()).toEqual([])
  await picked.all(3)
  picked.drop(['id-1', 'id-9'])
  expect(now()).toEqual(['id-0', 'id-2'])
  picked.clear()
  expect(picked.count).toBe(0)
})
