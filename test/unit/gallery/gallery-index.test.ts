// The packed order of a gallery against a plain list of its pictures.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aspectOfByte, byteOfAspect } from '../../../src-main/contract/gallery.ts'
import { galleryIndex, type PictureForm } from '../../../src-main/gallery/gallery-index.ts'

const forms = fc.record({
  sequence: fc.integer({ min: 1, max: 60 }),
  createdAt: fc.integer({ min: 0, max: 40 }).map((hours) => new Date(2026, 10, 29, hours)),
  width: fc.integer({ min: 64, max: 4096 }),
  height: fc.integer({ min: 64, max: 4096 }),
})
const acts = fc.array(fc.oneof(forms, fc.integer({ min: 1, max: 60 })), { maxLength: 120 })

test('whatever is put in and taken out, the order is that of a plain list', () => {
  fc.assert(
    fc.property(acts, fc.array(fc.integer({ min: 0, max: 80 })), fc.boolean(), (all, some, isAll) => {
      const index = galleryIndex()
      const plain = new Map<number, PictureForm>()
      for (const act of all) {
        if (typeof act === 'number') {
          index.remove(act)
          plain.delete(act)
        } else {
          index.put(act)
          plain.set(act.sequence, act)
        }
      }
      const oldest = [...plain.values()]
        .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.sequence - b.sequence)
        .filter(({ sequence }) => isAll || some.includes(sequence))
      const hits = isAll ? null : some
      const order = index.order(hits, 'oldest')
      expect([...order.sequences]).toEqual(oldest.map(({ sequence }) => sequence))
      expect([...order.aspects]).toEqual(oldest.map(({ width, height }) => byteOfAspect(width, height)))
      expect([...index.order(hits, 'newest').sequences]).toEqual([...order.sequences].reverse())
      expect(order.days.reduce((sum, { count }) => sum + count, 0)).toBe(oldest.length)
      expect(index.size).toBe(plain.size)
    }),
  )
})

test('days are those of the calendar here, and neighbours of one day stand together', () => {
  const index = galleryIndex()
  const at = (sequence: number, ...moment: [number, number, number, number]): void =>
    index.put({ sequence, createdAt: new Date(...moment), width: 512, height: 512 })
  at(1, 2025, 11, 31, 23)
  at(2, 2026, 0, 1, 0)
  at(3, 2026, 0, 1, 23)
  expect(index.order(null, 'newest').days).toEqual([
    { day: '2026-01-01', count: 2 },
    { day: '2025-12-31', count: 1 },
  ])
})

test('a form comes back within one per cent, and nonsense is a square', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 64, max: 8192 }),
      fc.double({ min: 0.25, max: 4, noNaN: true }),
      (height, wish) => {
        const width = Math.round(height * wish)
        const ratio = aspectOfByte(byteOfAspect(width, height)) / (width / height)
        expect(Math.abs(Math.log(ratio))).toBeLessThan(Math.LN2 / 100)
      },
    ),
  )
  expect([byteOfAspect(0, 0), byteOfAspect(1, 0), byteOfAspect(0, 1)].map(aspectOfByte)).toEqual([1, 1, 1])
})
