// The files of the library as a person throws them away and brings them back: by id, each with what belongs to it.
import { randomBytes } from 'node:crypto'
import { basename, dirname, join, relative } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { OperationSummary } from '../../contract/operation.ts'
import { realDisk } from '../../files/moving/move-disk.ts'
import { moveError } from '../../files/moving/move-error.ts'
import { foldersToMake } from '../../journal/folders.ts'
import type { Journal } from '../../journal/journal.ts'
import type { PlannedMove } from '../../journal/operation.ts'
import { trashFolder } from '../../journal/trash-folder.ts'
import type { FolderRules } from '../folder-rules.ts'
import { libraryRoot } from './library-root.ts'
import { withCompanions } from './with-companions.ts'

export type LibraryFiles = {
  /**
   * Into a folder of the same volume, with what belongs to them; the whole of it or nothing. Throws `library/no-such-file`,
   * `library/elsewhere`, `folder/…`, `trash/no-folder`, `file/missing`, `move/…`.
   */
  trash(ids: readonly string[]): Promise<OperationSummary>
  /** Throws `library/no-such-file`. */
  pathOf(id: string): string
  /** The same of files that lie in the model folders. */
  trashPaths(paths: readonly string[]): Promise<OperationSummary>
}

export type LibraryFilesOptions = {
  readonly journal: Pick<Journal, 'carryOut'>
  readonly rules: FolderRules
  folders(): readonly string[]
  /** Of an adapter or a model; null for what nobody knows. */
  pathOf(id: string): string | null
  now?(): Date
}

export function libraryFiles(options: LibraryFilesOptions): LibraryFiles {
  const { journal, rules, now = () => new Date() } = options

  function pathOf(id: string): string {
    const path = options.pathOf(id)
    if (path === null) throw new AppError('library/no-such-file', {}, { details: { id } })
    return path
  }

  async function trashPaths(paths: readonly string[]): Promise<OperationSummary> {
    for (const folder of new Set(paths.map((path) => dirname(path))))
      await rules.check(folder, 'write', 'ids')
    const name = folderName(now())
    const made = new Map<string, PlannedMove>()
    const moves: PlannedMove[] = []
    for (const from of await allOf(paths)) {
      const root = await libraryRoot(from, options.folders())
      const to = join(root, trashFolder, name, relative(root, from))
      // An operation that leaves it empty takes it away, whoever has made it.
      made.set(join(root, trashFolder), { from: null, to: join(root, trashFolder) })
      for (const folder of await foldersToMake(dirname(to))) made.set(folder.to, folder)
      moves.push({ from, to, ...(await stampOf(from)) })
    }
    try {
      const names = paths.map((path) => basename(path))
      return await journal.carryOut({ kind: 'trash', moves: [...made.values(), ...moves], names })
    } catch (error) {
      throw withoutFolder(error, made)
    }
  }

  return { pathOf, trash: (ids) => trashPaths(ids.map(pathOf)), trashPaths }
}

/** Each with what goes where it goes. */
async function allOf(paths: readonly string[]): Promise<string[]> {
  const found = await withCompanions(paths)
  return [...found].flatMap(([path, names]) => [path, ...names.map((name) => join(dirname(path), name))])
}

/** What a person finds in the trash folder by hand: when it was, and which of that moment. */
function folderName(at: Date): string {
  const [day, time] = at.toISOString().slice(0, 19).split('T')
  return `${day} ${time!.replaceAll(':', '')} ${randomBytes(4).toString('hex')}`
}

async function stampOf(path: string): Promise<Pick<PlannedMove, 'sizeBytes' | 'modifiedMs'>> {
  const entry = await realDisk.look(path).catch((cause: unknown) => {
    throw moveError(cause, path)
  })
  return entry?.kind === 'file' ? { sizeBytes: entry.sizeBytes, modifiedMs: entry.modifiedMs } : {}
}

/** What kept the trash folder from being made says so. */
function withoutFolder(error: unknown, made: ReadonlyMap<string, PlannedMove>): unknown {
  const path = error instanceof AppError ? error.details?.['path'] : undefined
  if (typeof path !== 'string' || !made.has(path)) return error
  return new AppError('trash/no-folder', { folder: dirname(path) }, { details: { path }, cause: error })
}
