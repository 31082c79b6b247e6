// Taggers in the model folders: a network `.onnx` with a list of tags beside it, below a folder called `taggers`.
import { createHash } from 'node:crypto'
import { basename, extname, join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { TagCall } from '../../contract/training-project.ts'
import type { FolderListing } from '../../catalog/folders/list-folders.ts'

export type FoundTagger = { id: string; name: string; path: string; tags: string }

const folderNames = new Set(['taggers', 'tagger'])
const listName = 'selected_tags.csv'

/** By name. */
export function taggersIn({ folders }: Pick<FolderListing, 'folders'>): FoundTagger[] {
  return [...folders]
    .filter(([folder]) => folder.split(/[\\/]/).some((segment) => folderNames.has(segment.toLowerCase())))
    .flatMap(([folder, names]) => taggersOf(folder, names))
    .sort((a, b) => a.name.localeCompare(b.name))
}

/** The list is called like the network, or as it is published; a folder of its own gives a network its name. */
function taggersOf(folder: string, names: ReadonlySet<string>): FoundTagger[] {
  return [...names]
    .filter((name) => extname(name).toLowerCase() === '.onnx' && !name.startsWith('.'))
    .flatMap((name) => {
      const stem = basename(name, extname(name))
      const list = [`${stem}.csv`, listName].find((one) => names.has(one))
      if (list === undefined) return []
      const path = join(folder, name)
      const id = createHash('sha256').update(path).digest('hex').slice(0, 20)
      const shown = stem.toLowerCase() === 'model' ? basename(folder) : stem
      return [{ id, name: shown, path, tags: join(folder, list) }]
    })
}

/** Errors: `tagger/not-found`. */
export function findTagger(id: string, listing: Pick<FolderListing, 'folders'>): FoundTagger {
  const found = taggersIn(listing).find((tagger) => tagger.id === id)
  if (found !== undefined) return found
  throw new AppError('tagger/not-found', {}, { details: { id } })
}

/** Null leaves the caption as it is. */
export function taggedCaption(
  caption: string | null,
  tags: readonly string[],
  existing: TagCall['existing'],
): string | null {
  const own = caption?.trim() ?? ''
  if (own !== '' && existing === 'keep') return null
  if (own === '' || existing === 'replace') return tags.join(', ')
  const there = new Set(own.split(',').map((tag) => tag.trim().toLowerCase()))
  const fresh = tags.filter((tag) => !there.has(tag.toLowerCase()))
  return fresh.length === 0 ? null : [own, ...fresh].join(', ')
}
