// "Align Your Steps" (Sabour et al. 2024): levels that its authors optimised for one model, stretched to any number.
// Not among the schedulers to choose from; kept so that pictures of other programs can be made again.

const levels = {
  sd1: [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029],
  sdxl: [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.38, 0.234, 0.113, 0.029],
} as const

/** `steps` falling sigmas and 0. One step alone gets the lowest level, as in A1111. */
export function alignYourSteps(steps: number, architecture: keyof typeof levels): number[] {
  const logs = levels[architecture].map(Math.log)
  const last = logs.length - 1
  const sigmas = Array.from({ length: steps }, (_, k) => {
    const place = last - (steps === 1 ? 0 : ((steps - 1 - k) / (steps - 1)) * last)
    const low = Math.min(Math.floor(place), last - 1)
    return Math.exp(logs[low]! + (place - low) * (logs[low + 1]! - logs[low]!))
  })
  return [...sigmas, 0]
}
