// What a step asks of the network: a noisy latent, what it should have said, and how much that counts.
import type { Detection } from '../../../architectures/recognising/detect.ts'
import type { Recipe } from '../../../contract/recipe.ts'
import { AppError } from '../../../base/errors.ts'
import type { PredictionType } from '../../../sampling/parameterisation.ts'
import { comfySampling } from '../../../sampling/profiles/comfyui.ts'
import { draws } from '../../data/draws.ts'
import { normalDraws } from '../../normal-draws.ts'

/** Names one question; the same keys ask the same. */
export type QuestionKeys = readonly (string | number)[]

export type Question = {
  readonly timestep: number
  /** As the network sees it. */
  readonly latent: Float32Array
  readonly target: Float32Array
  readonly weight: number
}

export type Objective = {
  readonly prediction: PredictionType
  /** A timestep of the recipe's range; `place` 0…1 chooses it, else it is drawn. */
  timestep(keys: QuestionKeys, place?: number): number
  /** `clean` [channels, plane], scaled. */
  question(clean: Float32Array, channels: number, timestep: number, keys: QuestionKeys): Question
}

/**
 * Errors: `training/unknown-prediction`.
 * x = √ᾱ·clean + √(1−ᾱ)·noise (Ho et al. 2020); v = √ᾱ·noise − √(1−ᾱ)·clean (Salimans and Ho 2022).
 */
export function createObjective(
  { objective, seed }: Pick<Recipe, 'objective' | 'seed'>,
  detection: Pick<Detection, 'family' | 'predictionType' | 'zeroTerminalSnr' | 'betas'>,
): Objective {
  const { firstTimestep, lastTimestep, noiseOffset, inputPerturbation, minSnrGamma } = objective
  const prediction = predictionOf(objective, detection)
  const { alphasCumprod } = detection.family.noiseSchedule(detection, comfySampling)
  const levels = lastTimestep - firstTimestep + 1
  return {
    prediction,
    timestep(keys, place = draws(seed, 'timestep', ...keys).next()) {
      return firstTimestep + Math.min(levels - 1, Math.floor(place * levels))
    },
    question(clean, channels, timestep, keys) {
      const alpha = alphasCumprod[timestep]!
      const [signal, level] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)]
      const noise = normalDraws(clean.length, seed, 'noise', ...keys)
      if (noiseOffset > 0) addOffset(noise, noiseOffset, normalDraws(channels, seed, 'offset', ...keys))
      const extra = inputPerturbation > 0 ? normalDraws(clean.length, seed, 'perturbation', ...keys) : null
      const latent = new Float32Array(clean.length)
      const target = prediction === 'epsilon' ? noise : new Float32Array(clean.length)
      for (let at = 0; at < clean.length; at++) {
        const seen = extra ? noise[at]! + inputPerturbation * extra[at]! : noise[at]!
        latent[at] = signal * clean[at]! + level * seen
        if (prediction === 'v') target[at] = signal * noise[at]! - level * clean[at]!
      }
      return { timestep, latent, target, weight: snrWeight(prediction, alpha, minSnrGamma) }
    },
  }
}

/** The recipe's, or else the base's own. Errors: `training/unknown-prediction`. */
export function predictionOf(
  { prediction }: Pick<Recipe['objective'], 'prediction'>,
  { family, predictionType }: Pick<Detection, 'family' | 'predictionType'>,
): PredictionType {
  if (prediction !== 'auto') return prediction
  if (predictionType === 'epsilon' || predictionType === 'v') return predictionType
  throw new AppError('training/unknown-prediction', { family: family.label })
}

/** One more number of noise for every channel (Guttenberg 2023). */
function addOffset(noise: Float32Array, size: number, offsets: Float32Array): void {
  const plane = noise.length / offsets.length
  offsets.forEach((offset, channel) => {
    for (let at = channel * plane; at < (channel + 1) * plane; at++) noise[at]! += size * offset
  })
}

/**
 * Hang et al. 2023, "Efficient diffusion training via min-SNR weighting", as kohya has it; without γ all count alike.
 */
export function snrWeight(prediction: PredictionType, alpha: number, gamma: number | null): number {
  if (gamma === null) return 1
  const snr = alpha / (1 - alpha)
  return prediction === 'epsilon' ? Math.min(1, gamma / snr) : Math.min(snr, gamma) / (snr + 1)
}
