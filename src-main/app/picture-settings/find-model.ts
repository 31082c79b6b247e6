// The checkpoint or VAE that a picture names: by its hash, then by its id or
// name where its hash does not say otherwise.
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { ModelSummary } from '../../contract/studio.ts'
import { pathOfName } from '../../text/stack-tags.ts'

export type NamedModel = {
  /** As the catalog that made the picture called it; null where that is not said. */
  readonly id: string | null
  readonly name: string
  /** SHA-256 or its beginning; empty where it is not known. */
  readonly hash: string
}

export type FoundModel = {
  readonly model: ModelSummary
  /** False where a hash is named that could not be compared in time. */
  readonly isProven: boolean
}

export type HashedModels = Pick<ModelCatalog, 'list' | 'knownHash' | 'hash'>

/** A small file is hashed within it; a large one is hashed on, for the next time. */
const patienceMs = 1000
/** Eight digits are A1111's before 2023, of a piece of the file: they say nothing about its SHA-256. */
const sha256 = /^[0-9a-f]{10,64}$/i

/** Only one that can be used now. */
export async function findModel(
  { id, name, hash }: NamedModel,
  kind: ModelSummary['kind'],
  models: HashedModels,
): Promise<FoundModel | null> {
  const usable = models.list().filter((model) => model.kind === kind && !model.problem && !model.missing)
  const digits = sha256.test(hash) ? hash.toLowerCase() : null
  if (digits !== null) {
    const hashed = usable.find((model) => models.knownHash(model.id)?.startsWith(digits))
    if (hashed !== undefined) return { model: hashed, isProven: true }
  }
  const named = [
    ...usable.filter((model) => model.id === id),
    ...usable.filter((model) => model.id !== id && isCalled(model, name)),
  ]
  for (const model of named) {
    if (digits === null) return { model, isProven: hash === '' }
    const own = await models.hash(model.id, patienceMs)
    if (own === null || own.startsWith(digits)) return { model, isProven: own !== null }
  }
  return null
}

/** Other programs name a model by its file, with or without ending and folder; we by its title. */
function isCalled({ name: title, fileName }: ModelSummary, name: string): boolean {
  if (title.toLowerCase() === name.toLowerCase()) return true
  const [path, file] = [pathOfName(name), pathOfName(fileName)]
  return path.slice(path.lastIndexOf('/') + 1) === file
}
