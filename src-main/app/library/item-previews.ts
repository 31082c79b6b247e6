// All pictures that can stand for an item of the library: the one that was chosen, the one beside its file, the one inside it,
// the one a site has, and those that were made in idle time. The first that is there stands for it, until a person chooses another.
import { readFile, stat } from 'node:fs/promises'
import { AppError } from '../../base/errors.ts'
import { previewSources, type ItemPreview, type PreviewSource } from '../../contract/find.ts'
import { idleSources, type IdleSource } from '../../contract/idle-previews.ts'
import { mostPictureBytes } from '../../contract/picture-settings.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { Thumbnails } from '../../gallery/thumbnails.ts'
import { withIncomingFile } from '../picture-settings/incoming-file.ts'
import type { IdlePreviews } from '../idle/idle-previews.ts'
import type { ChosenPreviews } from './chosen-previews.ts'

/** `version` is another one when the picture is. */
export type SmallPreview = { readonly bytes: Uint8Array; readonly version: string }

export type ItemPreviews = {
  /** In the order in which they stand for it. */
  of(id: string): Promise<ItemPreview[]>
  /** Small; null where there is none, or it cannot be read. Without a source the first that is there. */
  read(id: string, from: PreviewSource | null, place?: number): Promise<SmallPreview | null>
  /** Keeps a copy, so that it can be chosen; its hash. Errors: `library/no-preview`, `file/…`, `picture/…`, `disk/…`. */
  keep(id: string, from: PreviewSource, place?: number): Promise<string>
  /** The same of a picture file that a person sends. */
  keepSent(body: AsyncIterable<Uint8Array>): Promise<string>
}

export type ItemPreviewsOptions = {
  readonly dataFolder: string
  readonly adapters: Pick<AdapterCatalog, 'previewPath' | 'thumbnailIn'>
  readonly chosen: Pick<ChosenPreviews, 'path' | 'sitePath' | 'keep'>
  readonly idle: Pick<IdlePreviews, 'of' | 'see'>
  /** Small versions of the pictures that lie beside files, and in them. */
  readonly small: Thumbnails
  /** As it is in a model file's metadata; null where there is none. */
  embedded(path: string): Promise<Uint8Array | null>
}

/** Where a picture is: a file, or inside a model file. */
type Found = { readonly path: string; readonly version: string; readonly isInside: boolean }

export function itemPreviews(options: ItemPreviewsOptions): ItemPreviews {
  const { dataFolder, adapters, chosen, idle, small, embedded } = options

  async function find(id: string, from: PreviewSource, place: number): Promise<Found | null> {
    switch (from) {
      case 'chosen':
        return keptFile(chosen.path(id))
      case 'site':
        return keptFile(chosen.sitePath(id))
      case 'beside': {
        const path = adapters.previewPath(id)
        const found = path === null ? null : await stat(path).catch(() => null)
        if (path === null || found?.isFile() !== true) return null
        return { path, version: `${id}-${stamp(found.mtimeMs)}`, isInside: false }
      }
      case 'embedded': {
        const found = adapters.thumbnailIn(id)
        return found && { path: found.path, version: `${id}-in-${stamp(found.modifiedMs)}`, isInside: true }
      }
      case 'preferred':
      case 'without':
        return keptFile(idle.of(id).find((one) => one.from === from && one.place === place)?.path ?? null)
    }
  }

  async function inside(path: string): Promise<Uint8Array> {
    const bytes = await embedded(path)
    if (bytes === null) throw new AppError('library/no-preview')
    return bytes
  }

  async function readOne(id: string, from: PreviewSource, place: number): Promise<SmallPreview | null> {
    const found = await find(id, from, place)
    if (found === null) return null
    if (isIdle(from)) idle.see(id)
    const { path, version, isInside } = found
    // What is kept is small; a file may have been taken away or damaged outside Lamina.
    const bytes = await (
      isKept(from)
        ? readFile(path)
        : isInside
          ? small.ofBytes(version, () => inside(path))
          : small.get(version, path)
    ).catch(() => null)
    return bytes && { bytes, version }
  }

  const keepSent = (body: AsyncIterable<Uint8Array>): Promise<string> =>
    withIncomingFile(dataFolder, body, mostPictureBytes, chosen.keep)

  return {
    async of(id) {
      const made = idle.of(id)
      if (made.length > 0) idle.see(id)
      const wanted = previewSources.flatMap((from): Omit<ItemPreview, 'url'>[] => {
        if (!isIdle(from)) return [{ from, place: 0, prompt: null }]
        return made.filter((one) => one.from === from).map(({ place, prompt }) => ({ from, place, prompt }))
      })
      const all = await Promise.all(
        wanted.map(async (one) => ({ ...one, found: await find(id, one.from, one.place) })),
      )
      return all.flatMap(({ found, ...one }) => {
        if (found === null) return []
        const { from, place } = one
        const at = place === 0 ? '' : `&at=${place}`
        const url = `/media/adapter/${id}?from=${from}${at}&v=${encodeURIComponent(found.version)}`
        return [{ ...one, url }]
      })
    },
    async read(id, from, place = 0) {
      if (from !== null) return readOne(id, from, place)
      for (const source of previewSources) {
        const picture = await readOne(id, source, 0)
        if (picture !== null) return picture
      }
      return null
    },
    async keep(id, from, place = 0) {
      const found = await find(id, from, place)
      if (found === null) throw new AppError('library/no-preview')
      return found.isInside ? keepSent(only(await inside(found.path))) : chosen.keep(found.path)
    },
    keepSent,
  }
}

function isIdle(from: PreviewSource): from is IdleSource {
  return idleSources.some((one) => one === from)
}

/** As a small copy of ours. */
function isKept(from: PreviewSource): boolean {
  return from === 'chosen' || from === 'site' || isIdle(from)
}

function stamp(milliseconds: number): string {
  return Math.trunc(milliseconds).toString(36)
}

/** Named by the hash of its bytes. */
async function keptFile(path: string | null): Promise<Found | null> {
  if (path === null || (await stat(path).catch(() => null)) === null) return null
  return { path, version: path.replace(/^.*[/\\]/, ''), isInside: false }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
