// How far a job or a draft has come, as the renderer shows it.
import type { GenerationPhase, LoadProgress } from './engine.ts'

export type JobProgress = {
  phase: GenerationPhase
  /** Index in the batch of the image that is being made, or of the first of those that are made together. */
  image: number
  /** How many images are made together. */
  together: number
  /** Steps of these images that are done, of `steps`. */
  step: number
  steps: number
  secondsPerStep: number | null
  /** For all that is still to come of the batch; null until a step is done. */
  secondsLeft: number | null
  /** While the model is read, whatever the phase. */
  loading?: LoadProgress
  /** `media/preview/<id>/<n>` once there is one. */
  previewUrl: string | null
}
