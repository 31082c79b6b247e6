// A file of the web before it is fetched: where it is, what it is called, and what its site says of it.
import { AppError } from '../../base/errors.ts'
import { modelEndings } from './safe-file-name.ts'
import type { SiteName, Sites } from './sites.ts'
import type { WebClient } from './web-client.ts'

export type RemoteFile = {
  readonly site: SiteName | null
  readonly url: string
  /** As any system can call a file. */
  readonly fileName: string
  /** Null until the server says it. */
  readonly sizeBytes: number | null
  /** Whether the server must say the same. */
  readonly isExactSize: boolean
  /** Lower-case hexadecimal; null where nobody says it. */
  readonly sha256: string | null
  /** What the site calls it: `LORA`, `Checkpoint`; null where it says nothing. */
  readonly kind: string | null
}

export type FileChoice = { readonly path: string; readonly sizeBytes: number }

export type LookUp = {
  readonly sites: Sites
  readonly client: WebClient
  readonly signal?: AbortSignal | undefined
}

export function isModelName(fileName: string): boolean {
  return modelEndings.some((ending) => fileName.toLowerCase().endsWith(ending))
}

/** Throws `download/not-a-model-file`. */
export function requireModelName(fileName: string): void {
  if (isModelName(fileName)) return
  throw new AppError('download/not-a-model-file', { file: fileName, endings: [...modelEndings] })
}
