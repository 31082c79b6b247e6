// AdamW. Loshchilov and Hutter 2019; the order of operations is PyTorch's.
import { average, decayed } from './choose.ts'
import { perElement, type Optimizer } from './optimizer.ts'

export type AdamWSettings = {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly weightDecay: number
}

export function adamw(settings: AdamWSettings): Optimizer<'correction1' | 'root2', 'mean' | 'square'> {
  const { beta1, beta2, epsilon, weightDecay } = settings
  return {
    state: { mean: perElement, square: perElement },
    scalars: (step) => ({
      correction1: 1 - beta1 ** step,
      root2: Math.sqrt(1 - beta2 ** step),
    }),
    update({ g, parameter, gradient, rate, scalars, state }) {
      const mean = average(g, state.mean, gradient, beta1)
      const square = average(g, state.square, g.mul(gradient, gradient), beta2)
      const size = g.add(g.div(g.sqrt(square), scalars.root2), g.scalar(epsilon))
      const change = g.mul(g.div(rate, scalars.correction1), g.div(mean, size))
      return {
        parameter: g.sub(decayed(g, parameter, rate, weightDecay), change),
        state: { mean, square },
      }
    },
  }
}
