// Adapter files opened by what their names and shapes were read as before: trainers write the same tables again and again,
// and reading one takes longer than the numbers of a fingerprint (decision 30 says when two tables are the same).
import { resolve } from 'node:path'
import { recogniseAdapter } from '../../adapters/about/recognise.ts'
import type { AdapterModule } from '../../adapters/reading/adapter.ts'
import { publishedModules, type BaseModules } from '../../adapters/reading/base-modules.ts'
import { namedKinds } from '../../adapters/reading/named-kinds.ts'
import { readAdapter, type ReadExtras } from '../../adapters/reading/read-adapter.ts'
import { firstFamily } from '../../architectures/families/families.ts'
import { createKept } from '../../base/kept.ts'
import { isAnsweredSo, notedMap } from '../../base/noted-map.ts'
import { adapterConfigBeside } from '../../files/adapter-config.ts'
import { openFileSource } from '../../files/file-source.ts'
import { tensorFile, type TensorEntry, type TensorFile } from '../../formats/tensor-file.ts'
import { openAdapterFile } from '../adapters/open-adapter-file.ts'
import { glanceAt, type Glance } from '../worker/glance.ts'

type Judged = { readonly base: BaseModules; readonly modules: readonly AdapterModule[] }
export type JudgedAdapter = Judged & { readonly file: TensorFile }

type Known = Judged & {
  readonly asked: ReadonlyMap<string, string | undefined>
  readonly metadata: ReadonlyMap<string, string>
  /** With how far before the end of the file each begins: what comes before all of them is as long as its words. */
  readonly tensors: ReadonlyMap<string, TensorEntry & { readonly beforeEnd: number }>
}

/** A large adapter's takes three megabytes. */
const mostTables = 32
/** One table with other words may be judged otherwise. */
const mostOfOneTable = 4

const known = createKept<string, readonly Known[]>({ limit: mostTables })

/** Whoever opens it closes `file`. Throws what keeps it from being opened, and `adapter/…` for what is not an adapter. */
export async function openJudged(path: string): Promise<JudgedAdapter> {
  // What lies beside a file is its own.
  const glance = (await adapterConfigBeside(path)) === undefined ? glanceAt(path) : null
  const others = (glance && known.get(glance.table)) ?? []
  const same =
    glance && others.find(({ asked, metadata }) => isAnsweredSo(asked, glance.metadata ?? metadata))
  return (same && (await openAs(same, glance))) ?? openWhole(path, glance, others)
}

/** Null for a file that is another one by now. */
async function openAs(same: Known, glance: Glance): Promise<JudgedAdapter | null> {
  const path = resolve(glance.path)
  const { id, source } = await openFileSource(path)
  if (id !== glance.id) {
    await source.close()
    return null
  }
  const offsetOf = (name: string): number => source.sizeBytes - same.tensors.get(name)!.beforeEnd
  const file = tensorFile({
    id,
    kind: 'safetensors',
    path,
    tensors: same.tensors,
    metadata: glance.metadata ?? same.metadata,
    problems: new Map(),
    readEntry: (name, { sizeBytes }) => source.read(offsetOf(name), sizeBytes),
    close: () => source.close(),
  })
  return { file, base: same.base, modules: same.modules }
}

async function openWhole(
  path: string,
  glance: Glance | null,
  others: readonly Known[],
): Promise<JudgedAdapter> {
  const { file, extras } = await openAdapterFile(path)
  try {
    const { map, asked } = notedMap(file.metadata)
    const judged = await judge({ ...file, metadata: map }, extras)
    const questions = asked()
    // What cannot be read in a file is told of that file.
    const isKept = extras.peftConfig === undefined && file.problems.size === 0 && glance?.id === file.id
    if (isKept && questions !== null) {
      const one = { ...judged, asked: questions, metadata: file.metadata, tensors: placed(file) }
      known.put(glance.table, [one, ...others].slice(0, mostOfOneTable))
    }
    return { ...judged, file }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function judge(file: TensorFile, extras: ReadExtras): Promise<Judged> {
  const { family, otherKind } = recogniseAdapter(file)
  if (otherKind !== null) throw otherKind
  const base = publishedModules(family ?? firstFamily)
  const { modules } = await readAdapter(file, base, extras)
  // Of another size than the family's published network: by name alone.
  return { base, modules: modules.length > 0 ? modules : namedKinds(file, base).modules }
}

/** A safetensors file ends where its last tensor does. */
function placed({ tensors }: TensorFile): Known['tensors'] {
  let end = 0
  for (const { location, sizeBytes } of tensors.values()) end = Math.max(end, location!.offset + sizeBytes)
  return new Map(
    [...tensors].map(([name, { location, ...entry }]) => [
      name,
      { ...entry, beforeEnd: end - location!.offset },
    ]),
  )
}
