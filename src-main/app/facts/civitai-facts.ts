// What Civitai knows of a file by its SHA-256, else by the hash of its tensors (AutoV3), which stays where metadata were changed:
// its version, then the page of its model.
import { cutText } from '../../base/cut.ts'
import { AppError } from '../../base/errors.ts'
import { isRecord } from '../../base/is-record.ts'
import { wordGroups } from '../../catalog/site-words.ts'
import { saidByCivitai } from '../../catalog/sidecars/civitai.ts'
import { member, number, plainText, sha256 as hash, text, texts, truth } from '../../catalog/sidecars/said.ts'
import type { KnownBySite, SitePicture } from '../../contract/site-facts.ts'
import { longest, mostPictures, picturesFrom, type Asking } from './site-answer.ts'

/** Its PG, PG-13, R, X and XXX are 1, 2, 4, 8 and 16. */
const restricted = 4
/** Words of its older answers. */
const restrictedWords: ReadonlySet<unknown> = new Set(['Mature', 'X', true])

/** As it tells AutoV3, so it is asked for. */
const autoV3Digits = 12

/** `autoV3`: of its tensors; null for a file that has none. */
export type FileHashes = { readonly sha256: string; readonly autoV3: string | null }

const byHash = (base: string, hash: string): string => `${base}/api/v1/model-versions/by-hash/${hash}`

/**
 * The second is asked where nothing is found by the first, the last where something is. `…` stands for what is not known
 * before. `hasTensors`: whether it has a second.
 */
export function civitaiAddresses(
  base: string,
  { sha256, autoV3, hasTensors }: { sha256: string | null; autoV3: string | null; hasTensors: boolean },
): string[] {
  return [
    byHash(base, sha256 ?? '…'),
    ...(hasTensors ? [byHash(base, autoV3?.slice(0, autoV3Digits) ?? '…')] : []),
    `${base}/api/v1/models/…`,
  ]
}

/**
 * https://developer.civitai.com/site/reference/model-versions. Null where it does not know these contents. Throws
 * `site/another-file`, `site/odd-answer`, what asking throws.
 */
export async function civitaiFacts(
  { sha256, autoV3 }: FileHashes,
  { base, ask }: Asking,
): Promise<KnownBySite | null> {
  const host = new URL(base).hostname
  const tensors = autoV3?.slice(0, autoV3Digits).toLowerCase() ?? null
  const bySha256 = await ask(byHash(base, sha256))
  const version = bySha256 ?? (tensors === null ? null : await ask(byHash(base, tensors)))
  if (version === null) return null
  const said = saidByCivitai(version)
  const { model: modelId = null, version: versionId = null } = said.civitai ?? {}
  const files = member(version, 'files')
  if (modelId === null || versionId === null || !Array.isArray(files))
    throw new AppError('site/odd-answer', { host })
  const isThis = files.some((file: unknown) => {
    const hashes = member(file, 'hashes')
    if (bySha256 !== null) return hash(member(hashes, 'SHA256')) === sha256
    return text(member(hashes, 'AutoV3'))?.slice(0, autoV3Digits).toLowerCase() === tensors
  })
  if (!isThis) throw new AppError('site/another-file', { host })
  const model = await ask(`${base}/api/v1/models/${modelId}`)
  if (model !== null && !isRecord(model)) throw new AppError('site/odd-answer', { host })
  const title = text(member(model, 'name')) ?? text(member(member(version, 'model'), 'name'))
  const description = plainText(member(model, 'description')) ?? said.description ?? null
  const tags = [...new Set([...texts(member(model, 'tags')), ...(said.tags ?? [])])]
  return {
    page: pageOf(base, modelId, versionId),
    title: title && cutText(title, longest.name),
    version: cutName(text(member(version, 'name'))),
    description: description && cutText(description, longest.description),
    base: cutName(said.base ?? null),
    triggerGroups: wordGroups(said.trainedWords ?? []),
    tags: tags.map((tag) => cutText(tag, longest.name)),
    nsfw: truth(member(model, 'nsfw')) ?? said.nsfw ?? null,
    pictures: picturesOf(member(version, 'images'), base),
    newer: newerThan(version, model, base),
  }
}

const cutName = (name: string | null): string | null => name && cutText(name, longest.name)

const pageOf = (base: string, model: number, version: number): string =>
  `${base}/models/${model}?modelVersionId=${version}`

function picturesOf(images: unknown, base: string): SitePicture[] {
  if (!Array.isArray(images)) return []
  const still = images
    .slice(0, 5 * mostPictures)
    .filter((image: unknown) => member(image, 'type') !== 'video')
  return picturesFrom(
    still.map((image: unknown) => ({
      url: member(image, 'url'),
      isNsfw:
        (number(member(image, 'nsfwLevel')) ?? 0) >= restricted || restrictedWords.has(member(image, 'nsfw')),
    })),
    base,
  )
}

/** The newest that was published later: for the same base before one for another. */
function newerThan(version: unknown, model: unknown, base: string): KnownBySite['newer'] {
  const all = member(model, 'modelVersions')
  if (!Array.isArray(all)) return null
  const listed = all.slice(0, 1_000).flatMap((one: unknown) => {
    const [id, publishedAt] = [number(member(one, 'id')), text(member(one, 'publishedAt'))]
    const atMs = Date.parse(publishedAt ?? '')
    return id === null || Number.isNaN(atMs)
      ? []
      : [{ id, atMs, publishedAt, name: text(member(one, 'name')), base: text(member(one, 'baseModel')) }]
  })
  const own = listed.find(({ id }) => id === number(member(version, 'id')))
  const modelId = number(member(model, 'id')) ?? number(member(version, 'modelId'))
  if (own === undefined || modelId === null) return null
  const later = listed.filter(({ atMs }) => atMs > own.atMs).sort((a, b) => b.atMs - a.atMs)
  const newest = later.find((one) => one.base === own.base) ?? later[0]
  if (newest === undefined) return null
  return {
    name: cutText(newest.name ?? String(newest.id), longest.name),
    base: cutName(newest.base),
    publishedAt: new Date(newest.atMs).toISOString(),
    address: pageOf(base, modelId, newest.id),
  }
}
