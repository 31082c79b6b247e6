// What an engine is called with for a request as the app knows it: ids stay, and each brings its artefact along.
import { artefactsOf, type Artefact } from '../../contract/artefact.ts'
import type { ArtefactWord, EmbeddingWord, EngineGenerateCall } from '../../contract/engine.ts'
import type { GenerationRequest } from '../../contract/generation.ts'
import type { ModelCatalog, UsableModel } from '../../catalog/models/model-catalog.ts'
import { fileStamp } from '../../files/file-stamp.ts'
import type { EmbeddingIndex } from '../../catalog/embeddings/embedding-index.ts'
import type { HashLedger } from '../library/hash-ledger.ts'
import { engineStack, type StackAdapters } from '../library/stack-of-request.ts'
import type { SettingsStore } from '../settings.ts'

export type EngineCallParts = {
  models: ModelCatalog
  adapters: StackAdapters
  embeddings: Pick<EmbeddingIndex, 'words'>
  hashes: HashLedger
  settings: SettingsStore
}

/** The checkpoint and the VAE of a request, found once. */
export type UsedModels = { readonly model: UsableModel; readonly vae: UsableModel | null }

/** Throws what is wrong with either. */
export function usedModels({ model, vae }: GenerationRequest, models: ModelCatalog): UsedModels {
  return { model: models.usable(model), vae: vae === null ? null : models.usable(vae) }
}

/** `acting`: artefacts that a picture can be made of, words aside. Throws what is wrong with an adapter. */
export async function engineCall(
  parts: EngineCallParts,
  jobId: string,
  request: GenerationRequest,
  { model, vae }: UsedModels,
): Promise<{ call: EngineGenerateCall; acting: Artefact[] }> {
  const { stack, files } = engineStack(request.stack, parts.adapters)
  const acting = await Promise.all(
    [model, ...(vae === null ? [] : [vae]), ...files].map(({ id, path }) => artefact(id, path, parts.hashes)),
  )
  const words = parts.embeddings.words()
  return {
    acting,
    call: {
      jobId,
      request: { ...request, stack },
      artefacts: [...acting, ...wordArtefacts(words)],
      device: parts.settings.get().device,
      previews: true,
      embeddings: { found: words.map(artefactWord), chosen: [] },
    },
  }
}

async function artefact(id: string, path: string, hashes: HashLedger): Promise<Artefact> {
  const stamp = await fileStamp(path)
  const known = stamp && hashes.known(path, stamp)
  return { id, path, sizeBytes: stamp?.sizeBytes ?? null, sha256: known?.sha256 ?? null }
}

/** A file of words is called by its path: nothing but the word itself refers to it. */
export function artefactWord({ name, path, index }: EmbeddingWord): ArtefactWord {
  return { name, file: path, index }
}

export function wordArtefacts(words: readonly EmbeddingWord[]): Artefact[] {
  return artefactsOf(words.map(({ path }) => path))
}
