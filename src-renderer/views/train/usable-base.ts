// Which models can be trained on.
import type { ModelSummary } from '../../../src-main/contract/studio.ts'

export function isUsable(model: ModelSummary | null): model is ModelSummary {
  return (
    model !== null &&
    model.kind === 'checkpoint' &&
    !model.missing &&
    model.problem === null &&
    model.architecture !== null
  )
}
