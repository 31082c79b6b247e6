// Hashes of files, each kept for the very bytes it was made of: what a picture's record may say of what acted.
import { sameStamp, type FileStamp } from '../../contract/artefact.ts'
import type { HashedFileTable } from '../../database/hashed-files.ts'
import type { Hashing } from '../../catalog/hashing.ts'
import { fileStamp } from '../../files/file-stamp.ts'

export type FileHashes = { readonly sha256: string; readonly autoV3: string | null }

export type HashLedger = {
  /** Without reading anything. Null where these bytes were never read to their end. */
  known(path: string, stamp: FileStamp): FileHashes | null
  /** The same, read now if need be. Null where the file has changed since, or cannot be read. */
  of(path: string, stamp: FileStamp): Promise<FileHashes | null>
  /** Of the file as it is now, when its turn comes. Rejects where it cannot be read. */
  now(path: string): Promise<FileHashes>
  /** The same for somebody who waits: read although reading rests. */
  atOnce(path: string): Promise<FileHashes>
}

/** `hashes`: both of a whole file; it takes as long as the disk does. */
export function hashLedger(
  table: Pick<HashedFileTable, 'find' | 'put'>,
  { hashes: read, urge }: Pick<Hashing, 'hashes' | 'urge'>,
): HashLedger {
  const reading = new Map<string, Promise<FileHashes>>()

  function known(path: string, stamp: FileStamp): FileHashes | null {
    const row = table.find(path)
    return row !== null && sameStamp(row, stamp) ? row : null
  }

  async function readNow(path: string): Promise<FileHashes> {
    const before = await fileStamp(path)
    const remembered = before && known(path, before)
    if (remembered) return remembered
    const hashes = await read(path)
    // What changed while it was read has no hash to remember.
    if (before && sameStamp(before, await fileStamp(path))) table.put({ path, ...before, ...hashes })
    return hashes
  }

  function now(path: string): Promise<FileHashes> {
    const begun = reading.get(path) ?? readNow(path).finally(() => over(path))
    reading.set(path, begun)
    return begun
  }

  function over(path: string): void {
    reading.delete(path)
    urge(path, false)
  }

  return {
    known,
    now,
    atOnce(path) {
      const begun = now(path)
      urge(path, true)
      return begun
    },
    async of(path, stamp) {
      const remembered = known(path, stamp)
      if (remembered !== null) return remembered
      if (!sameStamp(await fileStamp(path), stamp)) return null
      // Without a hash the record says nothing, which is true.
      await now(path).catch(() => undefined)
      return known(path, stamp)
    },
  }
}
