// Emptying the trash: what lies there by volume, and its way into the system's trash, or out of the world.
import { basename, dirname, join, sep } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { OperationSummary } from '../../contract/operation.ts'
import type { TrashedVolume } from '../../contract/trash.ts'
import { realDisk, type SeenEntry } from '../../files/moving/move-disk.ts'
import { moveError } from '../../files/moving/move-error.ts'
import { nameInTrash, notePath } from '../../files/system-trash/trash-note.ts'
import { makeTrash, trashPlace, type TrashSurroundings } from '../../files/system-trash/trash-place.ts'
import type { Journal } from '../../journal/journal.ts'
import type { PlannedMove } from '../../journal/operation.ts'
import { trashFolder } from '../../journal/trash-folder.ts'

export type TrashEmptying = {
  /** What lies in the trash, volume by volume. */
  list(): Promise<TrashedVolume[]>
  /**
   * Hands over what these operations threw away: as one operation for each volume, which can be undone as long as the system's
   * trash has the files; where only the desktop knows that trash, one by one, and the desktop brings them back to where
   * they were before they were thrown away. Throws `trash/no-system-trash`, `trash/not-taken`, `file/missing`, `move/…`.
   */
  handOver(ids: readonly string[]): Promise<OperationSummary[]>
  /** Removes it for good. Throws `move/…`. */
  discard(ids: readonly string[]): Promise<OperationSummary[]>
}

export type TrashEmptyingOptions = {
  readonly journal: Pick<Journal, 'carryOut' | 'discard' | 'giveAway' | 'list' | 'moves'>
  readonly surroundings: TrashSurroundings
  /** Of the desktop, if there is one; whether it took the file or folder. */
  readonly trashItem: TrashItem | null
  /** Files have gone from where they were before they were thrown away. */
  onGiven(): void
}

export type TrashItem = (path: string) => Promise<boolean>

type Thrown = { readonly path: string; readonly operation: OperationSummary; readonly entry: SeenEntry }

const everything = 1_000_000

/** Whose trash is known to the desktop alone. */
const desktopsTrash: readonly NodeJS.Platform[] = ['win32', 'darwin']

export function trashEmptying(options: TrashEmptyingOptions): TrashEmptying {
  const { journal, surroundings, onGiven } = options
  const trashItem = desktopsTrash.includes(surroundings.platform) ? options.trashItem : null

  /** By volume, thrown away last first; a path that was used twice is the file's that is there. */
  async function thrown(wanted: ReadonlySet<string> | null): Promise<Map<string, Thrown[]>> {
    const found = new Map<string, Thrown[]>()
    const seen = new Set<string>()
    for (const operation of journal.list(null, everything)) {
      if (operation.kind !== 'trash' || operation.state !== 'done') continue
      for (const { to: path } of journal.moves(operation.id)) {
        const entry = seen.has(path) ? null : await realDisk.look(path).catch(() => null)
        if (entry === null) continue
        seen.add(path)
        if (wanted !== null && !wanted.has(operation.id)) continue
        const [volume = ''] = entry.identity.split(' ')
        found.set(volume, [...(found.get(volume) ?? []), { path, operation, entry }])
      }
    }
    return found
  }

  const placeFor = (files: readonly Thrown[]): Promise<string | null> =>
    trashPlace(dirname(files[0]!.path), surroundings)

  async function volumeOf(files: readonly Thrown[]): Promise<TrashedVolume> {
    let sizeBytes = 0
    for (const { path, entry } of files) sizeBytes += await bytesIn(path, entry)
    return {
      folders: [...new Set(files.map(({ path }) => folderOf(path)))].sort(),
      operations: [...new Set(files.map(({ operation }) => operation.id))],
      files: files.length,
      sizeBytes,
      since: files.map(({ operation }) => operation.at).sort()[0]!,
      systemTrash: await systemTrashFor(files),
    }
  }

  async function systemTrashFor(files: readonly Thrown[]): Promise<TrashedVolume['systemTrash']> {
    const folder = await placeFor(files)
    return folder === null && trashItem === null ? null : { folder }
  }

  async function giveAway(files: readonly Thrown[], give: TrashItem): Promise<OperationSummary[]> {
    const given: OperationSummary[] = []
    try {
      // The newest first: an older file of the same name comes out behind it.
      for (const id of new Set(files.map(({ operation }) => operation.id)))
        given.push(await journal.giveAway(id, (path) => giveOne(path, give)))
    } finally {
      onGiven()
    }
    return given
  }

  async function giveOne(path: string, give: TrashItem): Promise<void> {
    if (!(await give(path)))
      throw new AppError('trash/not-taken', { file: basename(path) }, { details: { path } })
  }

  async function handOverVolume(files: readonly Thrown[]): Promise<OperationSummary[]> {
    if (trashItem !== null) return giveAway(files, trashItem)
    const place = await placeFor(files)
    if (place === null) throw new AppError('trash/no-system-trash', { folder: folderOf(files[0]!.path) })
    await makeTrash(place).catch((cause: unknown) => {
      throw moveError(cause, place)
    })
    const there = await Promise.all(['files', 'info'].map((inner) => realDisk.names(join(place, inner))))
    const taken = new Set(there.flat())
    const moves = files.map(({ path, entry }): PlannedMove => {
      const name = nameInTrash(basename(path), (one) => taken.has(one) || taken.has(basename(notePath(one))))
      taken.add(name)
      const { kind, sizeBytes, modifiedMs } = entry
      const to = join(place, 'files', name)
      return { from: path, to, ...(kind === 'file' ? { sizeBytes, modifiedMs } : {}) }
    })
    const names = [...new Set(files.map(({ operation }) => operation))].flatMap((one) => one.names)
    return [await journal.carryOut({ kind: 'empty', moves, names })]
  }

  return {
    async list() {
      const volumes: TrashedVolume[] = []
      for (const files of (await thrown(null)).values()) volumes.push(await volumeOf(files))
      return volumes
    },
    async handOver(ids) {
      const done: OperationSummary[] = []
      for (const files of (await thrown(new Set(ids))).values()) done.push(...(await handOverVolume(files)))
      return done
    },
    async discard(ids) {
      const done: OperationSummary[] = []
      for (const id of ids) done.push(await journal.discard(id))
      return done
    },
  }
}

/** In which our trash lies. */
function folderOf(path: string): string {
  const parts = path.split(sep)
  return parts.slice(0, parts.lastIndexOf(trashFolder)).join(sep)
}

async function bytesIn(path: string, entry: SeenEntry): Promise<number> {
  if (entry.kind !== 'folder') return entry.sizeBytes
  let sum = 0
  for (const name of await realDisk.names(path)) {
    const inner = join(path, name)
    const there = await realDisk.look(inner)
    if (there !== null) sum += await bytesIn(inner, there)
  }
  return sum
}
