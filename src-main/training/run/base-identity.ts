// Which checkpoint a run stands on: by its hashes in what is written, by its stamp in what is cached.
import { stat } from 'node:fs/promises'
import type { ReadListener } from '../../engine/runtime/counted-source.ts'
import { autoV1Of, hashFile } from '../../files/hashes.ts'

export type BaseIdentity = {
  readonly name: string
  /** Empty for a folder of files, which has no hash of its own. */
  readonly sha256: string
  readonly autoV1: string
}

/** Reads the whole file: the oldest hash needs only a piece, but nobody may know the newest. */
export async function baseIdentity(
  path: string,
  name: string,
  onRead: ReadListener = () => undefined,
): Promise<BaseIdentity> {
  const file = await stat(path)
  if (file.isDirectory()) return { name, sha256: '', autoV1: '' }
  const started = performance.now()
  const onProgress = (fraction: number): void => {
    const bytes = Math.round(fraction * file.size)
    onRead({ bytes, of: file.size, pace: { bytes, ms: performance.now() - started } })
  }
  const { sha256, autoV1 } = await hashFile(path, { onProgress })
  onRead(null)
  return { name, sha256, autoV1 }
}

/** Of a file whose hash was made before: it is not read again. */
export async function knownIdentity(path: string, name: string, sha256: string): Promise<BaseIdentity> {
  return { name, sha256, autoV1: sha256 === '' ? '' : await autoV1Of(path) }
}

/** The same file as long as nobody writes to it. */
export async function fileStamp(path: string): Promise<string> {
  const { size, mtimeMs, ino } = await stat(path)
  return JSON.stringify([path, size, mtimeMs, ino])
}
