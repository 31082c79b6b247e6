// The files that something is made from, each with the hash of its bytes.
import { stat } from 'node:fs/promises'
import type { MadeFrom } from '../../contract/made-from.ts'
import { hashFile } from '../../files/hashes.ts'
import { adapterName } from '../stack/open-adapter.ts'
import type { RewriteRun } from './run.ts'

export type WeightedFile = { readonly path: string; readonly weight: number }

/** Reads each of them whole. A folder is not one file: it has no hash. Errors: `file/…`, `job/cancelled`. */
export async function sourcesOf(files: readonly WeightedFile[], run: RewriteRun): Promise<MadeFrom[]> {
  const sources: MadeFrom[] = []
  for (const [index, { path, weight }] of files.entries()) {
    const isFile = (await stat(path)).isFile()
    const sha256 = isFile ? (await hashFile(path, { signal: run.signal })).sha256 : null
    sources.push({ name: adapterName(path), sha256, weight })
    await run.done(index + 1, files.length, 'hash')
  }
  return sources
}
