// One run of the engine for a request as the app knows it: ids become paths, hashes that are known go along.
import type {
  EngineGenerateCall,
  EngineGenerateResult,
  EnginePicture,
  EngineProgress,
} from '../../contract/engine.ts'
import type { GenerationRequest } from '../../contract/generation.ts'
import type { EmbeddingIndex } from '../../catalog/embeddings/embedding-index.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { EngineLink } from '../engine-link.ts'
import type { SettingsStore } from '../settings.ts'
import { engineStack, type StackAdapters } from '../library/stack-of-request.ts'

export type EngineRunParts = {
  engine: EngineLink
  models: ModelCatalog
  adapters: StackAdapters
  embeddings: Pick<EmbeddingIndex, 'words'>
  settings: SettingsStore
}

export type EngineRun = {
  jobId: string
  request: GenerationRequest
  outputs: string[]
  modelSha256: string | null
  onProgress(progress: EngineProgress): void
  /** Its record has the request as it was asked for. */
  onPicture(picture: EnginePicture): void
}

/** Throws what is wrong with a model or an adapter, and what `onPicture` threw once the run is over. */
export async function runEngine(parts: EngineRunParts, run: EngineRun): Promise<EngineGenerateResult> {
  const { engine } = parts
  const { jobId, request } = run
  const failures: unknown[] = []
  const forget = engine.listen({
    progress: (progress) => {
      if (progress.jobId === jobId) run.onProgress(progress)
    },
    picture: (ownJobId, picture) => {
      if (ownJobId !== jobId) return
      // Each is noted as soon as it is there: what the rest of a batch meets takes nothing away.
      try {
        run.onPicture({ ...picture, record: { ...picture.record, request } })
      } catch (error) {
        failures.push(error)
      }
    },
  })
  try {
    const result = await engine.calls.generate(engineCall(parts, run))
    const [failure] = failures
    if (failure instanceof Error) throw failure
    return result
  } finally {
    forget()
  }
}

function engineCall(parts: EngineRunParts, run: EngineRun): EngineGenerateCall {
  const { models, adapters, embeddings, settings } = parts
  const { jobId, request, outputs, modelSha256 } = run
  const model = models.usable(request.model)
  const vae = request.vae === null ? null : models.usable(request.vae)
  const { stack, adapterHashes } = engineStack(request.stack, adapters)
  return {
    jobId,
    request: { ...request, model: model.path, vae: vae?.path ?? null, stack },
    device: settings.get().device,
    outputs,
    previews: true,
    modelName: model.name,
    adapterHashes,
    embeddings: { found: [...embeddings.words()], chosen: [] },
    ...(vae === null ? {} : { vaeName: vae.name }),
    ...(modelSha256 === null ? {} : { modelSha256 }),
  }
}
