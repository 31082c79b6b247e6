// Which of the models that are away a new file is: the same contents as far as a header tells, and then time, hash or name.
import { basename } from 'node:path'
import type { ModelRow } from '../../database/models.ts'
import type { LookBeginning, ReadFile } from '../library-reader.ts'

export type MovedModel = {
  readonly row: ModelRow
  /** Null while nobody has read the file to its end: until then it is what it most likely is. */
  readonly sha256: string | null
}

export type AwayModels = {
  /** Null for a file that is none of them. Each is found once. */
  find(file: ReadFile): Promise<MovedModel | null>
}

/**
 * Fine-tuned models of one family have the same size and table of contents;
 * one that has the time of its last change, too, was moved or renamed. Another that was hashed is read to its end, and
 * one that never was is known by its name.
 */
export function awayModels(
  rows: readonly ModelRow[],
  { known, fresh }: Pick<LookBeginning, 'known' | 'fresh'>,
  hash: (path: string) => Promise<string>,
): AwayModels {
  /** Each is kept for the file that has its time, however late that one comes. */
  const times = new Set(fresh.map(({ sizeBytes, modifiedMs }) => `${sizeBytes} ${modifiedMs}`))
  const isKept = ({ sizeBytes, modifiedMs }: ModelRow): boolean => times.has(`${sizeBytes} ${modifiedMs}`)
  const hashOf = ({ path }: ModelRow): string => known.get(path)?.headerHash ?? ''
  const away = Map.groupBy(
    rows.filter((row) => hashOf(row) !== ''),
    (row) => `${row.sizeBytes} ${hashOf(row)}`,
  )
  return {
    async find(file) {
      const alike = away.get(`${file.sizeBytes} ${file.headerHash}`) ?? []
      if (alike.length === 0) return null
      const found = await amongAlike(file, alike, isKept, hash)
      if (found !== null) alike.splice(alike.indexOf(found.row), 1)
      return found
    },
  }
}

async function amongAlike(
  { path, modifiedMs }: ReadFile,
  all: readonly ModelRow[],
  isKept: (row: ModelRow) => boolean,
  hash: (path: string) => Promise<string>,
): Promise<MovedModel | null> {
  const sameTime = all.find((row) => row.modifiedMs === modifiedMs)
  if (sameTime !== undefined) return { row: sameTime, sha256: null }
  const alike = all.filter((row) => !isKept(row))
  if (alike.some((row) => row.sha256 !== null)) {
    const sha256 = await hash(path).catch(() => null)
    const same = sha256 === null ? undefined : alike.find((row) => row.sha256 === sha256)
    if (same !== undefined) return { row: same, sha256 }
  }
  const sameName = alike.find((row) => row.sha256 === null && basename(row.path) === basename(path))
  return sameName === undefined ? null : { row: sameName, sha256: null }
}
