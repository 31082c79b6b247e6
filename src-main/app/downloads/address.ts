// What an address means that a person types, pastes or drops: a file on the web, or a page of a site that has files.
import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import { isLocalHost } from './private-address.ts'
import type { Sites } from './sites.ts'

const number = z.number().int().positive()
export const addressSchema = z.discriminatedUnion('site', [
  z.object({ site: z.literal('web'), url: z.string() }),
  /** One of the two is known. `filters`: which of the version's files, as Civitai's own links say it. */
  z.object({
    site: z.literal('civitai'),
    model: number.nullable(),
    version: number.nullable(),
    filters: z.record(z.string(), z.string()),
  }),
  /** `path` null: the repository as a whole. */
  z.object({
    site: z.literal('hugging-face'),
    repository: z.string(),
    revision: z.string(),
    path: z.string().nullable(),
  }),
])
export type Address = z.infer<typeof addressSchema>

const longest = 4_000
const fileFilters = ['type', 'format', 'size', 'fp'] as const

/** Throws `download/not-an-address`, `download/not-https`, `download/with-password`, `download/no-such-page`. */
export function understandAddress(text: string, sites: Sites): Address {
  const url = parsed(text)
  const { hostname, pathname } = url
  if (url.username !== '' || url.password !== '') throw new AppError('download/with-password')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocalHost(hostname)))
    throw new AppError('download/not-https', { host: hostname })
  if (sites.civitai.hosts.includes(url.host)) return ofCivitai(url)
  if (sites['hugging-face'].hosts.includes(url.host)) return ofHuggingFace(url)
  if (pathname === '/') throw new AppError('download/no-such-page', { host: hostname })
  url.hash = ''
  return { site: 'web', url: url.href }
}

/** People leave out the beginning, and copy spaces along. */
function parsed(text: string): URL {
  const trimmed = text.trim()
  const whole = /^[a-z][a-z\d+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`
  const url = trimmed.length > longest || /\s/.test(trimmed) ? null : URL.parse(whole)
  if (url === null || !url.hostname.match(/\.|:|^localhost$/)) throw new AppError('download/not-an-address')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new AppError('download/not-an-address')
  return url
}

/** `/models/1/name?modelVersionId=2`, `/model-versions/2`, `/api/download/models/2`, `/api/v1/model-versions/2`. */
function ofCivitai({ hostname, pathname, searchParams }: URL): Address {
  const asked = fileFilters.flatMap((name) => {
    const value = searchParams.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  const filters = Object.fromEntries(asked)
  const version = /^\/(?:api\/download\/models|api\/v1\/model-versions|model-versions)\/(\d{1,12})\/?$/.exec(
    pathname,
  )?.[1]
  if (version !== undefined) return { site: 'civitai', model: null, version: Number(version), filters }
  const model = /^\/(?:[a-z-]{2,5}\/)?(?:api\/v1\/)?models\/(\d{1,12})(?:\/|$)/.exec(pathname)?.[1]
  if (model === undefined) throw new AppError('download/no-such-page', { host: hostname })
  const chosen = searchParams.get('modelVersionId')
  const isNumber = chosen !== null && /^\d{1,12}$/.test(chosen)
  return { site: 'civitai', model: Number(model), version: isNumber ? Number(chosen) : null, filters }
}

/** `/owner/name`, `/owner/name/tree/main`, `/owner/name/blob/main/file`, `/owner/name/resolve/main/file`. */
function ofHuggingFace({ hostname, pathname }: URL): Address {
  const parts = pathname.split('/').filter(Boolean).map(decoded)
  const [owner, name, view, revision = 'main', ...path] = parts
  const isPage = [undefined, 'tree', 'blob', 'resolve', 'raw'].includes(view)
  if (owner === undefined || name === undefined || !isPage || isOther.has(owner))
    throw new AppError('download/no-such-page', { host: hostname })
  const names = [owner, name, revision, ...path]
  if (names.some((part) => part === '.' || part === '..' || part.includes('/') || part.includes('\\')))
    throw new AppError('download/no-such-page', { host: hostname })
  const isFile = view === 'blob' || view === 'resolve' || view === 'raw'
  return {
    site: 'hugging-face',
    repository: `${owner}/${name}`,
    revision,
    path: isFile && path.length > 0 ? path.join('/') : null,
  }
}

/** Pages that look like an owner's. */
const isOther = new Set([
  'datasets',
  'spaces',
  'docs',
  'models',
  'settings',
  'api',
  'blog',
  'collections',
  'papers',
])

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** As it can be shown and kept by anyone: what may be secret in it is left out. */
export function shownAddress(address: Address, sites: Sites): string {
  if (address.site === 'web') {
    const { origin, pathname } = new URL(address.url)
    return `${origin}${pathname}`
  }
  const { base } = sites[address.site]
  if (address.site === 'civitai')
    return address.model === null
      ? `${base}/model-versions/${address.version}`
      : `${base}/models/${address.model}${address.version === null ? '' : `?modelVersionId=${address.version}`}`
  const { repository, revision, path } = address
  return `${base}/${repository}${path === null ? '' : `/blob/${revision}/${path}`}`
}
