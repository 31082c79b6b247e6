// A file of Hugging Face: the one whose page it is, or the only one of a repository that can be used.
import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import type { Address } from './address.ts'
import type { FileChoice, LookUp, RemoteFile } from './remote-file.ts'
import { modelEndings, safeFileName } from './safe-file-name.ts'
import { isPassing, statusError } from './status-error.ts'
import type { WebAnswer } from './web-client.ts'
import { askJson } from './web-json.ts'

const entrySchema = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number().nonnegative(),
  lfs: z.object({ size: z.number().nonnegative() }).nullish(),
})
type Ask = Extract<Address, { site: 'hugging-face' }>

/** https://huggingface.co/docs/hub/api. Throws as `findRemoteFile`. */
export async function huggingFaceFile(address: Ask, lookUp: LookUp): Promise<RemoteFile> {
  const path = address.path ?? (await onlyFile(address, lookUp))
  const { sites, client, signal } = lookUp
  const parts = [address.revision, ...path.split('/')].map(encodeURIComponent).join('/')
  const url = `${sites['hugging-face'].base}/${address.repository}/resolve/${parts}`
  // Before it leads to where the bytes are it says what they are.
  const answer = await client.ask(url, { method: 'HEAD', staysAtHost: true, signal })
  answer.body.destroy()
  const isThere = answer.status === 200 || (answer.status >= 300 && answer.status < 400)
  // Downloading asks again, and with more patience.
  if (!isThere && !isPassing(answer.status)) throw statusError(answer, 'hugging-face')
  return {
    site: 'hugging-face',
    url,
    fileName: safeFileName(path),
    ...saidOf(answer),
    kind: null,
  }
}

/** For large files the name of the contents is their SHA-256; for small ones it is Git's, which is not. */
function saidOf({ headers }: WebAnswer): Pick<RemoteFile, 'sizeBytes' | 'isExactSize' | 'sha256'> {
  const size = headers['x-linked-size']
  const name = headers['x-linked-etag']
  const sha256 = typeof name === 'string' ? /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(name)?.[1] : undefined
  const isSize = typeof size === 'string' && /^\d{1,15}$/.test(size)
  return { sizeBytes: isSize ? Number(size) : null, isExactSize: isSize, sha256: sha256 ?? null }
}

async function onlyFile(address: Ask, { sites, client, signal }: LookUp): Promise<string> {
  const { base } = sites['hugging-face']
  const { repository, revision } = address
  const url = `${base}/api/models/${repository}/tree/${encodeURIComponent(revision)}?recursive=true`
  const { value } = await askJson(client, url, z.array(entrySchema), { site: 'hugging-face', signal })
  const files: FileChoice[] = value
    .filter(
      ({ type, path }) =>
        type === 'file' && modelEndings.some((ending) => path.toLowerCase().endsWith(ending)),
    )
    .map(({ path, size, lfs }) => ({ path, sizeBytes: lfs?.size ?? size }))
  const [first] = files
  if (first === undefined) throw new AppError('download/no-model-file', { host: new URL(base).hostname })
  if (files.length === 1) return first.path
  throw new AppError(
    'download/choose-file',
    { repository, count: files.length },
    { details: { files: files.slice(0, mostChoices) } },
  )
}

const mostChoices = 100
