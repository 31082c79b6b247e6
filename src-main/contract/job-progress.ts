// How far a job or a draft has come, as the renderer shows it.
import type { GenerationPhase } from './engine.ts'

export type JobProgress = {
  phase: GenerationPhase
  step: number
  steps: number
  secondsPerStep: number | null
  secondsLeft: number | null
  /** `media/preview/<id>/<n>` once there is one. */
  previewUrl: string | null
}
