import { describe, expect, it } from 'vitest'
import { detectVae } from '../../../../src-main/architectures/recognising/vae-file.ts'
import type { AppError } from '../../../../src-main/base/errors.ts'
import { madeUpTable, without } from '../../../support/made-up-table.ts'
import { families, published } from '../../../support/families.ts'

const model = published.sd1
const throwing = (code: string) => expect.objectContaining({ code }) as AppError

describe('a VAE file', () => {
  it.each([
    ['single', ''],
    ['single', 'first_stage_model.'],
    ['canonical', ''],
    ['canonical', 'vae.'],
  ] as const)('%s names below "%s"', (style, prefix) => {
    const table = madeUpTable(model, { vae: { style, prefix } })
    expect(detectVae(table, { families: [families.sdxl] }).config).toEqual(published.sdxl.vae)
  })

  it('a file without one', () => {
    const table = madeUpTable(model, { unet: { style: 'single', prefix: '' } })
    expect(() => detectVae(table)).toThrow(throwing('vae/not-a-vae'))
  })

  it('one with 16 latent channels is for SD 3 or Flux', () => {
    const vae = { ...published.sd1.vae, latentChannels: 16 } as typeof model.vae
    const table = madeUpTable({ ...model, vae }, { vae: { style: 'single', prefix: '' } })
    expect(() => detectVae(table)).toThrow(throwing('vae/wrong-architecture'))
  })

  it('an incomplete one', () => {
    const table = madeUpTable(model, { vae: { style: 'single', prefix: '' } })
    expect(() => detectVae(without(table, /quant_conv/))).toThrow(throwing('vae/missing-tensors'))
  })

  it('one with a tensor of the wrong shape', () => {
    const table = madeUpTable(model, { vae: { style: 'single', prefix: '' } })
    table.tensors.set('quant_conv.weight', { dtype: 'f32', shape: [8, 4, 1, 1] })
    expect(() => detectVae(table)).toThrow(throwing('vae/wrong-shape'))
  })
})
