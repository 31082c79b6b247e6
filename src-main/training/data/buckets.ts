// Aspect-ratio buckets as kohya's trainers define them (kohya-ss/sd-scripts: make_bucket_resolutions in
// library/model_util.py, BucketManager in library/train_util.py). All numbers are pixels.

export type Size = { readonly width: number; readonly height: number }

export type BucketSettings = Size & {
  readonly on: boolean
  readonly min: number
  readonly max: number
  readonly step: number
  readonly noUpscale: boolean
}

export type Fit = {
  readonly bucket: Size
  /** What the picture is resized to, before it is cut. */
  readonly resized: Size
  /** Bucket's ratio minus the picture's. */
  readonly ratioError: number
}

/** What happens to one picture: resize, then cut this part out. */
export type CropPlan = Fit & { readonly left: number; readonly top: number }

const floorTo = (value: number, step: number): number => Math.floor(value / step) * step
const rounded = (value: number): number => Math.floor(value + 0.5)
const ratio = ({ width, height }: Size): number => width / height

/** Sorted by width, then height: no larger than the area trained at, sides from `min` to `max` in steps. */
export function bucketSizes({ width, height, min, max, step }: BucketSettings): Size[] {
  const area = width * height
  const sizes = new Map<string, Size>()
  const add = (size: Size): unknown => sizes.set(`${size.width}x${size.height}`, size)
  const square = floorTo(Math.sqrt(area), step)
  add({ width: square, height: square })
  for (let long = min; long <= max; long += step) {
    const short = Math.min(max, floorTo(Math.floor(area / long), step))
    if (short < min) continue
    add({ width: long, height: short })
    add({ width: short, height: long })
  }
  return [...sizes.values()].sort((a, b) => a.width - b.width || a.height - b.height)
}

/** A function, so that the sizes are made once for a dataset. */
export function bucketFitter(settings: BucketSettings): (picture: Size) => Fit {
  if (settings.on && settings.noUpscale) return (picture) => fitWithoutEnlarging(picture, settings)
  const sizes = settings.on ? bucketSizes(settings) : [{ width: settings.width, height: settings.height }]
  return (picture) => fitToSizes(picture, sizes)
}

/** A picture that has a bucket's very size goes there; else the nearest ratio wins, the first of equals. */
function fitToSizes(picture: Size, sizes: readonly Size[]): Fit {
  const same = sizes.find(({ width, height }) => width === picture.width && height === picture.height)
  const bucket = same ?? nearestRatio(sizes, ratio(picture))
  const scale = ratio(picture) > ratio(bucket) ? bucket.height / picture.height : bucket.width / picture.width
  return fitted(picture, bucket, {
    width: rounded(picture.width * scale),
    height: rounded(picture.height * scale),
  })
}

function nearestRatio(sizes: readonly Size[], wanted: number): Size {
  let best = sizes[0]!
  for (const size of sizes) if (Math.abs(ratio(size) - wanted) < Math.abs(ratio(best) - wanted)) best = size
  return best
}

/** Large pictures shrink to the area, small ones keep their size; the bucket is what whole steps leave of it. */
function fitWithoutEnlarging(picture: Size, { width, height, step }: BucketSettings): Fit {
  const area = width * height
  const resized = picture.width * picture.height > area ? shrunk(ratio(picture), area, step) : picture
  const bucket = {
    width: Math.max(step, floorTo(resized.width, step)),
    height: Math.max(step, floorTo(resized.height, step)),
  }
  return fitted(picture, bucket, covering(resized, bucket))
}

function shrunk(wanted: number, area: number, step: number): Size {
  const toStep = (value: number): number => Math.max(step, floorTo(rounded(value), step))
  const exactWidth = Math.sqrt(area * wanted)
  const byWidth = toStep(exactWidth)
  const byHeight = toStep(area / exactWidth)
  const widthError = Math.abs(byWidth / toStep(byWidth / wanted) - wanted)
  const heightError = Math.abs(toStep(byHeight * wanted) / byHeight - wanted)
  return widthError < heightError
    ? { width: byWidth, height: rounded(byWidth / wanted) }
    : { width: rounded(byHeight * wanted), height: byHeight }
}

/** Only a picture narrower than one step needs it: it is enlarged until it covers the smallest bucket there is. */
function covering(resized: Size, bucket: Size): Size {
  const scale = Math.max(1, bucket.width / resized.width, bucket.height / resized.height)
  if (scale === 1) return resized
  return {
    width: Math.max(bucket.width, rounded(resized.width * scale)),
    height: Math.max(bucket.height, rounded(resized.height * scale)),
  }
}

function fitted(picture: Size, bucket: Size, resized: Size): Fit {
  return { bucket, resized, ratioError: ratio(bucket) - ratio(picture) }
}

/** `random` gives a number in [0, 1) for each direction; without it the middle is kept. */
export function cropPlan(fit: Fit, random?: () => number): CropPlan {
  const offset = (from: number, to: number): number => {
    const spare = Math.max(0, from - to)
    return random === undefined ? Math.floor(spare / 2) : Math.floor(random() * (spare + 1))
  }
  return {
    ...fit,
    left: offset(fit.resized.width, fit.bucket.width),
    top: offset(fit.resized.height, fit.bucket.height),
  }
}

export type BucketInfo = {
  readonly buckets: Readonly<
    Record<string, { readonly resolution: [number, number]; readonly count: number }>
  >
  readonly mean_img_ar_error: number
}

/** `ss_bucket_info`: only buckets in use, in order; pictures count as often as they are repeated, errors once. */
export function bucketInfo(pictures: readonly { readonly fit: Fit; readonly repeats: number }[]): BucketInfo {
  const counts = new Map<string, { size: Size; count: number }>()
  for (const { fit, repeats } of pictures) {
    const name = `${fit.bucket.width}x${fit.bucket.height}`
    const entry = counts.get(name) ?? { size: fit.bucket, count: 0 }
    counts.set(name, { size: entry.size, count: entry.count + repeats })
  }
  const sorted = [...counts.values()].sort(
    (a, b) => a.size.width - b.size.width || a.size.height - b.size.height,
  )
  const errors = pictures.reduce((sum, { fit }) => sum + Math.abs(fit.ratioError), 0)
  return {
    buckets: Object.fromEntries(
      sorted.map(({ size, count }, index) => [
        String(index),
        { resolution: [size.width, size.height] as [number, number], count: Math.round(count) },
      ]),
    ),
    mean_img_ar_error: pictures.length === 0 ? 0 : errors / pictures.length,
  }
}
