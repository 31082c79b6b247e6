import { describe, expect, it } from 'vitest'
import { buildVaeDecoder, buildVaeEncoder } from '../../../../src-main/architectures/networks/autoencoder.ts'
import { buildTextEncoder } from '../../../../src-main/architectures/networks/clip-text.ts'
import { buildUNet } from '../../../../src-main/architectures/networks/unet.ts'
import { families, published } from '../../../support/families.ts'
import { modelParameters } from '../../../support/model-parameters.ts'

describe.each(['sd1', 'sd2', 'sdxl'] as const)('the networks of %s', (architecture) => {
  const own = published[architecture]

  it('take every parameter of the module list, in its shape, and no other', () => {
    const graphs = [
      buildUNet(own.unet),
      buildVaeDecoder(own.vae),
      buildVaeEncoder(own.vae),
      ...own.textEncoders.map((encoder) => buildTextEncoder(encoder)),
    ]
    const taken = new Map(
      graphs.flatMap(({ parameters }) => parameters).map(({ name, shape }) => [name, shape]),
    )
    const specs = modelParameters(families[architecture].published)
    for (const [name, shape] of taken) expect(specs.get(name)?.shape, name).toEqual(shape)
    const untaken = [...specs.keys()].filter((name) => !taken.has(name))
    // SDXL takes the first encoder's hidden state before its last layer, and unnormalised.
    const unused = /^text_encoder\.text_model\.(encoder\.layers\.11|final_layer_norm)\./
    expect(untaken.filter((name) => architecture !== 'sdxl' || !unused.test(name))).toEqual([])
  })

  it('keep the size of the latent', () => {
    const [output] = buildUNet(own.unet).outputs
    expect(output?.value.shape).toEqual(['batch', 4, 'height', 'width'])
  })
})

describe('sizes that do not halve evenly', () => {
  it.each([
    [65, 97],
    [67, 100],
    [9, 31],
  ])('%d × %d', (height, width) => {
    const [output] = buildUNet(published.sd1.unet, { height, width }).outputs
    expect(output?.value.shape).toEqual(['batch', 4, height, width])
  })

  it('doubling and cropping equals interpolating to the odd size', () => {
    for (let half = 1; half <= 512; half++) {
      const odd = 2 * half - 1
      for (let i = 0; i < odd; i++) {
        const interpolated = Math.floor((i * half) / odd)
        expect(Math.floor(i / 2)).toBe(interpolated)
      }
    }
  })
})
