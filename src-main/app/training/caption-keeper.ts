// The captions of projects: the host keeps them, and writes them beside their pictures when a person wants it.
import type { Captions } from '../../contract/training-project.ts'
import type { PictureListings } from './picture-listings.ts'
import type { ProjectStore } from './project-store.ts'
import { writeCaptions } from './write-captions.ts'

export type CaptionKeeper = {
  /** What is null goes back to what the file says. Returns what they were, for undo. */
  setCaptions(id: string, captions: Captions): Promise<Captions>
  /** Of these pictures, or of all: only those that are listed get a file beside them, whatever a page names. */
  writeCaptions(id: string, paths: string[] | null): Promise<{ written: number }>
}

export type CaptionKeeperOptions = {
  store: ProjectStore
  listings: Pick<PictureListings, 'read'>
  now(): Date
  /** A project's captions are others than they were. */
  onChange(id: string): void
}

export function captionKeeper({ store, listings, now, onChange }: CaptionKeeperOptions): CaptionKeeper {
  return {
    async setCaptions(id, captions) {
      const known = store.captions(id)
      const before = Object.keys(captions).map((path) => [path, known[path] ?? null] as const)
      const changed = Object.entries({ ...known, ...captions }).filter(
        (entry): entry is [string, string] => entry[1] !== null,
      )
      await store.putCaptions(id, Object.fromEntries(changed))
      onChange(id)
      return Object.fromEntries(before)
    },
    async writeCaptions(id, paths) {
      const { recipe } = store.find(id)
      const { pictures } = await listings.read(id)
      const known = store.captions(id)
      const wanted = paths === null ? null : new Set(paths)
      const captions = pictures.flatMap(({ path }) => {
        const caption = (wanted?.has(path) ?? true) ? known[path] : undefined
        return caption === undefined ? [] : [[path, caption] as const]
      })
      const written = await writeCaptions({
        extension: recipe.captions?.extension ?? '.txt',
        captions: new Map(captions),
        replacedFolder: await store.replacedFolder(id),
        now: now(),
      })
      return { written: written.length }
    },
  }
}
