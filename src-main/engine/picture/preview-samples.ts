// Pictures drawn by rule, to learn a VAE's latent colours from: flat grounds with a gradient disc and a stripe.
import { createUniform } from '../measuring/uniform.ts'

export const previewPictureSize = 64
export const previewPictureCount = 16

/** [count, 3, size, size] in -1…1; the same pictures on every machine. */
export function previewPictures(): Float32Array {
  const size = previewPictureSize
  const uniform = createUniform(20)
  const pictures = new Float32Array(previewPictureCount * 3 * size * size)
  for (let p = 0; p < previewPictureCount; p++) {
    const ground = colour(uniform)
    const disc = colour(uniform)
    const stripe = colour(uniform)
    const [x0, y0] = [size * (0.3 + 0.4 * uniform()), size * (0.3 + 0.4 * uniform())]
    const radius = size * (0.15 + 0.25 * uniform())
    const edge = Math.floor(size * uniform())
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const distance = Math.hypot(x - x0, y - y0)
        const inStripe = x >= edge && x < edge + size / 8
        const shade = 1 - 0.5 * (distance / radius)
        for (let c = 0; c < 3; c++) {
          const value =
            distance < radius
              ? shade * disc[c]! + (1 - shade) * ground[c]!
              : inStripe
                ? stripe[c]!
                : ground[c]!
          pictures[((p * 3 + c) * size + y) * size + x] = value
        }
      }
    }
  }
  return pictures
}

/** Means over squares of `factor` pixels, as rows of colours: [count * (size/factor)^2, 3]. */
export function averageColours(
  pictures: Float32Array,
  count: number,
  size: number,
  factor: number,
): Float32Array {
  const small = size / factor
  const colours = new Float32Array(count * small * small * 3)
  for (let p = 0; p < count; p++)
    for (let c = 0; c < 3; c++)
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++) {
          const target = ((p * small + Math.floor(y / factor)) * small + Math.floor(x / factor)) * 3 + c
          colours[target]! += pictures[((p * 3 + c) * size + y) * size + x]! / (factor * factor)
        }
  return colours
}

function colour(uniform: () => number): [number, number, number] {
  return [2 * uniform() - 1, 2 * uniform() - 1, 2 * uniform() - 1]
}
