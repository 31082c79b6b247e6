// Finds the file that an address names, with its site's help where the address is a page's.
import type { Address } from './address.ts'
import { civitaiFile } from './civitai-file.ts'
import { huggingFaceFile } from './hugging-face-file.ts'
import { isModelName, type LookUp, type RemoteFile } from './remote-file.ts'
import { safeFileName } from './safe-file-name.ts'

/**
 * Asks the site, for a page of one. Throws `download/choose-file` with the files in its details where there are several,
 * `download/no-model-file`, and what asking throws.
 */
export async function findRemoteFile(address: Address, lookUp: LookUp): Promise<RemoteFile> {
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
