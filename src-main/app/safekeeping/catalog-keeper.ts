// Keeps the catalog safe while the app runs: has it looked through and backed up, and tells what a person must know.
import { AppError, reportError, type ErrorReport } from '../../base/errors.ts'
import type { Rescue } from '../../contract/rescue.ts'
import type { Publish } from '../../contract/studio.ts'
import type { BackedUp } from '../../database/safekeeping/make-backup.ts'
import type { Safekeeping } from '../../database/safekeeping/safekeeping.ts'
import { guardedProcess } from '../../files/guarded/guarded-process.ts'
import { workerFile } from '../../files/worker-file.ts'
import { remark } from '../../messages/table.ts'

export type CatalogKeeper = {
  /** What happened to the catalog, until a person has read it; null when nothing did. */
  told(): ErrorReport | null
  /** For everything that the catalog throws. */
  note(error: unknown): void
  /** Begins to look after it: soon, and every hour. */
  start(): void
  /** Looks through it and backs it up where today has no backup. */
  backUp(): Promise<BackedUp>
  /** `find` looks for pictures that the catalog does not know, and says how many there were. */
  findPictures(find: () => Promise<number>): Promise<void>
  /** A person has read what was told. A damaged catalog goes on being told. */
  dismiss(): void
  /** What is damaged is put aside, and the last backup takes its place; nothing is done with one that is whole. */
  startAgain(): void
  /** Waits for the search for pictures, which whoever closes has ended. */
  close(): Promise<void>
}

export type KeeperOptions = {
  safe: Safekeeping
  publish: Publish<'catalog'>
  /** Whether the disk takes nothing now. */
  isTroubled(): boolean
  onFault(error: unknown): void
  /** Closes everything and opens it once more; null where nobody can. */
  startAgain: (() => void) | null
  /** The first look: when what a person waits for is there. */
  afterMs?: number
}

const firstLookMs = 10_000
const lookApartMs = 60 * 60 * 1000
const longestMs = 30 * 60 * 1000
const memoryMb = 512

export function catalogKeeper(options: KeeperOptions): CatalogKeeper {
  const { safe, publish, isTroubled, onFault } = options
  const work = guardedProcess({ file: workerFile('catalog-worker', import.meta), memoryMb, atOnce: 1 })
  const timers: NodeJS.Timeout[] = []
  let isDamaged = false
  let finding: Promise<number> | null = null

  const told = (): ErrorReport | null => {
    if (isDamaged) return reportError(damaged(safe.lastBackup(), options.startAgain !== null))
    const rescue = safe.rescue()
    return rescue === null || rescue.stage === 'noticed' ? null : sentenceOf(rescue, safe.asideFolder(rescue))
  }
  const tell = (): void => publish({ type: 'catalog', told: told() })

  function noteDamage(): void {
    if (isDamaged) return
    isDamaged = true
    try {
      safe.noticeDamage()
    } catch (error) {
      // The next start finds out by itself.
      onFault(error)
    }
    tell()
  }

  async function backUp(): Promise<BackedUp> {
    const done = await work.ask<BackedUp>(
      safe.catalog,
      { mostMs: longestMs },
      'backUp',
      safe.catalog,
      safe.backups,
    )
    if (done === 'damaged') noteDamage()
    return done
  }

  function look(): void {
    if (isDamaged || isTroubled()) return
    backUp().catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'job/cancelled')) onFault(error)
    })
  }

  return {
    told,
    note(error) {
      if (error instanceof AppError && error.code === 'catalog/damaged') noteDamage()
    },
    start() {
      timers.push(setTimeout(look, options.afterMs ?? firstLookMs).unref())
      timers.push(setInterval(look, lookApartMs).unref())
    },
    backUp,
    async findPictures(find) {
      const rescue = safe.rescue()
      if (rescue === null || rescue.pictures !== null) return
      finding = find()
      safe.note({ pictures: await finding })
      tell()
    },
    dismiss() {
      safe.forget()
      tell()
    },
    startAgain() {
      if (isDamaged) options.startAgain?.()
    },
    async close() {
      for (const timer of timers) clearTimeout(timer)
      await work.close()
      await finding?.catch(() => undefined)
    },
  }
}

const damaged = (backupAt: Date | null, mayStartAgain: boolean): AppError =>
  new AppError(
    'catalog/damaged',
    { name: 'catalog.sqlite' },
    { details: { backupAt: backupAt?.toISOString() ?? null, mayStartAgain } },
  )

function sentenceOf(rescue: Rescue, folder: string): ErrorReport {
  const pictures = rescue.pictures ?? 0
  if (rescue.backupAt === null) return remark('catalog/begun-anew', { pictures, folder })
  const facts = { pictures, backupAt: clockTime(new Date(rescue.backupAt)) }
  if (rescue.why === 'missing') return remark('catalog/put-back', facts)
  return remark('catalog/rescued', { ...facts, folder })
}

/** `2026-11-29 06:55`, as the clock of this machine shows it. */
function clockTime(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`
}
