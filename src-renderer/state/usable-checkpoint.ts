// Which models pictures can be made with.
import type { ModelSummary } from '../../src-main/contract/studio.ts'

export function isUsableCheckpoint({ kind, missing, problem }: ModelSummary): boolean {
  return kind === 'checkpoint' && !missing && problem === null
}
