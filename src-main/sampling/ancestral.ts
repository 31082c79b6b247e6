// Splitting a step of an ancestral sampler: go down further than asked, then come back up with fresh noise.

/** `down² + up² = next²`: where to step to, and how much noise to add there. `eta` 0 adds none. */
export function ancestralSplit(sigma: number, next: number, eta: number): { down: number; up: number } {
  const up = Math.min(next, eta * Math.sqrt((next ** 2 * (sigma ** 2 - next ** 2)) / sigma ** 2))
  return { down: Math.sqrt(Math.max(0, next ** 2 - up ** 2)), up }
}
