// What a checkpoint remembers of its last use.
import type { GenerationRequest } from '../../contract/generation.ts'
import { modelMemorySchema } from '../../contract/studio.ts'
import type { DocumentTable } from '../../database/documents.ts'
import type { ModelMemoryStore } from '../studio.ts'

export function modelMemoryStore(table: DocumentTable): ModelMemoryStore {
  return {
    get(modelId) {
      const stored = modelMemorySchema.safeParse(table.get(modelId))
      return stored.success ? stored.data : {}
    },
    remember(request: GenerationRequest) {
      table.put(request.model, modelMemorySchema.parse(request))
    },
  }
}
