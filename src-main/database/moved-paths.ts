// Paths that change in a table: files may take each other's names, and rows of files that are gone
// may still have them.
import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import type { Connection } from './connection.ts'

export type MovedPath = { readonly from: string; readonly to: string }

/** All at once, inside the transaction of whoever asks. A row whose file is gone keeps what it knows, under another path. */
export type MovePaths = (moved: readonly MovedPath[]) => void

type Named = Record<string, string>
type Table = 'files' | 'adapters' | 'models' | 'hashed_files' | 'items'
/** Nothing lies there, and nothing is looked for. */
const goneFolder = join('.lamina-trash', 'gone')

export function movePaths(database: Connection, table: Table): MovePaths {
  const isIndex = table === 'items'
  const setPath = `update ${table} set path = @to${isIndex ? ', folder = @folder' : ''}`
  const rename = database.prepare<[Named]>(`${setPath} where path = @from`)
  const isGone = table === 'hashed_files' ? '' : ', missing = 1'
  const setAside = database.prepare<[Named]>(`${setPath}${isGone} where path = @from`)
  const named = (from: string, to: string): Named =>
    isIndex ? { from, to, folder: dirname(to) } : { from, to }
  return (moved) => {
    const between = moved.map((_, index) => `\0moving ${index}`)
    for (const [index, { from }] of moved.entries()) rename.run(named(from, between[index]!))
    for (const { to } of moved)
      setAside.run(named(to, join(dirname(to), goneFolder, randomUUID(), basename(to))))
    for (const [index, { to }] of moved.entries()) rename.run(named(between[index]!, to))
  }
}
