// What a data folder does so that a catalog that is damaged or gone costs as little as it can: it is put aside, never
// removed, and the newest whole backup takes its place.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Rescue } from '../../contract/rescue.ts'
import { migrations } from '../migrations/all.ts'
import { catalogError } from '../system-error.ts'
import { listBackups, type Backup } from './backup-folder.ts'
import { sizeOf, versionOf } from './check-catalog.ts'
import { rescueNote } from './rescue-note.ts'
import { syncPath } from './sync-path.ts'

export type Safekeeping = {
  readonly catalog: string
  readonly backups: string
  /**
   * To be called before the catalog is opened: looks whether it can be, and replaces it where it cannot. A small one is
   * looked through, of a large one only the beginning: the rest is for a process beside the host. Errors: `disk/…`.
   */
  settle(): void
  /** The catalog is damaged: the next `settle` replaces it. Errors are those of the disk. */
  noticeDamage(): void
  /** When the newest backup was made, whole or not; null where there is none. */
  lastBackup(): Date | null
  /** What there is to tell of a rescue. */
  rescue(): Rescue | null
  /** What of it is new. */
  note(change: Pick<Rescue, 'pictures'>): void
  /** It was read. */
  forget(): void
  /** Where a catalog that was put aside lies. */
  asideFolder(rescue: Rescue): string
}

/** Looking through this much takes some fifty milliseconds. */
const soonLooked = 8 * 2 ** 20
/** The log first: with a new catalog it must never lie together. */
const parts = ['catalog.sqlite-wal', 'catalog.sqlite-shm', 'catalog.sqlite-journal', 'catalog.sqlite']

export function safekeeping(dataFolder: string, now: () => Date = () => new Date()): Safekeeping {
  const catalog = join(dataFolder, 'catalog.sqlite')
  const backups = join(dataFolder, 'backups')
  const rescueFile = rescueNote(dataFolder)

  const asideFolder = ({ at }: Pick<Rescue, 'at'>): string =>
    join(dataFolder, 'damaged', at.slice(0, 23).replaceAll(/[:.]/g, '-'))

  const candidates = (): Backup[] =>
    [...listBackups(backups), ...copiesOfVersions(dataFolder)].sort(
      (one, other) => other.at.getTime() - one.at.getTime(),
    )

  function notice(why: Rescue['why']): Rescue {
    const noticed = rescueFile.read()
    if (noticed?.stage === 'noticed') return noticed
    const rescue: Rescue = { at: now().toISOString(), why, stage: 'noticed', backupAt: null, pictures: null }
    rescueFile.write(rescue)
    return rescue
  }

  /** What keeps it from being opened; null when nothing does, as far as was looked. */
  function trouble(): Rescue['why'] | null {
    const size = sizeOf(catalog)
    if (size > 0)
      return versionOf(catalog, size <= soonLooked ? 'all' : 'beginning') === null ? 'damaged' : null
    if (sizeOf(`${catalog}-wal`) > 0) return 'damaged'
    // A host that was killed in its first moment leaves an empty file, and nothing else.
    if (!candidates().some(({ path }) => isUsable(path))) return null
    return existsSync(catalog) ? 'damaged' : 'missing'
  }

  function replace(rescue: Rescue): void {
    const aside = asideFolder(rescue)
    const left = parts.filter((name) => existsSync(join(dataFolder, name)))
    if (left.length > 0) mkdirSync(aside, { recursive: true, mode: 0o700 })
    for (const name of left) {
      const [from, to] = [join(dataFolder, name), join(aside, name)]
      // One that is there was put there before this was cut off: what lies here now is the backup, unread.
      if (existsSync(to)) rmSync(from)
      else renameSync(from, to)
    }
    syncPath(dataFolder)
    const backup = candidates().find(({ path }) => isUsable(path))
    if (backup !== undefined) {
      const unfinished = `${catalog}.part`
      copyFileSync(backup.path, unfinished)
      syncPath(unfinished)
      renameSync(unfinished, catalog)
      syncPath(dataFolder)
    }
    rescueFile.write({ ...rescue, stage: 'replaced', backupAt: backup?.at.toISOString() ?? null })
  }

  return {
    catalog,
    backups,
    settle() {
      try {
        const begun = rescueFile.read()
        const why = begun?.stage === 'noticed' ? begun.why : trouble()
        if (why !== null) replace(notice(why))
      } catch (cause) {
        throw catalogError(cause, catalog)
      }
    },
    lastBackup: () => candidates()[0]?.at ?? null,
    noticeDamage: () => void notice('damaged'),
    rescue: rescueFile.read,
    note(change) {
      const rescue = rescueFile.read()
      if (rescue !== null) rescueFile.write({ ...rescue, ...change })
    },
    forget: rescueFile.remove,
    asideFolder,
  }
}

function isUsable(path: string): boolean {
  try {
    const version = versionOf(path, 'all')
    return version !== null && version > 0 && version <= migrations.length
  } catch {
    // Another backup may be readable.
    return false
  }
}

/** Copies that were made before a newer version of Lamina changed the catalog. */
function copiesOfVersions(dataFolder: string): Backup[] {
  return readdirSync(dataFolder)
    .filter((name) => /^catalog\.version-\d+\.sqlite$/.test(name))
    .map((name) => join(dataFolder, name))
    .map((path) => ({ path, at: statSync(path).mtime }))
}
