// What is known of a picture: what was asked for, what the engine says acted,
// and what those who keep the files call it.
import type { PictureFacts } from '../contract/engine.ts'
import type { GenerationRequest, PictureRecord } from '../contract/generation.ts'

/** Hashes of the very bytes that acted, as far as they are known. */
export type RecordedFile = { readonly name: string; readonly sha256?: string; readonly autoV3?: string }

export type PictureRecordParts = {
  readonly application: string
  /** As it was asked for. */
  readonly request: GenerationRequest
  readonly facts: PictureFacts
  readonly model: RecordedFile
  readonly vae: RecordedFile | null
  /** Of an adapter, by the artefact that was read. */
  hashesOf(artefact: string): { readonly sha256?: string; readonly autoV3?: string }
  readonly createdAt: Date
}

export function pictureRecord(parts: PictureRecordParts): PictureRecord {
  const { application, request, facts, createdAt } = parts
  return {
    version: 1,
    application,
    runtime: facts.runtime,
    device: facts.device,
    request,
    seed: facts.seed,
    index: facts.index,
    model: { ...named(parts.model), architecture: facts.architecture },
    vae: parts.vae && named(parts.vae),
    adapters: facts.adapters.map(({ artefact, ...acted }) => ({ ...acted, ...parts.hashesOf(artefact) })),
    ...(facts.embeddings.length === 0 ? {} : { embeddings: facts.embeddings }),
    steered: facts.steered,
    stepsDone: facts.stepsDone,
    createdAt: createdAt.toISOString(),
  }
}

function named({ name, sha256 }: RecordedFile): { name: string; sha256?: string } {
  return { name, ...(sha256 === undefined ? {} : { sha256 }) }
}
