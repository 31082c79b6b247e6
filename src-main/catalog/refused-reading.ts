// What a file is to the catalogs when it cannot be opened: the folder it lies in says what it was meant as.
import { dirname } from 'node:path'
import type { ErrorReport } from '../base/errors.ts'
import { inAdapterFolder } from './adapters/adapter-folders.ts'
import { refusedFacts } from './adapters/adapter-facts.ts'
import { inEmbeddingFolder, meantAsEmbedding } from './embedding-folders.ts'
import { unreadableWord } from './embeddings/embedding-words.ts'
import type { FileReading } from './library-reader.ts'
import { brokenThing } from './kinds/file-thing.ts'
import { mayBeModel } from './models/model-endings.ts'
import { refusedModel } from './models/inspection.ts'

export function refusedReading(path: string, problem: ErrorReport): FileReading {
  const isAdapters = inAdapterFolder(path)
  const isModels = !isAdapters && !inEmbeddingFolder(dirname(path)) && mayBeModel(path)
  return {
    thing: brokenThing(problem),
    headerHash: '',
    model: isModels ? refusedModel(path, problem) : null,
    adapter: isAdapters ? refusedFacts(problem) : null,
    words: meantAsEmbedding(path) ? [unreadableWord(path)] : [],
  }
}
