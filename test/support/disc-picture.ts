// A disc on a ground of one colour, drawn without the SVG reader, which the program keeps switched off.
import sharp, { type Sharp } from 'sharp'

type Colour = readonly [red: number, green: number, blue: number]
export type Disc = {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly colour: Colour
}

/** All in pixels, from the upper left corner. */
export function discPicture(
  [width, height]: readonly [number, number],
  disc: Disc,
  ground: Colour = [255, 255, 255],
): Sharp {
  const pixels = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x + 0.5 - disc.x, y + 0.5 - disc.y) <= disc.radius
      pixels.set(inside ? disc.colour : ground, 3 * (y * width + x))
    }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}
