// One file of the model folders, opened once: the one thing it is, and what it is to each catalog.
import { reportError } from '../../base/errors.ts'
import { openWeights, type Weights } from '../../files/open-weights.ts'
import { adapterIn } from '../adapters/adapter-in-file.ts'
import type { AdapterFacts } from '../adapters/adapter-facts.ts'
import { inAdapterFolder } from '../adapters/adapter-folders.ts'
import { besideFacts } from '../adapters/beside-facts.ts'
import { aboutFile } from '../sidecars/about-file.ts'
import { readSidecars, type Sidecars } from '../sidecars/read-sidecars.ts'
import type { SidecarNames } from '../sidecars/sidecar-names.ts'
import { isAdapter } from '../adapters/inspect-adapter.ts'
import { meantAsEmbedding } from '../embedding-folders.ts'
import { wordsIn } from '../embeddings/embedding-words.ts'
import { adapterThing } from '../kinds/adapter-thing.ts'
import { embeddingThing } from '../kinds/embedding-thing.ts'
import { headerHash } from '../kinds/header-hash.ts'
import { toolThing } from '../kinds/tool-thing.ts'
import type { FileReading } from '../library-reader.ts'
import { modelIn } from '../models/inspect-checkpoint.ts'
import { mayBeModel } from '../models/model-endings.ts'
import { refusedReading } from '../refused-reading.ts'

/** Never throws for what is wrong with the file: that is what it is. */
export async function readLibraryFile(path: string, beside: SidecarNames): Promise<FileReading> {
  const sidecars = await readSidecars(path, beside)
  let file: Weights
  try {
    file = await openWeights(path)
  } catch (error) {
    const { adapter, thing, ...refused } = refusedReading(path, reportError(error))
    const about = aboutFile({ path, metadata: new Map() }, sidecars)
    return {
      ...refused,
      thing: { ...thing, about },
      adapter: adapter && { ...adapter, ...besideFacts(sidecars), about },
    }
  }
  try {
    const reading = await readingOf(file, sidecars)
    // An adapter's is among its facts.
    const about = reading.thing.kind === 'adapter' ? null : aboutFile(file, sidecars)
    return { ...reading, thing: { ...reading.thing, about }, headerHash: headerHash(file) }
  } finally {
    await file.close()
  }
}

/** What people call adapters may hold whole weights, and be a model after all. */
const otherWeights = new Set(['adapter/whole-weights', 'adapter/not-an-adapter'])

async function readingOf(file: Weights, sidecars: Sidecars): Promise<Omit<FileReading, 'headerHash'>> {
  const nothing = { model: null, adapter: null, words: [] }
  if (file.kind === 'folder') return { ...nothing, ...(await modelReading(file)) }
  const isNamedSo = isAdapter(file)
  const isMeantSo = inAdapterFolder(file.path)
  const adapter = isNamedSo || isMeantSo ? await adapterIn(file, sidecars) : null
  // In a folder of adapters each file that is not one is listed with the reason.
  const meant = { adapter: isMeantSo ? adapter : null }
  const tool = adapter?.problem === null ? null : toolThing(file)
  if (tool !== null) return { ...nothing, ...meant, thing: tool }
  if (isNamedSo && adapter !== null && !isOfOtherWeights(adapter))
    return { ...nothing, adapter, thing: adapterThing(file, adapter) }
  const embedding = embeddingThing(file)
  if (embedding !== null) return { ...nothing, words: wordsIn(file), thing: embedding }
  const reading = await modelReading(file)
  const isUnknown = reading.thing.kind === 'other'
  const isWord = isUnknown && meantAsEmbedding(file.path)
  return {
    ...nothing,
    ...(isUnknown || reading.model?.problem ? meant : {}),
    ...reading,
    words: isWord ? wordsIn(file) : [],
  }
}

const isOfOtherWeights = ({ problem }: AdapterFacts): boolean =>
  problem !== null && otherWeights.has(problem.code)

async function modelReading(file: Weights): Promise<Pick<FileReading, 'thing' | 'model'>> {
  const { thing, inspection } = await modelIn(file)
  const isListed = inspection?.problem === null || mayBeModel(file.path)
  return { thing, model: isListed ? inspection : null }
}
