import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawPreview, fitPreviewMap } from '../../../../src-main/engine/picture/latent-preview.ts'
import { averageColours } from '../../../../src-main/engine/picture/preview-samples.ts'
import { createUniform } from '../../../../src-main/engine/measuring/uniform.ts'
import { expectClose } from '../../../support/close.ts'
import { tolerances } from '../../../support/tolerances.ts'

test('colours that are linear in the latent are found again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      const uniform = createUniform(seed)
      const [channels, count] = [4, 400]
      const truth = Array.from({ length: 3 }, () =>
        Array.from({ length: channels + 1 }, () => uniform() - 0.5),
      )
      const latents = Float32Array.from({ length: count * channels }, () => 4 * uniform() - 2)
      const colours = Float32Array.from({ length: count * 3 }, (_, at) => {
        const weights = truth[at % 3]!
        const row = Math.floor(at / 3) * channels
        return weights.reduce((sum, w, c) => sum + w * (c < channels ? latents[row + c]! : 1), 0)
      })
      const map = fitPreviewMap({ channels, latents, colours })
      truth.forEach((weights, c) => expectClose(map.weights[c]!, weights, tolerances.fittedPreview))
    }),
    { numRuns: 20 },
  )
})

test('a preview has a pixel for every latent pixel, and stays within the colours there are', () => {
  const map = { channels: 1, weights: [Float64Array.of(1, 0), Float64Array.of(-1, 0), Float64Array.of(0, 9)] }
  const { width, height, rgb } = drawPreview(map, Float32Array.of(-1, 1), 2, 1)
  expect([width, height]).toEqual([2, 1])
  expect([...rgb]).toEqual([0, 255, 255, 255, 0, 255])
})

test('pictures are averaged square by square', () => {
  const picture = Float32Array.of(...[1, 1, 0, 0], ...[0, 0, 0, 0], ...[-1, 1, 0, 0])
  expect([...averageColours(picture, 1, 2, 2)]).toEqual([0.5, 0, 0])
})
