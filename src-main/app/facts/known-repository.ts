// Which repository of Hugging Face a file is from: the one it was downloaded from, or one that its file or a file beside it names.
import { basename, join } from 'node:path'
import type { AboutFile } from '../../contract/about-file.ts'
import { understandAddress } from '../downloads/address.ts'
import type { Sites } from '../downloads/sites.ts'
import type { StoredDownload } from '../downloads/stored-download.ts'

export type Repository = {
  /** `owner/name`. */
  readonly name: string
  readonly revision: string
  /** Of the file in it; null where only the repository is named. */
  readonly path: string | null
}

/** Of a file by its path; null where no download put it there. One that was moved is known by its name. */
export function downloadedFrom(downloads: Iterable<StoredDownload>): (path: string) => Repository | null {
  const byPath = new Map<string, Repository>()
  const byName = new Map<string, Repository>()
  for (const { address, folder, fileName, state } of downloads) {
    if (address.site !== 'hugging-face' || state !== 'done') continue
    const { repository: name, revision, path } = address
    byPath.set(join(folder, fileName), { name, revision, path })
    byName.set(fileName, { name, revision, path: null })
  }
  return (path) => byPath.get(path) ?? byName.get(basename(path)) ?? null
}

const named = /(?:https?:\/\/)?(?:www\.)?huggingface\.co\/[\w.-]{1,100}\/[\w.-]{0,99}[\w-]/i

/** Null where nothing names one. */
export function namedRepository(
  { description, usageHint }: Pick<AboutFile, 'description' | 'usageHint'>,
  notes: string | null,
  sites: Sites,
): Repository | null {
  for (const text of [usageHint?.value, description?.value, notes]) {
    const address = named.exec(text ?? '')?.[0]
    if (address === undefined) continue
    try {
      const meant = understandAddress(address, sites)
      if (meant.site === 'hugging-face')
        return { name: meant.repository, revision: meant.revision, path: meant.path }
    } catch {
      // A page of something else there.
    }
  }
  return null
}
