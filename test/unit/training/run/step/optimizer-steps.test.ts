import { describe, expect, it } from 'vitest'
import { adamw } from '../../../../../src-main/training/optimizers/adamw.ts'
import type { Segment } from '../../../../../src-main/training/optimizers/optimizer.ts'
import {
  freshLearned,
  optimizerSteps,
  type OptimizerChoice,
} from '../../../../../src-main/training/run/step/optimizer-steps.ts'
import { expectNear } from '../../../../support/close.ts'
import { tolerances } from '../../../../support/tolerances.ts'

const segments: Segment[] = [
  { name: 'a', shape: [3], group: 'unet' },
  { name: 'w', shape: [2], group: 'embedding' },
  { name: 'b', shape: [4], group: 'unet' },
]
const choiceOf = (changes: Partial<OptimizerChoice> = {}): OptimizerChoice => ({
  optimizer: adamw({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }),
  segments,
  learns: () => true,
  clip: 0,
  emaDecay: null,
  ...changes,
})
const start = (): Float32Array => Float32Array.from({ length: 9 }, (_, at) => at / 8)
const gradient = Float32Array.from({ length: 9 }, (_, at) => Math.sin(at + 1))

describe('optimizer steps', () => {
  it('change only what learns, and keep state of that alone', async () => {
    for (const learns of [(group: string) => group === 'embedding', (group: string) => group === 'unet']) {
      const choice = choiceOf({ learns })
      const steps = await optimizerSteps(choice)
      const learned = freshLearned(choice, start())
      expect(learned.state.get('state.mean')).toHaveLength(learns('unet') ? 7 : 2)
      const rates = learns('unet') ? { unet: 0.1 } : { embedding: 0.1 }
      await steps.take(learned, { step: 1, gradient, passes: 1, rates })
      await steps.release()
      const moved = [...learned.parameter].map((value, at) => value !== start()[at])
      expect(moved).toEqual(
        [0, 1, 2, 3, 4, 5, 6, 7, 8].map((at) => (at === 3 || at === 4) !== learns('unet')),
      )
    }
  })

  it('take the same step for a part alone as with the others', async () => {
    const both = choiceOf()
    const alone = choiceOf({ learns: (group) => group === 'unet' })
    const results = []
    for (const choice of [both, alone]) {
      const steps = await optimizerSteps(choice)
      const learned = freshLearned(choice, start())
      await steps.take(learned, { step: 1, gradient, passes: 2, rates: { unet: 0.1, embedding: 0 } })
      await steps.release()
      results.push(learned.parameter)
    }
    expect(results[1]).toEqual(results[0])
  })

  it('change nothing where the gradient is not finite', async () => {
    const choice = choiceOf({ emaDecay: 0.9 })
    const steps = await optimizerSteps(choice)
    const learned = freshLearned(choice, start())
    const before = structuredClone(learned)
    const broken = gradient.slice()
    broken[4] = NaN
    expect(
      await steps.take(learned, { step: 1, gradient: broken, passes: 1, rates: { unet: 1, embedding: 1 } }),
    ).toBeNaN()
    await steps.release()
    expect(learned).toEqual(before)
  })

  it('tell the length of the mean gradient before it is clipped', async () => {
    const choice = choiceOf({ clip: 0.001 })
    const steps = await optimizerSteps(choice)
    const norm = await steps.take(freshLearned(choice, start()), {
      step: 1,
      gradient,
      passes: 4,
      rates: { unet: 1, embedding: 1 },
    })
    await steps.release()
    expectNear(norm, Math.hypot(...gradient) / 4, tolerances.float32)
  })
})
