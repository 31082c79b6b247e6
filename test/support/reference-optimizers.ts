// The published optimizers in plain float64 loops, to compare the graphs with; one parameter of one shape.

export type Reference = (gradient: readonly number[], rate: number) => void

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

/** Each changes `p` in place when called with the next gradient. */
export const references = {
  adamw(p: number[], { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = {}): Reference {
    const [m, v] = [p.map(() => 0), p.map(() => 0)]
    let step = 0
    return (gradient, rate) => {
      step++
      p.forEach((_, i) => {
        p[i]! *= 1 - rate * weightDecay
        m[i] = beta1 * m[i]! + (1 - beta1) * gradient[i]!
        v[i] = beta2 * v[i]! + (1 - beta2) * gradient[i]! ** 2
        const [mHat, vHat] = [m[i] / (1 - beta1 ** step), v[i] / (1 - beta2 ** step)]
        p[i]! -= (rate * mHat) / (Math.sqrt(vHat) + epsilon)
      })
    }
  },
  lion(p: number[], { beta1 = 0.9, beta2 = 0.99, weightDecay = 0.01 } = {}): Reference {
    const m = p.map(() => 0)
    return (gradient, rate) =>
      p.forEach((_, i) => {
        const direction = Math.sign(beta1 * m[i]! + (1 - beta1) * gradient[i]!)
        p[i]! -= rate * (direction + weightDecay * p[i]!)
        m[i] = beta2 * m[i]! + (1 - beta2) * gradient[i]!
      })
  },
  prodigy(
    p: number[],
    {
      weightDecay = 0.01,
      growth = Infinity,
      safeguardWarmup = false,
      biasCorrection = false,
      d0 = Math.fround(1e-6),
    } = {},
  ): Reference {
    const [beta1, beta2, beta3, epsilon] = [0.9, 0.999, Math.sqrt(0.999), 1e-8]
    const start = [...p]
    const [m, v, s] = [p.map(() => 0), p.map(() => 0), p.map(() => 0)]
    let [d, dMax, numerator, step] = [d0, d0, 0, 0]
    return (gradient, rate) => {
      step++
      const correction = biasCorrection ? Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step) : 1
      const own = d * rate * correction
      let total = beta3 * numerator
      p.forEach((_, i) => {
        total += (d / d0) * own * gradient[i]! * (start[i]! - p[i]!)
        m[i] = beta1 * m[i]! + d * (1 - beta1) * gradient[i]!
        v[i] = beta2 * v[i]! + d * d * (1 - beta2) * gradient[i]! ** 2
        s[i] = beta3 * s[i]! + (d / d0) * (safeguardWarmup ? d : own) * gradient[i]!
      })
      const denominator = s.reduce((sum, value) => sum + Math.abs(value), 0)
      if (denominator === 0) return
      const guess = total / denominator
      if (d === d0) d = Math.max(d, guess)
      dMax = Math.max(dMax, guess)
      d = Math.min(dMax, d * growth)
      numerator = total
      p.forEach((_, i) => {
        p[i]! -= weightDecay * own * p[i]!
        p[i]! -= (own * m[i]!) / (Math.sqrt(v[i]!) + d * epsilon)
      })
    }
  },
  adafactor(
    p: number[],
    [rows, columns]: readonly [number, number],
    { beta1 = 0, weightDecay = 0.01, scaleParameter = false, relativeStep = false } = {},
  ): Reference {
    const row = Array.from({ length: rows }, () => 0)
    const column = Array.from({ length: columns }, () => 0)
    const m = p.map(() => 0)
    let step = 0
    return (gradient, given) => {
      step++
      const kept = 1 - step ** -0.8
      const base = relativeStep ? Math.min(0.01, 1 / Math.sqrt(step)) : given
      const rate = scaleParameter ? base * Math.max(1e-3, rms(p)) : base
      const square = (i: number, j: number): number => gradient[i * columns + j]! ** 2 + 1e-30
      row.forEach((old, i) => {
        const mean = column.reduce((sum, _, j) => sum + square(i, j), 0) / columns
        row[i] = kept * old + (1 - kept) * mean
      })
      column.forEach((old, j) => {
        const mean = row.reduce((sum, _, i) => sum + square(i, j), 0) / rows
        column[j] = kept * old + (1 - kept) * mean
      })
      const rowMean = row.reduce((sum, value) => sum + value, 0) / rows
      const update = gradient.map(
        (value, at) => value / Math.sqrt((row[Math.floor(at / columns)]! / rowMean) * column[at % columns]!),
      )
      const limit = Math.max(1, rms(update))
      p.forEach((_, i) => {
        const change = (rate * update[i]!) / limit
        m[i] = beta1 * m[i]! + (1 - beta1) * change
        p[i]! -= weightDecay * rate * p[i]! + m[i]
      })
    }
  },
}
