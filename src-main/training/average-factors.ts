// The running average of the factors that is saved beside them (EMA).

/** average ← decay·average + (1 − decay)·factors, in place. */
export function averageFactors(average: Float32Array, factors: Float32Array, decay: number): void {
  for (let index = 0; index < average.length; index++)
    average[index] = decay * average[index]! + (1 - decay) * factors[index]!
}

/** Early on the average would hang on to its start: the decay of step `step` (from 1) rises to the wanted one. */
export function decayOf(step: number, decay: number): number {
  return Math.min(decay, (1 + step) / (10 + step))
}
