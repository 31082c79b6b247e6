// Factors by name: what a kind asks for is there, and what goes into a graph is prepared and finite.
import { AppError, invariant } from '../../base/errors.ts'
import type { Value } from '../../graph/ir.ts'
import type { Algorithm, Factors, MergeContext, Target } from './algorithm.ts'
import { scaleParts } from './scale.ts'

/** A factor that `misfit` has promised. */
export function factorOf<Factor>(factors: ReadonlyMap<string, Factor>, part: string): Factor {
  const factor = factors.get(part)
  invariant(factor, `an adapter has the factor ${part}`)
  return factor
}

export function valueOf(context: MergeContext, part: string): Value {
  return factorOf(context.factors, part)
}

/** The parts alone that are there. */
export function pickFactors(factors: Factors, parts: readonly string[]): Factors {
  return new Map([...factors].filter(([part]) => parts.includes(part)))
}

/** The factors that feed the graph of one target: finite, prepared, without what only the scale reads. */
export function graphFactors(algorithm: Algorithm, factors: Factors, target: Target): Factors {
  checkFinite(factors)
  const prepared = algorithm.prepare?.(factors, target) ?? factors
  return new Map([...prepared].filter(([part]) => !scaleParts.includes(part)))
}

/** Refuses NaN and infinities, which would blacken every picture. */
export function checkFinite(factors: Factors): void {
  for (const [part, { data }] of factors) {
    const index = firstNotFinite(data)
    if (index >= 0)
      throw new AppError('adapter/not-finite', { part, value: String(data[index]) }, { details: { index } })
  }
}

/** −1 where every number is finite. A plain loop: it passes over whole files. */
function firstNotFinite(data: Float32Array): number {
  for (let index = 0; index < data.length; index++) if (!Number.isFinite(data[index])) return index
  return -1
}
