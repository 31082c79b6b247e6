// A request's stack on its way to the engine: tags become entries, ids become paths, and what is missing is named.
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { UsableAdapter } from '../../catalog/adapters/adapter-library.ts'
import { AppError } from '../../base/errors.ts'
import { mostEntries, plainEntry, stackSchema, type Stack, type StackEntry } from '../../contract/adapter.ts'
import { bindStack } from '../../contract/bind-stack.ts'
import { knowsTags, type GenerationRequest } from '../../contract/generation.ts'
import { trainingOfAdapter } from '../../contract/training-project.ts'
import { accountForTags, unknownAdapter, weightsOfTag, type TagEntry } from '../../text/stack-tags.ts'
import { filesOfStep, partOfEntry, type TrainedRun } from './trained-entry.ts'

/** What of the catalog a stack needs; all of it is known without reading a file. */
export type StackAdapters = Pick<AdapterCatalog, 'find' | 'byName' | 'byHash' | 'usable' | 'names'> & {
  /** The saved steps of a training project; null where there is none. */
  trained(projectId: string): TrainedRun | null
}

export type EngineStack = {
  /** Every entry's `adapter` is one of the files. */
  stack: Stack
  files: { readonly id: string; readonly path: string }[]
  /** Ids of the adapters that act, each once. */
  used: string[]
}

/**
 * The request as it is queued: an entry for every tag of the prompt, and each entry bound to a file that is there.
 * Throws what keeps an entry that is on from acting, by its name.
 */
export function acceptStack(
  request: GenerationRequest,
  adapters: StackAdapters,
): { request: GenerationRequest; used: string[] } {
  const taken = new Set(request.stack.map(({ id }) => id))
  const find = (tag: TagEntry): StackEntry => entryOfTag(tag, adapters, taken)
  const tagged = knowsTags[request.profile]
    ? accountForTags(request.prompt, request.stack, find)
    : request.stack
  const stack = bindStack(tagged, adapters)
  if (!stackSchema.safeParse(stack).success) {
    throw new AppError('stack/too-long', { most: mostEntries })
  }
  const { used } = engineStack(stack, adapters)
  return { request: { ...request, stack }, used }
}

/** A bound stack with its files. Entries that are off and have no usable file are left out. */
export function engineStack(bound: Stack, adapters: StackAdapters): EngineStack {
  const files = new Map<string, string>()
  const used = new Set<string>()
  const stack = bound.flatMap((entry) => {
    const training = trainingOfAdapter(entry.adapter)
    if (training !== null) {
      const parts = trainedParts(entry, training, adapters)
      // A saved step has no id of its own: it is called by its path.
      for (const { file } of parts) files.set(file.path, file.path)
      return parts.map(({ file, share }, index) => partOfEntry(entry, file, share, index))
    }
    const file = fileOf(entry, adapters)
    if (file === null) return []
    files.set(file.id, file.path)
    if (entry.on) used.add(file.id)
    return [{ ...entry, adapter: file.id }]
  })
  return { stack, files: [...files].map(([id, path]) => ({ id, path })), used: [...used] }
}

function fileOf(entry: StackEntry, adapters: StackAdapters): UsableAdapter | null {
  try {
    if (adapters.find(entry.adapter) === null) throw missing(entry)
    return adapters.usable(entry.adapter)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (!entry.on) return null
    throw error.code === 'adapter/missing' ? missing(entry) : error
  }
}

function trainedParts(
  entry: StackEntry,
  { projectId, step }: NonNullable<ReturnType<typeof trainingOfAdapter>>,
  adapters: StackAdapters,
): ReturnType<typeof filesOfStep> {
  const run = adapters.trained(projectId)
  const parts = run === null ? [] : filesOfStep(run, step)
  if (parts.length > 0 || !entry.on) return parts
  const details = { entry: entry.id, name: entry.name, adapter: entry.adapter }
  if (run === null) {
    throw new AppError('stack/training-removed', { name: entry.name }, { details })
  }
  throw new AppError('stack/training-without-files', { name: run.name }, { details })
}

function missing({ id, name, adapter }: StackEntry): AppError {
  return new AppError('adapter/missing', { name }, { details: { entry: id, name, adapter } })
}

function entryOfTag(tag: TagEntry, adapters: StackAdapters, taken: Set<string>): StackEntry {
  const found = adapters.byName(tag.name) ?? adapters.byHash(tag.name)
  if (found === null) {
    throw unknownAdapter(tag.name, adapters.names())
  }
  let number = 1
  while (taken.has(`tag-${number}`)) number++
  const id = `tag-${number}`
  taken.add(id)
  const { name, weight } = tag
  return { ...plainEntry({ id, adapter: found.id, name, weight }), ...weightsOfTag(tag), fromTag: true }
}
