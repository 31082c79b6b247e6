// The fifty levels that A1111's LCM sampler works with: every twentieth of the model's own, the last one included.
import { interpolatedSigma, nearestTimestep, type NoiseSchedule } from './noise-schedule.ts'

const levelCount = 50

/** A schedule that every scheduler can space; its timesteps are those of the whole model. */
export function lcmSchedule(model: NoiseSchedule): NoiseSchedule {
  const stride = Math.floor(model.sigmas.length / levelCount)
  const own = (values: Float32Array) =>
    Float32Array.from({ length: levelCount }, (_, i) => values[timestep(i)]!)
  const timestep = (index: number) => model.sigmas.length - 1 - (levelCount - 1 - index) * stride
  const sigmas = own(model.sigmas)
  const logs = sigmas.map(Math.log)
  return {
    alphasCumprod: own(model.alphasCumprod),
    sigmas,
    sigmaMin: sigmas[0]!,
    sigmaMax: sigmas[levelCount - 1]!,
    timestepOf: (sigma) => timestep(nearestTimestep(logs, sigma)),
    sigmaAt: (t) => interpolatedSigma(logs, (t - timestep(0)) / stride),
  }
}
