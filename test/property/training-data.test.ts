// Laws of buckets, captions and the order of pictures.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketFitter, bucketSizes, cropPlan } from '../../src-main/training/data/buckets.ts'
import { captionOf, tagsOf } from '../../src-main/training/captions.ts'
import { dataOrder, firstBatch, type OrderState } from '../../src-main/training/order.ts'
import { draws } from '../../src-main/training/data/draws.ts'

const settings = fc.record({
  width: fc.integer({ min: 8, max: 160 }).map((n) => n * 8),
  height: fc.integer({ min: 8, max: 160 }).map((n) => n * 8),
  min: fc.constantFrom(64, 128, 256),
  max: fc.constantFrom(512, 1024, 2048),
  step: fc.constantFrom(8, 32, 64),
  on: fc.boolean(),
  noUpscale: fc.boolean(),
})
const picture = fc.record({
  width: fc.integer({ min: 16, max: 6000 }),
  height: fc.integer({ min: 16, max: 6000 }),
})

describe('buckets', () => {
  it('give every picture exactly one bucket, which its resized form covers', () => {
    fc.assert(
      fc.property(settings, picture, (given, size) => {
        const fit = bucketFitter(given)(size)
        expect(bucketFitter(given)(size)).toEqual(fit)
        expect(fit.resized.width).toBeGreaterThanOrEqual(fit.bucket.width)
        expect(fit.resized.height).toBeGreaterThanOrEqual(fit.bucket.height)
        const multiple = given.on ? given.step : 8
        expect([fit.bucket.width % multiple, fit.bucket.height % multiple]).toEqual([0, 0])
        if (given.on && !given.noUpscale) expect(bucketSizes(given)).toContainEqual(fit.bucket)
        for (const random of [undefined, () => 0, () => 0.999999]) {
          const { left, top } = cropPlan(fit, random)
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(0)
          expect(left + fit.bucket.width).toBeLessThanOrEqual(fit.resized.width)
          expect(top + fit.bucket.height).toBeLessThanOrEqual(fit.resized.height)
        }
      }),
    )
  })

  it('without enlarging never enlarge a picture of at least one step', () => {
    fc.assert(
      fc.property(settings, picture, (given, size) => {
        fc.pre(Math.min(size.width, size.height) >= given.step)
        const { resized } = bucketFitter({ ...given, on: true, noUpscale: true })(size)
        // Rounding to whole steps may leave a shrunk side at most a step longer than it was.
        if (size.width * size.height <= given.width * given.height) expect(resized).toEqual(size)
      }),
    )
  })
})

const pictures = fc.array(
  fc.record({ bucket: fc.constantFrom('a', 'b', 'c'), repeats: fc.integer({ min: 1, max: 4 }) }),
  { minLength: 1, maxLength: 20 },
)

describe('the order of pictures', () => {
  it('resumed anywhere from its written state goes on as if it had not stopped', () => {
    fc.assert(
      fc.property(
        pictures,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        fc.nat(60),
        (given, batch, seed, stop) => {
          const order = dataOrder(given, { seed, batch })
          const whole: (readonly number[])[] = []
          let state = firstBatch
          let written = JSON.stringify(state)
          for (let step = 0; step < 80; step++) {
            if (step === stop) written = JSON.stringify(state)
            whole.push(order.batchAt(state))
            state = order.after(state)
          }
          const again = dataOrder(given, { seed, batch })
          let resumed = JSON.parse(written) as OrderState
          for (const expected of whole.slice(stop)) {
            expect(again.batchAt(resumed)).toEqual(expected)
            resumed = again.after(resumed)
          }
        },
      ),
    )
  })

  it('shows each picture as often as it is repeated, in batches of one bucket', () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 1, max: 5 }), fc.nat(), (given, batch, seed) => {
        const order = dataOrder(given, { seed, batch })
        const shown = given.map(() => 0)
        let state = firstBatch
        for (let at = 0; at < order.batchesPerEpoch; at++) {
          const indices = order.batchAt(state)
          expect(indices.length).toBeGreaterThan(0)
          expect(indices.length).toBeLessThanOrEqual(batch)
          expect(new Set(indices.map((index) => given[index]!.bucket)).size).toBe(1)
          for (const index of indices) shown[index]!++
          state = order.after(state)
        }
        expect(state).toEqual({ epoch: 1, batch: 0 })
        expect(shown).toEqual(given.map(({ repeats }) => repeats))
      }),
    )
  })
})

describe('captions', () => {
  it('only reorder tags, keep the front, and say the same for the same draws', () => {
    const tags = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(tags, fc.nat(5), fc.nat(), (words, keepTokens, seed) => {
        const given = {
          extension: '.txt',
          trigger: '',
          classWord: '',
          shuffle: true,
          keepTokens,
          keepSeparator: '',
          dropout: 0,
          dropoutEveryEpochs: 0,
          tagDropout: 0,
        }
        const caption = captionOf(words.join(', '), given, 0, draws(seed, 'caption'))
        expect(captionOf(words.join(', '), given, 0, draws(seed, 'caption'))).toBe(caption)
        expect(tagsOf(caption).slice(0, keepTokens)).toEqual(words.slice(0, keepTokens))
        expect(tagsOf(caption).sort()).toEqual([...words].sort())
      }),
    )
  })
})
