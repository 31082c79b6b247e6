// A file of Civitai: of a version's page, or of the newest version of a model's.
import { isSha256 } from '../../base/sha256.ts'
import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import type { Address } from './address.ts'
import type { LookUp, RemoteFile } from './remote-file.ts'
import { modelEndings, safeFileName } from './safe-file-name.ts'
import { askJson } from './web-json.ts'

const text = z.string().nullish()
const fileSchema = z.object({
  name: z.string(),
  /** `Model`, `Pruned Model`, `VAE`, `Training Data`, … */
  type: text,
  /** Kilobytes of 1,024, rounded. */
  sizeKB: z.number().nonnegative().nullish(),
  metadata: z.object({ format: text, size: text, fp: text }).nullish(),
  hashes: z.object({ SHA256: text }).nullish(),
  downloadUrl: text,
  primary: z.boolean().nullish(),
})
type CivitaiFile = z.infer<typeof fileSchema>
const versionSchema = z.object({
  id: z.number(),
  files: z.array(fileSchema).nullish(),
  model: z.object({ type: text }).nullish(),
})
const modelSchema = z.object({
  type: text,
  /** The newest first. */
  modelVersions: z.array(versionSchema),
})

/** https://developer.civitai.com/site/reference/model-versions. Throws as `findRemoteFile`. */
export async function civitaiFile(
  { model, version, filters }: Extract<Address, { site: 'civitai' }>,
  { sites, client, signal }: LookUp,
): Promise<RemoteFile> {
  const { base } = sites.civitai
  const ask = { site: 'civitai' as const, signal }
  const host = new URL(base).hostname
  const found = await (async () => {
    if (version !== null) {
      const { value } = await askJson(client, `${base}/api/v1/model-versions/${version}`, versionSchema, ask)
      return { kind: value.model?.type, version: value }
    }
    const { value } = await askJson(client, `${base}/api/v1/models/${model}`, modelSchema, ask)
    return { kind: value.type, version: value.modelVersions.find(({ files }) => files?.length) }
  })()
  const file = chosen(found.version?.files ?? [], filters)
  if (file === undefined || found.version === undefined)
    throw new AppError('download/no-model-file', { host })
  const sha256 = file.hashes?.SHA256?.toLowerCase() ?? ''
  return {
    site: 'civitai',
    url: ownAddress(file.downloadUrl, base) ?? `${base}/api/download/models/${found.version.id}`,
    fileName: safeFileName(file.name),
    sizeBytes: typeof file.sizeKB === 'number' ? Math.round(file.sizeKB * 1024) : null,
    isExactSize: false,
    sha256: isSha256(sha256) ? sha256 : null,
    kind: found.kind ?? null,
  }
}

/** Those that can be used, as the address wants them; then the site's first choice, safetensors before pickles. */
function chosen(
  files: readonly CivitaiFile[],
  filters: Readonly<Record<string, string>>,
): CivitaiFile | undefined {
  const same = (a: string | null | undefined, b: string | undefined): boolean =>
    b === undefined || a?.toLowerCase() === b.toLowerCase()
  const usable = files.filter(({ name }) =>
    modelEndings.some((ending) => name.toLowerCase().endsWith(ending)),
  )
  const wanted = usable.filter(
    ({ type, metadata }) =>
      same(type, filters['type']) &&
      same(metadata?.format, filters['format']) &&
      same(metadata?.size, filters['size']) &&
      same(metadata?.fp, filters['fp']),
  )
  return wanted.find(({ primary }) => primary === true) ?? wanted.find(isSafetensors) ?? wanted[0]
}

const isSafetensors = ({ name }: CivitaiFile): boolean => name.toLowerCase().endsWith('.safetensors')

/** An answer sends nobody, and no token, to another place. */
function ownAddress(url: string | null | undefined, base: string): string | null {
  const parsed = URL.parse(url ?? '')
  return parsed?.origin === new URL(base).origin ? parsed.href : null
}
