// How far apart two colours look: the distance in OKLab, where equal steps look about equally large.

/** Linear light of each 8-bit value of sRGB (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

/** L, a and b. Björn Ottosson, “A perceptual color space for image processing”, 2020. */
export function oklab(red: number, green: number, blue: number): readonly [number, number, number] {
  const [r, g, b] = [linear[red]!, linear[green]!, linear[blue]!]
  const l = Math.cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b)
  const m = Math.cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b)
  const s = Math.cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b)
  return [
    0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
    1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s,
    0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s,
  ]
}

/** Of two pictures, place by place. RGB, 8 bit, row-major, as many places in each. */
export function oklabDistances(one: Uint8Array, other: Uint8Array): Float32Array {
  const distances = new Float32Array(one.length / 3)
  for (let place = 0, at = 0; place < distances.length; place++, at += 3) {
    if (one[at] === other[at] && one[at + 1] === other[at + 1] && one[at + 2] === other[at + 2]) continue
    const [l, a, b] = oklab(one[at]!, one[at + 1]!, one[at + 2]!)
    const [m, c, d] = oklab(other[at]!, other[at + 1]!, other[at + 2]!)
    distances[place] = Math.hypot(l - m, a - c, b - d)
  }
  return distances
}
