// What would become of files that are to be renamed by a template: their new names, and whatever stands against one of them.
import { basename, dirname } from 'node:path'
import { AppError, reportError } from '../../base/errors.ts'
import { readTemplate, type TemplateValues } from '../../catalog/moving/name-template.ts'
import { planNames, type FileToName, type NewName } from '../../catalog/moving/plan-names.ts'
import { templateValues, type ValuedItem } from '../../catalog/moving/template-values.ts'
import { isWithin } from '../../files/is-within.ts'
import { realDisk, type SeenEntry } from '../../files/moving/move-disk.ts'
import { moveError } from '../../files/moving/move-error.ts'
import { remark, type Remark } from '../../messages/table.ts'
import type { FolderRules } from '../folder-rules.ts'
import { entriesOf } from './entries-of.ts'
import { libraryRoot, volumeFor } from './library-root.ts'
import { withCompanions } from './with-companions.ts'

export type NamedItem = ValuedItem & {
  readonly id: string
  readonly path: string
  /** Ids. */
  readonly collections: readonly string[]
}

/** `into`: where the template begins; a place or a folder is one for all of them. */
export type RenameAsk = {
  readonly ids: readonly string[]
  readonly template: string
  readonly into: 'own-folder' | 'model-folder' | { readonly place: string } | { readonly folder: string }
}

export type RenamePlanOptions = {
  readonly rules: FolderRules
  folders(): readonly string[]
  /** A folder of the library by its id. Throws where there is none. */
  placeOf(id: string): Promise<string>
  /** In this order; those that nobody knows are left out. */
  items(ids: readonly string[]): readonly NamedItem[]
  hashOf(id: string): string | null
  /** Null where it is gone. */
  collectionName(id: string): string | null
  /** Ids of what a picture is made with at this moment. */
  inUse(): ReadonlySet<string>
}

/** Programs beside ours do not open longer ones on Windows. */
const longestPath = process.platform === 'win32' ? 259 : process.platform === 'darwin' ? 1023 : 4095

/**
 * What is wrong with the template, or the name of each file, those that are gone first. Throws `library/no-such-file`,
 * `library/elsewhere`, `move/…`.
 */
export async function renamePlan(ask: RenameAsk, options: RenamePlanOptions): Promise<NewName[] | Remark> {
  const { rules } = options

  function itemsOf(ids: ReadonlySet<string>): readonly NamedItem[] {
    const items = options.items([...ids])
    const known = new Set(items.map((item) => item.id))
    const id = [...ids].find((one) => !known.has(one))
    if (id !== undefined) throw new AppError('library/no-such-file', {}, { details: { id } })
    return items
  }

  function valuesOf(item: NamedItem): TemplateValues {
    const collections = item.collections.flatMap((id) => options.collectionName(id) ?? [])
    return templateValues(item, { collections, sha256: options.hashOf(item.id) })
  }

  /** That all of them go to; null where each has its own. */
  async function folderOf(into: RenameAsk['into']): Promise<string | null> {
    if (typeof into === 'string') return null
    if ('place' in into) return options.placeOf(into.place)
    const { folder } = into
    if (!options.folders().some((root) => isWithin(folder, root)))
      throw new AppError('library/elsewhere', { file: basename(folder) }, { details: { path: folder } })
    return folder
  }

  /** What the disk and its folders have against it. */
  async function withObstacles(
    names: readonly NewName[],
    entries: ReadonlyMap<string, SeenEntry>,
  ): Promise<NewName[]> {
    const inUse = options.inUse()
    const volumes = remembering(volumeFor)
    const obstacles = remembering((folder: string) => obstacleIn(folder, rules))
    const all: NewName[] = []
    for (const name of names) {
      const { id, from, to, conflict } = name
      if (conflict !== null || to === null || to === from) {
        all.push(name)
        continue
      }
      const file = basename(from)
      const isElsewhere = dirname(to) !== dirname(from)
      const obstacle = inUse.has(id)
        ? remark('move/in-use', { file })
        : isElsewhere && entries.get(from)!.kind === 'other'
          ? remark('rename/link', { file })
          : (await volumes(dirname(from))) !== (await volumes(dirname(to)))
            ? remark('move/other-volume', { file })
            : ((await obstacles(dirname(from))) ?? (await obstacles(dirname(to))))
      all.push({ ...name, conflict: obstacle })
    }
    return all
  }

  const { into } = ask
  const { template, problem } = readTemplate(ask.template)
  if (problem !== null) return problem
  const items = itemsOf(new Set(ask.ids))
  const entries = await entriesOf(items.map(({ path }) => path))
  const here = items.filter(({ path }) => entries.has(path))
  const companions = await withCompanions(here.map(({ path }) => path))
  const folder = await folderOf(into)
  const roots = new Map<string, string>()
  const files: FileToName[] = []
  for (const item of here) {
    const own = dirname(item.path)
    const root = roots.get(own) ?? (await libraryRoot(item.path, options.folders()))
    roots.set(own, root)
    files.push({
      id: item.id,
      path: item.path,
      isFolder: entries.get(item.path)!.kind === 'folder',
      companions: companions.get(item.path)!,
      base: folder ?? (into === 'own-folder' ? own : root),
      values: valuesOf(item),
    })
  }
  const planned = await planNames(files, template, { namesIn: listing(), longestPath })
  const gone = items.filter(({ path }) => !entries.has(path)).map(goneName)
  return [...gone, ...(await withObstacles(planned, entries))]
}

function goneName({ id, path }: NamedItem): NewName {
  return {
    id,
    from: path,
    to: null,
    companions: [],
    conflict: remark('file/missing', { file: basename(path) }),
  }
}

/** Why nothing may be moved into or out of a folder; null where it may. One that is yet to be made may stand on a file. */
async function obstacleIn(folder: string, rules: FolderRules): Promise<Remark | null> {
  try {
    await rules.check(folder, 'write', 'ids')
    for (let above = folder; ; above = dirname(above)) {
      const entry = await realDisk.look(above)
      if (entry?.kind === 'file') return remark('move/taken', { file: basename(above) })
      if (entry !== null || dirname(above) === above) return null
    }
  } catch (error) {
    return asRemark(error instanceof AppError ? error : moveError(error, folder))
  }
}

function asRemark(error: AppError): Remark {
  const report = reportError(error)
  return 'facts' in report ? report : remark('move/failed', { file: '' })
}

/** Names of folders, each read once. */
function listing(): (folder: string) => Promise<readonly string[]> {
  return remembering((folder: string) => realDisk.names(folder).catch(() => []))
}

function remembering<Value>(find: (folder: string) => Promise<Value>): (folder: string) => Promise<Value> {
  const known = new Map<string, Promise<Value>>()
  return (folder) => {
    const found = known.get(folder) ?? find(folder)
    known.set(folder, found)
    return found
  }
}
