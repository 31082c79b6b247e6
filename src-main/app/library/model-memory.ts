// What a checkpoint remembers of its last use.
import type { GenerationRequest } from '../../contract/generation.ts'
import { readFields, toStore } from '../../contract/stored.ts'
import { modelMemoryKind, modelMemorySchema } from '../../contract/studio.ts'
import type { DocumentTable } from '../../database/documents.ts'
import type { ModelMemoryStore } from '../studio.ts'

export function modelMemoryStore(table: DocumentTable): ModelMemoryStore {
  return {
    get: (modelId) => readFields(modelMemoryKind, table.get(modelId), {}).value,
    remember(request: GenerationRequest) {
      table.put(request.model, toStore(modelMemoryKind, modelMemorySchema.parse(request)))
    },
  }
}
