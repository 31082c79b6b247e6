// Lion: steps of one size in the sign of an average. Chen et al. 2023, algorithm 2.
import { average, decayed, signOf } from './choose.ts'
import { perElement, type Optimizer } from './optimizer.ts'

export type LionSettings = {
  readonly beta1: number
  readonly beta2: number
  readonly weightDecay: number
}

export function lion({ beta1, beta2, weightDecay }: LionSettings): Optimizer<never, 'mean'> {
  return {
    state: { mean: perElement },
    scalars: () => ({}),
    update({ g, parameter, gradient, rate, state }) {
      const direction = signOf(g, average(g, state.mean, gradient, beta1))
      return {
        parameter: g.sub(decayed(g, parameter, rate, weightDecay), g.mul(rate, direction)),
        state: { mean: average(g, state.mean, gradient, beta2) },
      }
    },
  }
}
