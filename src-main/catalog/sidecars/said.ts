// What one sidecar says of its model, whichever program wrote it.
import { isSha256 } from '../../base/sha256.ts'
import type { AboutFile } from '../../contract/about-file.ts'

type CivitaiIds = NonNullable<AboutFile['civitai']>['value']

export type WeightRange = { readonly min: number; readonly max: number }

export type SaidBySidecar = {
  readonly title?: string | null
  readonly description?: string | null
  readonly tags?: readonly string[]
  readonly nsfw?: boolean | null
  readonly civitai?: CivitaiIds | null
  readonly sha256?: string | null
  readonly base?: string | null
  /** Of the texts that wake an adapter, each is a group. */
  readonly trainedWords?: readonly string[]
  readonly activationText?: string | null
  readonly preferredWeight?: number | null
  /** Weights at which it is of use. */
  readonly range?: WeightRange | null
  readonly usageHint?: string | null
  readonly notes?: string | null
  /** A file name in the model's own folder. */
  readonly preview?: string | null
}

const longestText = 20_000
const mostItems = 100

export function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined
}

export function text(value: unknown): string | null {
  const trimmed = typeof value === 'string' ? value.trim().slice(0, longestText) : ''
  return trimmed === '' ? null : trimmed
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.slice(0, mostItems).flatMap((item: unknown) => text(item) ?? []) : []
}

export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function truth(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

export function sha256(value: unknown): string | null {
  const hash = text(value)?.toLowerCase() ?? ''
  return isSha256(hash) ? hash : null
}

/** Null where neither is known. */
export function civitaiIds(model: unknown, version: unknown): CivitaiIds | null {
  const ids = { model: number(model), version: number(version) }
  return ids.model === null && ids.version === null ? null : ids
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
}

/** Descriptions are HTML: their words, a line for each paragraph. */
export function plainText(value: unknown): string | null {
  const html = text(value)
  if (html === null) return null
  const lines = html
    .replace(/<(br|\/p|\/h\d|\/li|\/div)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .split('\n')
    .map((line) => line.trim())
  return text(lines.join('\n').replace(/\n{3,}/g, '\n\n'))
}
