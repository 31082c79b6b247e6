// The backups of a catalog: files named by the moment they were made, and which of them are kept.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export type Backup = {
  readonly path: string
  readonly at: Date
}

const dailyKept = 7
const weeklyKept = 4
const dayMs = 24 * 60 * 60 * 1000
const namePattern = /^catalog-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z\.sqlite$/

/** `catalog-2026-11-30T06-55-12Z.sqlite`: by the name, as copying a file changes its time. */
export function backupFile(folder: string, at: Date): string {
  return join(folder, `catalog-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z.sqlite`)
}

/** The newest first. A folder that is not there holds none. */
export function listBackups(folder: string): Backup[] {
  return namesIn(folder)
    .flatMap((name) => {
      const [, day, hours, minutes, seconds] = namePattern.exec(name) ?? []
      const at = new Date(`${day}T${hours}:${minutes}:${seconds}Z`)
      return Number.isNaN(at.getTime()) ? [] : [{ path: join(folder, name), at }]
    })
    .sort((one, other) => other.at.getTime() - one.at.getTime())
}

/** Days are those of UTC. */
export function isBackupDue(backups: readonly Backup[], now: Date): boolean {
  return !backups.some(({ at }) => dayOf(at) === dayOf(now))
}

/**
 * Those that are kept no longer: all but the newest of each of the last seven days that have one, and the newest of each
 * of the four weeks before that have one. `backups`: the newest first.
 */
export function outlived(backups: readonly Backup[]): Backup[] {
  const days = new Set<number>()
  const weeks = new Set<number>()
  return backups.filter(({ at }) => {
    const day = dayOf(at)
    if (days.has(day)) return true
    if (days.size < dailyKept) {
      days.add(day)
      return false
    }
    const week = Math.floor(day / 7)
    if (weeks.has(week) || weeks.size === weeklyKept) return true
    weeks.add(week)
    return false
  })
}

function dayOf(at: Date): number {
  return Math.floor(at.getTime() / dayMs)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
