// The modules of a base: a family's published ones, or those of a model's own sizes.
import { expect, it } from 'vitest'
import { baseModules, publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { families, modelOfSizes, published } from '../../../support/families.ts'

it('published modules are made once, without the VAE', () => {
  const base = publishedModules(families.sdxl)
  expect(publishedModules(families.sdxl)).toBe(base)
  expect([...base.modules.keys()]).toEqual(['unet', 'text_encoder', 'text_encoder_2'])
  expect([...base.modules.values()].map((modules) => modules.length)).toEqual([1050, 99, 260])
})

it('a model’s own sizes make its own modules', () => {
  const unet = { ...published.sd1.unet, channels: [64, 128, 256, 256] }
  const small = baseModules(families.sd1, modelOfSizes({ ...published.sd1, unet }))
  expect(small.modules.has('vae')).toBe(false)
  expect(small.modules.get('unet')?.[0]?.weight).toEqual([64, 4, 3, 3])
})
