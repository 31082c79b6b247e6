// A denoising "network" of one number, for tests of the loop around it: output = latent · Σ(factors · place).
import { factorInput } from '../../src-main/adapters/acting/adapted-graph.ts'
import { elementCount } from '../../src-main/base/shape.ts'
import type {
  DenoisingBatch,
  DenoisingPass,
  DenoisingPassOptions,
  GradientResult,
} from '../../src-main/training/pass/denoising-pass.ts'
import type { Segment } from '../../src-main/training/optimizers/optimizer.ts'

/** What it was asked, in order. */
export type AskedBatch = Pick<DenoisingBatch, 'timestep' | 'weight' | 'mask' | 'latent' | 'target'>

export function linearPass(
  asked: AskedBatch[] = [],
): (options: DenoisingPassOptions) => Promise<DenoisingPass> {
  return (options) => {
    const segments = options.adapted.flatMap(({ parameter, shapes }) =>
      [...shapes].map(([part, shape]): Segment => ({
        name: factorInput(parameter, part),
        shape,
        group: 'unet',
      })),
    )
    const count = segments.reduce((sum, { shape }) => sum + elementCount(shape), 0)
    const slope = Float32Array.from({ length: count }, (_, at) => Math.sin(at) / Math.sqrt(count))

    function answer(batch: DenoisingBatch, parameter: Float32Array): GradientResult {
      const { latent, target, weight, mask, timestep } = batch
      asked.push({ latent, target, weight, mask, timestep })
      const factor = parameter.reduce((sum, value, at) => sum + value * slope[at]!, 0)
      const size = latent.length / weight.length
      const plane = options.size.height * options.size.width
      const losses: number[] = []
      let ofFactor = 0
      for (let picture = 0; picture < weight.length; picture++) {
        let [loss, change] = [0, 0]
        for (let at = 0; at < size; at++) {
          const place = picture * size + at
          const counts = mask?.[picture * plane + (at % plane)] ?? 1
          const error = factor * latent[place]! - target[place]!
          loss += (error * error * counts) / size
          change += (2 * error * latent[place]! * counts) / size
        }
        losses.push(loss)
        ofFactor += (weight[picture]! * change) / weight.length
      }
      return {
        loss: losses.reduce((sum, loss, at) => sum + (loss * weight[at]!) / weight.length, 0),
        losses,
        gradient: slope.map((value) => value * ofFactor),
        conditioning: null,
        pooled: null,
      }
    }
    return Promise.resolve({
      segments,
      gradients: (batch, parameter) => Promise.resolve(answer(batch, parameter)),
      loss: (batch, parameter) => Promise.resolve(answer(batch, parameter)),
      release: () => Promise.resolve(),
    })
  }
}
