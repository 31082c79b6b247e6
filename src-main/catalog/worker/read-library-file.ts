// One file of the model folders, opened once: what it is as a model, as an adapter, and as words of prompts.
import { reportError } from '../../base/errors.ts'
import { openWeights, type Weights } from '../../files/open-weights.ts'
import { adapterIn } from '../adapters/adapter-in-file.ts'
import { besideFacts } from '../adapters/beside-facts.ts'
import { readSidecars, type SidecarNames } from '../adapters/adapter-sidecars.ts'
import { meantAsEmbedding } from '../embedding-folders.ts'
import { wordsIn } from '../embeddings/embedding-words.ts'
import type { FileReading } from '../library-reader.ts'
import { modelIn } from '../models/inspect-checkpoint.ts'
import { mayBeModel } from '../models/model-endings.ts'
import { refusedReading } from '../refused-reading.ts'

/** Never throws for what is wrong with the file: that is what it is. */
export async function readLibraryFile(path: string, beside: SidecarNames): Promise<FileReading> {
  let file: Weights
  try {
    file = await openWeights(path)
  } catch (error) {
    const { adapter, ...refused } = refusedReading(path, reportError(error))
    if (adapter === null) return { adapter, ...refused }
    const sidecars = await readSidecars(path, beside)
    return { ...refused, adapter: { ...adapter, ...besideFacts(sidecars, beside) } }
  }
  try {
    return {
      model: mayBeModel(path) ? await modelIn(file) : null,
      adapter: file.kind === 'folder' ? null : await adapterIn(file, beside),
      words: meantAsEmbedding(path) ? wordsIn(file) : [],
    }
  } finally {
    await file.close()
  }
}
