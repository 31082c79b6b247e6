// Prodigy: Adam whose step size d is estimated on the way. Mishchenko and Defazio 2023; the authors' implementation.
import type { Value } from '../../graph/ir.ts'
import { absolute, choose, decayed, larger, smaller } from './choose.ts'
import { perElement, single, type Optimizer } from './optimizer.ts'

export type ProdigySettings = {
  readonly beta1: number
  readonly beta2: number
  /** Null: the root of beta2. */
  readonly beta3: number | null
  readonly epsilon: number
  readonly weightDecay: number
  /** d of the first step. */
  readonly estimate: number
  readonly coefficient: number
  /** How many times larger d may become in a step; null: any. */
  readonly growth: number | null
  readonly safeguardWarmup: boolean
  readonly biasCorrection: boolean
}

type State = 'mean' | 'square' | 's' | 'start' | 'd' | 'dMax' | 'numerator'

export function prodigy(settings: ProdigySettings): Optimizer<'correction', State> {
  const { beta1, beta2, epsilon, weightDecay, coefficient, growth, safeguardWarmup } = settings
  const beta3 = settings.beta3 ?? Math.sqrt(beta2)
  const d0 = Math.fround(settings.estimate)
  return {
    state: {
      mean: perElement,
      square: perElement,
      s: perElement,
      start: { ...perElement, initial: 'parameter' },
      d: single(d0),
      dMax: single(d0),
      numerator: single(0),
    },
    scalars: (step) => ({
      correction: settings.biasCorrection ? Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step) : 1,
    }),
    update({ g, parameter, gradient, rate, scalars, state }) {
      const { d } = state
      const times = (x: Value, factor: number): Value => g.mul(x, g.scalar(factor))
      const sum = (x: Value): Value => g.reduceSum(x, [0], true)
      const ownRate = g.mul(rate, g.mul(d, scalars.correction))
      const relative = times(d, 1 / d0)

      // Steps with the rate 0 tell nothing about d.
      const trained = g.within(rate, 1.1754943508222875e-38, 3.4e38)
      const progress = sum(g.mul(g.mul(ownRate, gradient), g.sub(state.start, parameter)))
      const numerator = g.add(times(state.numerator, beta3), g.mul(relative, progress))
      const mean = g.add(times(state.mean, beta1), g.mul(times(d, 1 - beta1), gradient))
      const square = g.add(
        times(state.square, beta2),
        g.mul(times(g.mul(d, d), 1 - beta2), g.mul(gradient, gradient)),
      )
      const stepSize = safeguardWarmup ? g.mul(d, trained) : ownRate
      const s = g.add(times(state.s, beta3), g.mul(g.mul(relative, stepSize), gradient))

      const denominator = sum(absolute(g, s))
      const still = g.within(denominator, 0, 0)
      const moving = g.sub(g.scalar(1), still)
      const guess = g.mul(moving, times(g.div(numerator, g.add(denominator, still)), coefficient))
      const first = g.within(d, d0, d0)
      const risen = choose(g, first, larger(g, d, guess), d)
      const dMax = larger(g, state.dMax, guess)
      const next = growth === null ? dMax : smaller(g, dMax, times(risen, growth))

      const size = g.add(g.sqrt(square), times(next, epsilon))
      // Where nothing has arrived yet, 0 is not divided by 0.
      const change = g.div(mean, g.add(size, g.within(size, 0, 0)))
      return {
        parameter: g.sub(
          decayed(g, parameter, g.mul(ownRate, moving), weightDecay),
          g.mul(g.mul(ownRate, moving), change),
        ),
        state: {
          mean,
          square,
          s,
          start: state.start,
          d: choose(g, moving, next, d),
          dMax,
          numerator: choose(g, moving, numerator, state.numerator),
        },
      }
    },
  }
}
