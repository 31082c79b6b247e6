// PNG files that say they are large: made of their headers alone, or of black pixels packed small.
import { crc32, deflateSync } from 'node:zlib'

export type MadeUpPng = {
  width: number
  height: number
  /** Of each of the four channels. */
  bits?: 8 | 16
  interlaced?: boolean
  /** Whether its pixels are there; without them it is cut off. */
  whole?: boolean
}

export function madeUpPng({ width, height, bits = 16, interlaced = true, whole = false }: MadeUpPng): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([bits, 6, 0, 0, interlaced ? 1 : 0], 8)
  const rows = whole ? passesOf(width, height, interlaced) : []
  const pixels = rows.reduce((sum, [w, h]) => sum + h * (1 + (w * 4 * bits) / 8), 0)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(pixels), { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Adam7: seven small pictures, each of those pixels that the ones before lack (PNG specification, 8.2). */
function passesOf(width: number, height: number, interlaced: boolean): [width: number, height: number][] {
  if (!interlaced) return [[width, height]]
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const
  return passes.map(([x, y, dx, dy]) => [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)])
}

function chunk(name: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(named.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(named, 4)
  whole.writeUInt32BE(crc32(named), named.length + 4)
  return whole
}
