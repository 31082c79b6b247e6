// What the library does with strangers' files, in whatever thread it is called: the host calls it in a guarded one.
import { adapterWork, type AdapterWork } from '../adapters/adapter-work.ts'
import { embeddingWords, type KnownWord } from '../embeddings/embedding-words.ts'
import { inspectModel } from '../models/inspect-checkpoint.ts'
import type { Inspection } from '../models/inspection.ts'

export type LibraryWork = AdapterWork & {
  /** Null for a file that is an adapter, an embedding, or where those lie; throws for what is neither checkpoint nor VAE. */
  model(path: string): Promise<Inspection | null>
  /** How prompts call the words of the file. Errors: `embedding/…`. */
  words(path: string): Promise<KnownWord[]>
}

/** In this thread. */
export const libraryWork: LibraryWork = { ...adapterWork, model: inspectModel, words: embeddingWords }
