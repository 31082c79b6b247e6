// Optimizers and schedules as people know them. Proper names: not translated.
import type { OptimizerName, ScheduleName } from '../../../src-main/contract/recipe-steps.ts'

export const optimizerLabels: Record<OptimizerName, string> = {
  adamw: 'AdamW',
  lion: 'Lion',
  prodigy: 'Prodigy',
  adafactor: 'Adafactor',
}

export const scheduleLabels: Record<ScheduleName, string> = {
  constant: 'constant',
  linear: 'linear',
  cosine: 'cosine',
  cosine_with_restarts: 'cosine, restarts',
  polynomial: 'polynomial',
}
