// Which backups are kept: the week day by day, the month week by week.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  backupFile,
  isBackupDue,
  outlived,
  type Backup,
} from '../../../../src-main/database/safekeeping/backup-folder.ts'

const dayMs = 24 * 60 * 60 * 1000
const start = Date.UTC(2026, 10, 30, 6, 55, 12)
const on = (day: number, hours = 0): Backup => {
  const at = new Date(start + day * dayMs + hours * 3_600_000)
  return { path: backupFile('/b', at), at }
}

test('a backup is named by its moment', () => {
  expect(on(0).path).toBe(join('/b', 'catalog-2026-11-30T06-55-12Z.sqlite'))
})

test('one a day is due, also where the clock was ahead once', () => {
  expect(isBackupDue([], new Date(start))).toBe(true)
  expect(isBackupDue([on(0)], new Date(start + 3_600_000))).toBe(false)
  expect(isBackupDue([on(-1)], new Date(start))).toBe(true)
  expect(isBackupDue([on(400), on(-1)], new Date(start))).toBe(true)
})

test('after a year of days seven days and four weeks are kept, none older than five weeks', () => {
  let kept: Backup[] = []
  for (let day = 0; day < 365; day++) {
    kept = [on(day), ...kept]
    const gone = new Set(outlived(kept))
    expect(gone.has(kept[0]!)).toBe(false)
    kept = kept.filter((backup) => !gone.has(backup))
    expect(kept.length).toBeLessThanOrEqual(11)
  }
  const ages = kept.map(({ at }) => Math.round((on(364).at.getTime() - at.getTime()) / dayMs))
  expect(ages.slice(0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(ages).toHaveLength(11)
  expect(ages.at(-1)).toBeLessThanOrEqual(7 + 5 * 7)
  expect(ages.at(-1)).toBeGreaterThanOrEqual(7 + 2 * 7)
})

test('of one day the newest is kept; of a computer that is used once a month every one for a while', () => {
  expect(outlived([on(0, 5), on(0, 3), on(0)])).toEqual([on(0, 3), on(0)])
  expect(outlived([0, -30, -60, -90, -120].map((day) => on(day)))).toEqual([])
})
