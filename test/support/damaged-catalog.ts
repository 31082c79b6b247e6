// Ways in which disks and power cuts damage a catalog, each done to a real file.
import { openSync, closeSync, ftruncateSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

const pageBytes = 4096

export const damages: Readonly<Record<string, (path: string) => void>> = {
  'cut off in the middle': (path) => changed(path, (file, size) => ftruncateSync(file, Math.floor(size / 2))),
  'cut off inside its first page': (path) => changed(path, (file) => ftruncateSync(file, 50)),
  emptied: (path) => changed(path, (file) => ftruncateSync(file, 0)),
  'its header overwritten': (path) =>
    changed(path, (file) => void writeSync(file, Buffer.alloc(100, 'x'), 0, 100, 0)),
  'its first page zeros': (path) => changed(path, (file) => zeros(file, 1)),
  'a page of zeros in a table': (path) => zeroTable(path, 'pictures'),
  'a page of another file in a table': (path) => {
    const page = rootPage(path, 'choices')
    changed(
      path,
      (file) =>
        void writeSync(file, Buffer.alloc(pageBytes, 'lorem ipsum '), 0, pageBytes, (page - 1) * pageBytes),
    )
  },
  'another file altogether': (path) => writeFileSync(path, readFileSync(import.meta.filename)),
}

/** Damage behind what any opening reads, in a file that an app has open. */
export function damageInUse(path: string, table = 'pictures'): void {
  const other = new Sqlite(path)
  other.pragma('wal_checkpoint(TRUNCATE)')
  other.close()
  zeroTable(path, table)
}

/** The same, and what the app still has of the page in memory counts no longer: another program has written. */
export function damageUnseen(path: string, table = 'pictures'): void {
  damageInUse(path, table)
  const other = new Sqlite(path)
  other.prepare('update identity set probes = probes + 1').run()
  other.close()
}

function zeroTable(path: string, table: string): void {
  const page = rootPage(path, table)
  changed(path, (file) => zeros(file, page))
}

function rootPage(path: string, table: string): number {
  const file = new Sqlite(path, { readonly: true })
  try {
    return file
      .prepare<[string], number>('select rootpage from sqlite_schema where name = ?')
      .pluck()
      .get(table)!
  } finally {
    file.close()
  }
}

function changed(path: string, change: (file: number, size: number) => void): void {
  const file = openSync(path, 'r+')
  try {
    change(file, statSync(path).size)
  } finally {
    closeSync(file)
  }
}

/** Pages are counted from 1. */
function zeros(file: number, page: number): void {
  writeSync(file, Buffer.alloc(pageBytes), 0, pageBytes, (page - 1) * pageBytes)
}
