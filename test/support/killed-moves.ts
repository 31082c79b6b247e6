// Kills a process in the middle of its operations on files, and looks at what it has left.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import { journal } from '../../src-main/journal/journal.ts'
import { treeOf } from './folder-tree.ts'
import { undoAll, type Chance } from './made-up-moves.ts'

const child = join(import.meta.dirname, 'children/move-files.ts')

export type Left = {
  /** Operations that were cut off. */
  readonly cutOff: number
  /** Of those and all others: files that are not where the journal says. */
  readonly astray: readonly string[]
}

/** One process, killed up to `mostMs` after its first operation; then the journal is settled as at a start. */
export async function killOnce(
  database: string,
  folder: string,
  chance: Chance,
  mostMs: number,
): Promise<Left> {
  const seed = String(chance(1_000_000))
  const run = spawn(process.execPath, [child, database, folder, seed], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(run.stdout, 'data')
  await new Promise((resolve) => setTimeout(resolve, chance(mostMs * 1000) / 1000))
  run.kill('SIGKILL')
  await once(run, 'close')
  const catalog = openCatalog(database)
  try {
    const cutOff = catalog.operations.underWay().length
    const moves = journal({ table: catalog.operations, publish: () => undefined, newId: randomUUID })
    await moves.settle()
    const stuck = moves.list(null, 100_000).filter(({ state }) => state === 'stuck')
    return { cutOff, astray: [...stuck.map(({ id }) => `stuck ${id}`), ...astray(catalog.operations)] }
  } finally {
    catalog.close()
  }
}

/** Every path that an operation has left behind and nobody came back to, and every one that it should have reached. */
function astray(table: ReturnType<typeof openCatalog>['operations']): string[] {
  const where = new Map<string, boolean>()
  for (const { id, place } of table.list(null, 100_000).reverse())
    for (const { from, to } of place === 'new' || place === 'emptied' ? table.moves(id) : [])
      // Folders that are made, or left empty, may be made and left by others, too.
      if (from !== null && from !== to) where.set(from, false).set(to, place === 'new')
  return [...where].filter(([path, isThere]) => existsSync(path) !== isThere).map(([path]) => path)
}

/** Undoes what all of them did. Answers the tree then. */
export async function undoEverything(database: string, folder: string): Promise<string> {
  const catalog = openCatalog(database)
  try {
    await undoAll(journal({ table: catalog.operations, publish: () => undefined, newId: randomUUID }))
    return treeOf(folder)
  } finally {
    catalog.close()
  }
}
