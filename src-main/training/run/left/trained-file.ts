// What a run has learned, on disk: the adapter in kohya's names and words, the new word, and both in one file.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { adapterTensors } from '../../../adapters/rewriting/write-adapter.ts'
import { elementCount } from '../../../base/shape.ts'
import type { Float32Tensor, Tensor } from '../../../base/dtype.ts'
import { runFiles, type TrainedFile } from '../../../contract/training.ts'
import { writeAdapterFile } from '../../../engine/rewrite/write-adapter-file.ts'
import { a1111Tensors, bundleTensors, type EmbeddingEncoder } from '../../../text/embeddings.ts'
import { wordGroup } from '../../learning-phases.ts'
import { trainedMetadata, type TrainedFacts } from '../../metadata.ts'
import type { RunOutline } from '../outline.ts'
import { outModules } from '../step/start-factors.ts'

type Kind = TrainedFile['kind']
type Learning = Pick<RunOutline, 'recipe' | 'family' | 'modules' | 'segments' | 'word'>

/** The tensors of every file that a run writes, by what it is. */
export function trainedTensors(run: Learning, parameter: Float32Array): Map<Kind, Map<string, Tensor>> {
  const { recipe, family, modules, word } = run
  const spelling = { dialect: 'kohya', family, dtype: recipe.save.type } as const
  const files = new Map<Kind, Map<string, Tensor>>()
  if (modules.length > 0) files.set('adapter', adapterTensors(outModules(modules, parameter), spelling))
  if (word === null) return files
  const vectors = vectorsOf(run, parameter)
  files.set('embedding', a1111Tensors(vectors))
  const adapter = files.get('adapter')
  if (adapter) files.set('bundle', new Map([...adapter, ...bundleTensors(word.word, vectors)]))
  return files
}

/** The new word's vectors lie where its segments do. */
function vectorsOf({ segments }: Learning, parameter: Float32Array): Map<EmbeddingEncoder, Float32Tensor> {
  const vectors = new Map<EmbeddingEncoder, Float32Tensor>()
  let at = 0
  for (const { name, shape, group } of segments) {
    const end = at + elementCount(shape)
    if (group === wordGroup)
      vectors.set(name.startsWith('text_encoder_2:') ? 'text_encoder_2' : 'text_encoder', {
        dtype: 'f32',
        shape,
        data: parameter.slice(at, end),
      })
    at = end
  }
  return vectors
}

/** An embedding is called as its word, which is how other programs find it; the rest as the run. */
function nameOf(kind: Kind, { recipe, word }: Learning): string {
  if (kind === 'embedding' && word !== null && (recipe.learn === 'embedding' || word.word !== recipe.name))
    return word.word
  return kind === 'adapter' ? recipe.name : `${recipe.name}-${kind}`
}

/** Each whole or not at all. Errors: `disk/…`, `adapter/overflow`. */
export async function* writeTrainedFiles(
  folder: string,
  run: Learning,
  parameter: Float32Array,
  facts: TrainedFacts,
  place: Pick<TrainedFile, 'step' | 'epoch' | 'finished'>,
): AsyncGenerator<TrainedFile> {
  for (const [kind, tensors] of trainedTensors(run, parameter)) {
    const name = nameOf(kind, run)
    const path = join(folder, place.finished ? runFiles.finished(name) : runFiles.saved(name, place.step))
    await writeAdapterFile(path, tensors, metadataOf(kind, facts))
    const bytes = await readFile(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    yield { ...place, path, kind, sizeBytes: bytes.length, sha256 }
  }
}

function metadataOf(kind: Kind, facts: TrainedFacts): Map<string, string> {
  const metadata = trainedMetadata(facts)
  if (kind !== 'embedding') return metadata
  // It has no network of its own.
  const own = new Map([...metadata].filter(([key]) => !key.startsWith('ss_network_')))
  const architecture = own.get('modelspec.architecture')
  if (architecture !== undefined)
    own.set('modelspec.architecture', architecture.replace(/\/lora$/, '/textual-inversion'))
  return own
}
