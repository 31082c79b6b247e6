import { describe, expect, it } from 'vitest'
import {
  bucketFitter,
  bucketInfo,
  bucketSizes,
  cropPlan,
} from '../../../../src-main/training/data/buckets.ts'
import { expectNear } from '../../../support/close.ts'
import { tolerances } from '../../../support/tolerances.ts'

const sd1 = { width: 512, height: 512, min: 256, max: 1024, step: 64, on: true, noUpscale: false }
const names = (sizes: readonly { width: number; height: number }[]): string[] =>
  sizes.map(({ width, height }) => `${width}x${height}`)

describe('bucketSizes', () => {
  it('are those of kohya at 512', () => {
    // Read off make_bucket_resolutions by hand: the short side is the area over the long one, down to whole steps.
    expect(names(bucketSizes(sd1))).toEqual([
      '256x832',
      '256x896',
      '256x960',
      '256x1024',
      '320x704',
      '320x768',
      '384x640',
      '448x576',
      '512x512',
      '576x448',
      '640x384',
      '704x320',
      '768x320',
      '832x256',
      '896x256',
      '960x256',
      '1024x256',
    ])
  })
  it('of a small model have small steps', () => {
    expect(names(bucketSizes({ ...sd1, width: 128, height: 128, min: 64, max: 256, step: 32 }))).toEqual([
      '64x192',
      '64x224',
      '64x256',
      '96x160',
      '128x128',
      '160x96',
      '192x64',
      '224x64',
      '256x64',
    ])
  })
})

describe('bucketFitter', () => {
  it('resizes until the bucket is covered, then cuts', () => {
    const fit = bucketFitter(sd1)({ width: 1920, height: 1080 })
    expect(fit).toMatchObject({ bucket: { width: 640, height: 384 }, resized: { width: 683, height: 384 } })
    expectNear(fit.ratioError, 640 / 384 - 1920 / 1080, tolerances.float64)
    expect(cropPlan(fit)).toMatchObject({ left: 21, top: 0 })
    expect(cropPlan(fit, () => 0.999)).toMatchObject({ left: 43, top: 0 })
  })
  it('prefers a bucket of the very size', () => {
    const { bucket } = bucketFitter(sd1)({ width: 1024, height: 256 })
    expect(bucket).toEqual({ width: 1024, height: 256 })
  })
  it('off: everything goes into the one size', () => {
    const fit = bucketFitter({ ...sd1, on: false })({ width: 1920, height: 1080 })
    expect(fit).toMatchObject({ bucket: { width: 512, height: 512 }, resized: { width: 910, height: 512 } })
  })
  it('without enlarging: small pictures keep their size, large ones shrink to the area', () => {
    const fit = bucketFitter({ ...sd1, noUpscale: true })
    expect(fit({ width: 300, height: 200 })).toMatchObject({
      bucket: { width: 256, height: 192 },
      resized: { width: 300, height: 200 },
    })
    // sqrt(512² · 16/9) = 682.7 → 640, its height 360 → 320 (ratio 2); 384 high → 682.7 → 640 wide (ratio 1.667).
    expect(fit({ width: 1920, height: 1080 })).toMatchObject({
      bucket: { width: 640, height: 384 },
      resized: { width: 683, height: 384 },
    })
  })
})

it('bucketInfo counts repeats, and each picture’s error once', () => {
  const fit = bucketFitter(sd1)
  const info = bucketInfo([
    { fit: fit({ width: 512, height: 512 }), repeats: 3 },
    { fit: fit({ width: 600, height: 600 }), repeats: 1 },
    { fit: fit({ width: 1920, height: 1080 }), repeats: 2 },
  ])
  expect(info.buckets).toEqual({
    0: { resolution: [512, 512], count: 4 },
    1: { resolution: [640, 384], count: 2 },
  })
  expectNear(info.mean_img_ar_error, Math.abs(640 / 384 - 16 / 9) / 3, tolerances.float64)
})
