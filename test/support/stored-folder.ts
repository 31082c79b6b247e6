// A data folder as a released version left it, made again from what was recorded of it.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

const recorded = join(import.meta.dirname, '../contract/stored')

/** Every version that was recorded. */
export const storedVersions: readonly string[] = readdirSync(recorded, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** Makes `<work>/data`; the models and pictures it speaks of are not there. Returns the data folder. */
export function restoreStored(version: string, work: string): string {
  const source = join(recorded, version)
  const dataFolder = join(work, 'data')
  const here = (text: string): string => text.replaceAll('{work}', work)
  mkdirSync(dataFolder, { recursive: true })
  const catalog = new Sqlite(join(dataFolder, 'catalog.sqlite'))
  catalog.exec(`begin; ${here(readFileSync(join(source, 'catalog.sql'), 'utf8'))} commit;`)
  catalog.close()
  cpSync(join(source, 'training'), join(dataFolder, 'training'), { recursive: true })
  for (const entry of readdirSync(join(dataFolder, 'training'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    writeFileSync(path, here(readFileSync(path, 'utf8')))
  }
  return dataFolder
}
