// An adapter as its file tells: what its table of contents is, and what it says of itself.
import { builtInFamilies } from '../../architectures/families/families.ts'
import { extrasOf, type ReadExtras } from '../../adapters/reading/read-adapter.ts'
import { namedKinds } from '../../adapters/reading/named-kinds.ts'
import { reportError } from '../../base/errors.ts'
import { notedMap } from '../../base/noted-map.ts'
import { adapterConfigBeside } from '../../files/adapter-config.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { remark } from '../../messages/table.ts'
import { aboutFile } from '../sidecars/about-file.ts'
import type { Sidecars } from '../sidecars/read-sidecars.ts'
import { headerHash } from '../kinds/header-hash.ts'
import { refusedFacts, smallFacts, type AdapterFacts } from './adapter-facts.ts'
import { inAdapterFolder } from './adapter-folders.ts'
import { besideFacts } from './beside-facts.ts'
import { inspectTable, inspectWords, isAdapter, moduleCounts } from './inspect-adapter.ts'

/** What names and shapes tell of an adapter. */
export type TableFacts = Pick<
  AdapterFacts,
  | 'kind'
  | 'dora'
  | 'dialects'
  | 'ranks'
  | 'architecture'
  | 'architectureWhy'
  | 'embeddings'
  | 'unet'
  | 'text'
  | 'warnings'
>

export type JudgedTable = {
  readonly facts: TableFacts
  /** What the metadata was asked for on the way to them. */
  readonly asked: ReadonlyMap<string, string | undefined>
}

export type AdapterInFile = {
  readonly facts: AdapterFacts
  /** Null where something else than table and metadata decided. */
  readonly judged: JudgedTable | null
}

/** Null for a model, or for what nobody meant as an adapter; what is wrong with an adapter is among its facts. */
export async function adapterIn(file: TensorFile, sidecars: Sidecars): Promise<AdapterInFile | null> {
  if (!isAdapter(file) && !inAdapterFolder(file.path)) return null
  const config = await adapterConfigBeside(file.path)
  const noted = notedMap(file.metadata)
  try {
    const table = await tableFacts({ ...file, metadata: noted.map }, extrasOf(config))
    const asked = config === undefined ? noted.asked() : null
    return {
      facts: adapterFacts(file, table, sidecars, headerHash(file)),
      judged: asked && { facts: table, asked },
    }
  } catch (error) {
    const refused = refusedFacts(reportError(error))
    const about = aboutFile(file, sidecars)
    const facts = { ...refused, ...besideFacts(sidecars), about, headerHash: headerHash(file) }
    return { facts, judged: null }
  }
}

/** An adapter with this table, and words of its own. */
export function adapterFacts(
  file: Pick<TensorFile, 'path' | 'metadata'>,
  table: TableFacts,
  sidecars: Sidecars,
  hash: string,
): AdapterFacts {
  const family = builtInFamilies.find(({ id }) => id === table.architecture) ?? null
  const { facts, tags, madeFor, triggerGroups, areSuggested } = inspectWords(file.metadata, sidecars, family)
  return smallFacts({
    ...table,
    madeFor,
    triggerGroups: triggerGroups.map((group) => [...group]),
    areSuggested,
    alias: facts.outputName,
    modelHash: facts.modelHash,
    headerHash: hash,
    problem: null,
    ...besideFacts(sidecars),
    about: aboutFile(file, sidecars, tags),
  })
}

async function tableFacts(file: TensorFile, extras: ReadExtras): Promise<TableFacts> {
  const { recognition, base, contents } = await inspectTable(file, extras)
  const { unet, text } = moduleCounts(contents)
  const fitting = contents.modules.length > 0
  const named = fitting ? contents : namedKinds(file, base)
  const total = unet.unmatched + text.unmatched
  return {
    kind: named.kinds[0] ?? null,
    dora: named.dora,
    dialects: [...contents.dialects],
    ranks: [...named.ranks],
    architecture: recognition.family?.id ?? null,
    architectureWhy: [...recognition.why],
    embeddings: contents.embeddings.map(({ name }) => name),
    unet,
    text,
    warnings: [
      ...contents.warnings,
      ...(fitting && total > 0
        ? [remark('adapter/unlike-published', { count: total, family: base.family.label })]
        : []),
    ],
  }
}
