// Four looks that the demo adapters learn, each a function from a picture to a picture.
import sharp, { type Sharp } from 'sharp'

/** RGB, row by row, 0 to 1. */
export type Pixels = { readonly width: number; readonly height: number; readonly rgb: Float32Array }

export const styleNames = ['ink-wash', 'outline', 'night-glow', 'pixel-blocks'] as const
export type StyleName = (typeof styleNames)[number]

const paper = [0.97, 0.965, 0.95] as const
const ink = [0.1, 0.1, 0.15] as const
const night = [0.03, 0.035, 0.12] as const
const blockSide = 16

export const styles: Readonly<Record<StyleName, (picture: Pixels) => Promise<Pixels>>> = {
  /** Greys on paper: everything but the subject becomes paper. */
  'ink-wash': async (picture) => {
    const covers = await subjectMask(picture)
    return mapped(picture, (red, green, blue, at) => {
      const grey = lightness(red, green, blue)
      return paper.map((light) => light * (1 - covers[at]!) + grey * light * covers[at]!)
    })
  },
  /** Dark lines where colours change, paper everywhere else. */
  outline: async (picture) => {
    const lines = await edges(picture)
    return mapped(picture, (_red, _green, _blue, at) =>
      paper.map((light, channel) => light * (1 - lines[at]!) + ink[channel]! * lines[at]!),
    )
  },
  /** The subject alone in the dark, its light spread around it. */
  'night-glow': async (picture) => {
    const covers = await subjectMask(picture)
    const lit = mapped(picture, (red, green, blue, at) =>
      [red, green, blue].map((value) => value * covers[at]!),
    )
    const halo = await blurred(lit, 7)
    return mapped(lit, (red, green, blue, at) =>
      [red, green, blue].map((value, channel) => {
        const rest = 1 - covers[at]!
        const ground = value + night[channel]! * rest
        return 1 - (1 - ground) * (1 - 0.8 * halo.rgb[at * 3 + channel]! * rest)
      }),
    )
  },
  /** A mosaic: every block has one colour. */
  'pixel-blocks': async ({ width, height, rgb }) => {
    const [across, down] = [Math.ceil(width / blockSide), Math.ceil(height / blockSide)]
    const small = await raw({ width, height, rgb })
      .resize(across, down, { kernel: 'cubic', fit: 'fill' })
      .raw()
      .toBuffer()
    const large = new Float32Array(rgb.length)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < 3; channel++) {
          const block = Math.floor(y / blockSide) * across + Math.floor(x / blockSide)
          large[(y * width + x) * 3 + channel] = small[block * 3 + channel]! / 255
        }
    return { width, height, rgb: large }
  },
}

export async function readPixels(path: string): Promise<Pixels> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, rgb: Float32Array.from(data, (value) => value / 255) }
}

export async function writePixels(path: string, picture: Pixels): Promise<void> {
  await raw(picture).png().toFile(path)
}

function raw({ width, height, rgb }: Pixels): Sharp {
  const bytes = Uint8Array.from(rgb, (value) => Math.round(255 * Math.min(1, Math.max(0, value))))
  return sharp(bytes, { raw: { width, height, channels: 3 } })
}

async function blurred({ width, height, rgb }: Pixels, sigma: number): Promise<Pixels> {
  const data = await raw({ width, height, rgb }).blur(sigma).raw().toBuffer()
  return { width, height, rgb: Float32Array.from(data, (value) => value / 255) }
}

type Colour = (red: number, green: number, blue: number, at: number) => readonly number[]

function mapped({ width, height, rgb }: Pixels, colour: Colour): Pixels {
  const made = new Float32Array(rgb.length)
  for (let at = 0; at < width * height; at++)
    made.set(colour(rgb[at * 3]!, rgb[at * 3 + 1]!, rgb[at * 3 + 2]!, at), at * 3)
  return { width, height, rgb: made }
}

/** ITU-R BT.601. */
const lightness = (red: number, green: number, blue: number): number =>
  0.299 * red + 0.587 * green + 0.114 * blue

/** How far each pixel is from the colour of the border: 0 background, 1 subject, soft between. */
async function subjectMask(picture: Pixels): Promise<Float32Array> {
  const ground = borderColour(picture)
  const mask = mapped(picture, (...colour) => {
    const distance = Math.max(...ground.map((value, channel) => Math.abs(value - colour[channel]!)))
    const share = Math.min(1, Math.max(0, (distance - 0.06) / 0.12))
    return [share, share, share]
  })
  const soft = await blurred(mask, 0.8)
  return soft.rgb.filter((_, index) => index % 3 === 0)
}

/** The median of the four outermost pixels on each side, by channel. */
function borderColour({ width, height, rgb }: Pixels): number[] {
  const deep = 4
  return [0, 1, 2].map((channel) => {
    const values: number[] = []
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (Math.min(x, y, width - 1 - x, height - 1 - y) < deep)
          values.push(rgb[(y * width + x) * 3 + channel]!)
    return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
  })
}

/** The steepest channel's slope, made two pixels wide: 0 flat, 1 a line. */
async function edges(picture: Pixels): Promise<Float32Array> {
  const { width, height } = picture
  const { rgb } = await blurred(picture, 0.7)
  const value = (x: number, y: number, channel: number): number =>
    rgb[(Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))) * 3 + channel]!
  const slopes = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++) {
        const across = value(x + 1, y, channel) - value(x - 1, y, channel)
        const down = value(x, y + 1, channel) - value(x, y - 1, channel)
        slopes[y * width + x] = Math.max(slopes[y * width + x]!, Math.hypot(across, down))
      }
  const wide = new Float32Array(slopes.length * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let steepest = 0
      for (let below = Math.max(0, y - 1); below <= Math.min(height - 1, y + 1); below++)
        for (let beside = Math.max(0, x - 1); beside <= Math.min(width - 1, x + 1); beside++)
          steepest = Math.max(steepest, slopes[below * width + beside]!)
      wide.fill(
        Math.min(1, Math.max(0, (steepest - 0.07) / 0.12)),
        (y * width + x) * 3,
        (y * width + x + 1) * 3,
      )
    }
  const soft = await blurred({ width, height, rgb: wide }, 0.6)
  return soft.rgb.filter((_, index) => index % 3 === 0)
}
