// UniPC (Zhao et al. 2023), variant bh1 of third order on the clean estimate: predict a step, ask there, correct it.
import { addInPlace, blend, eulerTo } from '../latent.ts'
import { levels } from '../levels.ts'
import type { SamplerInput, SamplerStep } from '../sampler.ts'

const maxOrder = 3
/** Stands for the last sigma 0, which has no logarithm. */
const lowestSigma = 0.001

type Estimate = { sigma: number; denoised: Float32Array }

export async function* uniPc(input: SamplerInput): AsyncGenerator<SamplerStep, void> {
  let { x } = input
  /** Newest first. */
  let history: Estimate[] = []
  for (const { index, steps, sigma, next } of levels(input)) {
    if (index === 0) history = [{ sigma, denoised: await input.denoise(x, sigma) }]
    const order = Math.min(index + 1, maxOrder, steps - index)
    const step = prepareStep(history.slice(0, order), next || lowestSigma)
    const base = eulerTo(step.to, sigma, x, history[0]!.denoised)
    const predicted = plusTerms(base, step.predictor, step.differences)
    if (index === steps - 1) {
      x = predicted
    } else {
      const there = { sigma: next, denoised: await input.denoise(predicted, next) }
      const change = blend(1, there.denoised, -1, history[0]!.denoised)
      x = plusTerms(base, step.corrector, [...step.differences, change])
      history = [there, ...history].slice(0, maxOrder)
    }
    yield { index, steps, sigma, x, denoised: history[0]!.denoised }
  }
}

type PreparedStep = {
  to: number
  /** Divided differences of earlier estimates to the newest. */
  differences: Float32Array[]
  /** A factor for each difference. */
  predictor: number[]
  /** The same, and one more for the change at the end of the step. */
  corrector: number[]
}

/** As many estimates as the order of the step. Names follow the paper: λ = −ln σ, h its growth, hh = −h. */
function prepareStep(history: readonly Estimate[], to: number): PreparedStep {
  const [newest, ...older] = history as [Estimate, ...Estimate[]]
  const order = history.length
  const h = Math.log(newest.sigma / to)
  const hh = -h
  const ratios = older.map(({ sigma }) => Math.log(newest.sigma / sigma) / h)
  const differences = older.map(({ denoised }, k) =>
    blend(1 / ratios[k]!, denoised, -1 / ratios[k]!, newest.denoised),
  )
  const moments: number[] = []
  let phi = Math.expm1(hh) / hh - 1
  let factorial = 1
  for (let i = 1; i <= order; i++) {
    moments.push((phi * factorial) / hh)
    factorial *= i + 1
    phi = phi / hh - 1 / factorial
  }
  const nodes = [...ratios, 1]
  const predictor = order === 2 ? [0.5] : solveMoments(ratios, moments)
  const corrector = order === 1 ? [0.5] : solveMoments(nodes, moments)
  return {
    to,
    differences,
    predictor: predictor.map((rho) => h * rho),
    corrector: corrector.map((rho) => h * rho),
  }
}

/** The weights with Σ weight · nodeⁱ = momentᵢ for i = 0 … n − 1 (elimination; Vandermonde rows need no pivoting). */
function solveMoments(nodes: readonly number[], moments: readonly number[]): number[] {
  const n = nodes.length
  const rows = nodes.map((_, i) => [...nodes.map((node) => node ** i), moments[i]!])
  for (let pivot = 0; pivot < n; pivot++) {
    for (let i = 0; i < n; i++) {
      if (i === pivot) continue
      const factor = rows[i]![pivot]! / rows[pivot]![pivot]!
      rows[i] = rows[i]!.map((value, column) => value - factor * rows[pivot]![column]!)
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!)
}

function plusTerms(
  base: Float32Array,
  factors: readonly number[],
  terms: readonly Float32Array[],
): Float32Array {
  const result = Float32Array.from(base)
  for (const [k, factor] of factors.entries()) addInPlace(result, factor, terms[k]!)
  return result
}
