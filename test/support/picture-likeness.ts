// How alike two small pictures are.
import sharp from 'sharp'

/** A picture file averaged down to a size, RGB bytes. */
export async function averagedDown(path: string, width: number, height: number): Promise<Uint8Array> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const [across, down] = [info.width / width, info.height / height]
  const sums = new Float64Array(width * height * 3)
  for (let y = 0; y < info.height; y++)
    for (let x = 0; x < info.width; x++)
      for (let c = 0; c < 3; c++)
        sums[(Math.floor(y / down) * width + Math.floor(x / across)) * 3 + c]! +=
          data[(y * info.width + x) * 3 + c]!
  return Uint8Array.from(sums, (sum) => Math.round(sum / (across * down)))
}

/** Pearson's r over all values. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length
  const mean = (values: ArrayLike<number>): number =>
    Array.from({ length: n }, (_, i) => values[i]!).reduce((sum, value) => sum + value, 0) / n
  const [meanA, meanB] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return ab / Math.sqrt(aa * bb)
}
