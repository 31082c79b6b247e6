// The linear map from latent to colours that draws previews: fitted once per VAE by least squares, no extra model.
import type { PreviewImage } from '../../contract/engine.ts'

/** colour[c] = bias[c] + sum over latent channels; colours in -1…1. weights: [3][channels + 1], the bias last. */
export type PreviewMap = { readonly channels: number; readonly weights: readonly Float64Array[] }

/** Pairs of scaled latents [n, channels] and colours [n, 3] in -1…1, pixel by pixel. */
export type PreviewSamples = { channels: number; latents: Float32Array; colours: Float32Array }

/** Keeps the fit stable where a latent channel hardly varies; small against unit-variance latents. */
const ridge = 1e-3

export function fitPreviewMap({ channels, latents, colours }: PreviewSamples): PreviewMap {
  const size = channels + 1
  const count = colours.length / 3
  const gram = Array.from({ length: size }, () => new Float64Array(size))
  const moments = Array.from({ length: 3 }, () => new Float64Array(size))
  const row = new Float64Array(size)
  row[channels] = 1
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < channels; c++) row[c] = latents[i * channels + c] as number
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) (gram[a] as Float64Array)[b]! += (row[a] as number) * (row[b] as number)
      for (let c = 0; c < 3; c++)
        (moments[c] as Float64Array)[a]! += (row[a] as number) * (colours[i * 3 + c] as number)
    }
  }
  for (let c = 0; c < channels; c++) (gram[c] as Float64Array)[c]! += ridge * count
  return { channels, weights: moments.map((moment) => solve(gram, moment)) }
}

/** latent: scaled, planar [channels, height, width]. */
export function drawPreview(
  map: PreviewMap,
  latent: Float32Array,
  width: number,
  height: number,
): PreviewImage {
  const plane = width * height
  const rgb = new Uint8Array(plane * 3)
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) {
      const weights = map.weights[c] as Float64Array
      let value = weights[map.channels] as number
      for (let l = 0; l < map.channels; l++)
        value += (weights[l] as number) * (latent[l * plane + i] as number)
      rgb[i * 3 + c] = Math.max(0, Math.min(255, Math.round((value + 1) * 127.5)))
    }
  }
  return { width, height, rgb }
}

/** Gaussian elimination with partial pivoting; the system is small and positive definite. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length
  const rows = matrix.map((row, i) => Float64Array.of(...row, right[i] as number))
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let r = column + 1; r < n; r++)
      if (Math.abs(rows[r]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = r
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    for (let r = 0; r < n; r++) {
      if (r === column) continue
      const factor = rows[r]![column]! / rows[column]![column]!
      for (let k = column; k <= n; k++) rows[r]![k]! -= factor * rows[column]![k]!
    }
  }
  return Float64Array.from(rows, (row, i) => row[n]! / row[i]!)
}
