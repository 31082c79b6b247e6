// Rounding float32 down to the 8-bit float types of OCP's specification 1.0.

type Layout = {
  readonly fractionBits: number
  readonly bias: number
  readonly largest: number
  /** Bits of a magnitude too large: infinity, or NaN where there is none. */
  readonly overflow: number
}

const layouts = {
  f8_e4m3: { fractionBits: 3, bias: 7, largest: 448, overflow: 0x7f },
  f8_e5m2: { fractionBits: 2, bias: 15, largest: 57_344, overflow: 0x7c },
} as const satisfies Record<string, Layout>

export type Float8 = keyof typeof layouts

/** Nearest, ties to even; every NaN becomes 0x7f. */
export function toFloat8(values: Float32Array, dtype: Float8): Uint8Array {
  const { fractionBits, bias, largest, overflow }: Layout = layouts[dtype]
  return Uint8Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0x7f
    const sign = value < 0 || Object.is(value, -0) ? 0x80 : 0
    const magnitude = Math.abs(value)
    if (magnitude === Infinity) return sign | overflow
    // The distance between neighbours; below the smallest normal number it stays as it is.
    const exponent = magnitude < 2 ** (1 - bias) ? 1 - bias : exponentOf(magnitude)
    const steps = roundToEven(magnitude / 2 ** (exponent - fractionBits))
    if (steps * 2 ** (exponent - fractionBits) > largest) return sign | overflow
    // A number of steps that reaches the next power of two carries into the exponent by itself.
    return sign | (steps + ((exponent + bias - 1) << fractionBits))
  })
}

/** ⌊log2⌋, which Math.log2 may miss just below a power of two. */
function exponentOf(magnitude: number): number {
  const guess = Math.floor(Math.log2(magnitude))
  if (2 ** guess > magnitude) return guess - 1
  return 2 ** (guess + 1) <= magnitude ? guess + 1 : guess
}

function roundToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}
