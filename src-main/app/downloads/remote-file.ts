// The file that an address names: where it is, what it is called, and what its site says of it.
import { AppError } from '../../base/errors.ts'
import type { Address } from './address.ts'
import { civitaiFile } from './civitai-file.ts'
import { huggingFaceFile } from './hugging-face-file.ts'
import { modelEndings, safeFileName } from './safe-file-name.ts'
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

/**
 * Asks the site, for a page of one. Throws `download/choose-file` with the files in its details where there are several,
 * `download/no-model-file`, and what asking throws.
 */
export async function remoteFile(address: Address, lookUp: LookUp): Promise<RemoteFile> {
  if (address.site === 'civitai') return civitaiFile(address, lookUp)
  if (address.site === 'hugging-face') return huggingFaceFile(address, lookUp)
  const named = safeFileName(nameIn(new URL(address.url)))
  const { url } = address
  return {
    site: null,
    url,
    fileName: isModelName(named) ? named : ((await nameSaidBy(url, lookUp)) ?? named),
    sizeBytes: null,
    isExactSize: false,
    sha256: null,
    kind: null,
  }
}

/** What the server would have the file called: many addresses end in a number. Null where it says nothing of use. */
async function nameSaidBy(url: string, { client, signal }: LookUp): Promise<string | null> {
  const { headers, body } = await client.ask(url, { method: 'HEAD', signal })
  body.destroy()
  const said = headers['content-disposition'] ?? ''
  const whole = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(said)?.[1]
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(said)
  const name = whole === undefined ? (plain?.[1] ?? plain?.[2]) : decoded(whole)
  return name === undefined ? null : safeFileName(name)
}

function nameIn({ pathname }: URL): string {
  return decoded(pathname.split('/').filter(Boolean).at(-1) ?? '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isModelName(fileName: string): boolean {
  return modelEndings.some((ending) => fileName.toLowerCase().endsWith(ending))
}

/** Throws `download/not-a-model-file`. */
export function requireModelName(fileName: string): void {
  if (isModelName(fileName)) return
  throw new AppError('download/not-a-model-file', { file: fileName, endings: [...modelEndings] })
}
