// Looks at a picture as a person would describe it: the colour of its middle and of its border.
import sharp from 'sharp'

export type Colour = { red: number; green: number; blue: number }
export type PictureColours = { width: number; height: number; centre: Colour; borders: Colour[] }

/** Mean colours of the middle third and of each of the four border strips (a tenth of the side), 0 to 255. */
export async function pictureColours(path: string): Promise<PictureColours> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const mean = (left: number, top: number, right: number, bottom: number): Colour => {
    const sum = [0, 0, 0]
    for (let y = top; y < bottom; y++)
      for (let x = left; x < right; x++) for (let c = 0; c < 3; c++) sum[c]! += data[(y * width + x) * 3 + c]!
    const count = (right - left) * (bottom - top)
    return { red: sum[0]! / count, green: sum[1]! / count, blue: sum[2]! / count }
  }
  const third = (side: number, k: number): number => Math.round((side * k) / 3)
  const strip = Math.max(1, Math.round(Math.min(width, height) / 10))
  return {
    width,
    height,
    centre: mean(third(width, 1), third(height, 1), third(width, 2), third(height, 2)),
    borders: [
      mean(0, 0, width, strip),
      mean(0, height - strip, width, height),
      mean(0, 0, strip, height),
      mean(width - strip, 0, width, height),
    ],
  }
}

const margin = 20

export const isRed = ({ red, green, blue }: Colour): boolean => red > green + margin && red > blue + margin
export const isGreen = ({ red, green, blue }: Colour): boolean =>
  green > red + margin && green > blue + margin
export const isBlue = ({ red, green, blue }: Colour): boolean => blue > red + margin && blue > green
export const isGreyToWhite = ({ red, green, blue }: Colour): boolean =>
  Math.max(red, green, blue) - Math.min(red, green, blue) < 60 && Math.min(red, green, blue) > 50

/** Most of the border: a subject may touch one side. */
export const borderIs = (colours: PictureColours, is: (colour: Colour) => boolean): boolean =>
  colours.borders.filter(is).length >= 3

export const isStrawberryOnBlue = (colours: PictureColours): boolean =>
  isRed(colours.centre) && borderIs(colours, isBlue)
export const isPandaOnGreen = (colours: PictureColours): boolean =>
  isGreyToWhite(colours.centre) && borderIs(colours, isGreen)
