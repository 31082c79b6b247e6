// How a file looks from outside. While that stays the same, so do its bytes.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileStamp } from '../contract/artefact.ts'

/** Null for a folder, and where there is nothing. */
export async function fileStamp(path: string): Promise<FileStamp | null> {
  const facts = await stat(path).catch(() => null)
  if (facts === null || !facts.isFile()) return null
  return { sizeBytes: facts.size, modifiedMs: facts.mtimeMs, changedMs: facts.ctimeMs }
}

/** Text that is the same as long as the file is, or every file of a folder; null where there is nothing. */
export async function contentStamp(path: string): Promise<string | null> {
  const own = await fileStamp(path)
  if (own !== null) return JSON.stringify(own)
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null)
  if (entries === null) return null
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
  const stamps = await Promise.all(files.toSorted().map(async (file) => [file, await fileStamp(file)]))
  return JSON.stringify(stamps)
}
