// A loss and a learning rate as they are read: three digits, and powers of ten where they are small.

/** Three digits that count: 0.0710, 12.3, 1.2e-5. */
export function lossText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  if (value !== 0 && size < 0.001) return value.toExponential(1)
  return size < 999.5 ? value.toPrecision(3) : String(Math.round(value))
}

export function rateText(value: number): string {
  return value === 0 ? '0' : value.toExponential(1).replace('e+', 'e')
}
