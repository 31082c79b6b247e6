// Which models can be trained on.
import type { ModelSummary } from '../../../src-main/contract/studio.ts'
import { isUsableCheckpoint } from '../../state/usable-checkpoint.ts'

export function isUsable(model: ModelSummary | null): model is ModelSummary {
  return model !== null && isUsableCheckpoint(model) && model.architecture !== null
}
