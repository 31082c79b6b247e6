// Optimizers as people know them. Proper names: not translated.
import type { OptimizerName } from '../../../src-main/contract/recipe-steps.ts'

export const optimizerLabels: Record<OptimizerName, string> = {
  adamw: 'AdamW',
  lion: 'Lion',
  prodigy: 'Prodigy',
  adafactor: 'Adafactor',
}
