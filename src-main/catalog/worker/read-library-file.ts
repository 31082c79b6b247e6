// One file of the model folders, opened once: the one thing it is, and what it is to each catalog.
import { reportError } from '../../base/errors.ts'
import { openWeights, type Weights } from '../../files/open-weights.ts'
import { adapterIn, type JudgedTable } from '../adapters/adapter-in-file.ts'
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
import { glanceAt } from './glance.ts'
import { knownTables, type KnownTables } from './known-tables.ts'

/** Never throws for what is wrong with the file: that is what it is. */
export type LibraryFileReader = (path: string, beside: SidecarNames) => Promise<FileReading>

/** It keeps the tables of contents that it has judged. */
export function libraryFileReader(): LibraryFileReader {
  const tables = knownTables()
  return async (path, beside) => {
    const sidecars = await readSidecars(path, beside)
    const seen = glanceAt(path)
    const known = seen && tables.reading(seen, sidecars)
    return (
      known ??
      readWhole(path, sidecars, (file, judged) => {
        if (seen?.id === file.id) tables.keep(seen, file, judged)
      })
    )
  }
}

type Judged = Parameters<KnownTables['keep']>[2]

async function readWhole(
  path: string,
  sidecars: Sidecars,
  onJudged: (file: Weights, judged: Judged) => void,
): Promise<FileReading> {
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
    const { judged, ...reading } = await readingOf(file, sidecars)
    if (judged !== null) onJudged(file, { judged, thing: reading.thing })
    // An adapter's is among its facts.
    const about = reading.thing.kind === 'adapter' ? null : aboutFile(file, sidecars)
    return { ...reading, thing: { ...reading.thing, about }, headerHash: headerHash(file) }
  } finally {
    await file.close()
  }
}

/** What people call adapters may hold whole weights, and be a model after all. */
const otherWeights = new Set(['adapter/whole-weights', 'adapter/not-an-adapter'])

type Reading = Omit<FileReading, 'headerHash'> & {
  /** What another adapter with the same table need not be judged for again. */
  readonly judged: JudgedTable | null
}

async function readingOf(file: Weights, sidecars: Sidecars): Promise<Reading> {
  const nothing = { model: null, adapter: null, words: [], judged: null }
  if (file.kind === 'folder') return { ...nothing, ...(await modelReading(file)) }
  const isNamedSo = isAdapter(file)
  const isMeantSo = inAdapterFolder(file.path)
  const found = isNamedSo || isMeantSo ? await adapterIn(file, sidecars) : null
  const adapter = found?.facts ?? null
  // In a folder of adapters each file that is not one is listed with the reason.
  const meant = { adapter: isMeantSo ? adapter : null }
  const tool = adapter?.problem === null ? null : toolThing(file)
  if (tool !== null) return { ...nothing, ...meant, thing: tool }
  if (isNamedSo && adapter !== null && !isOfOtherWeights(adapter))
    return { ...nothing, adapter, thing: adapterThing(file, adapter), judged: found?.judged ?? null }
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
