// The pictures of projects as they were listed: shown to a person, and found again by their version alone.
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import type { FolderRules } from '../folder-rules.ts'
import { pictureReader } from './picture-reader.ts'
import { readPictures, type ShownPictures } from './project-pictures.ts'
import type { ProjectStore } from './project-store.ts'
import { checkRecipeFolders } from './recipe-folders.ts'

export type PictureListings = {
  /** Reads the folder again. Errors: `training/…`, `folder/…`, `recipe/invalid`, `file/…`. */
  read(id: string): Promise<ShownPictures['shown']>
  /** The same, for showing: from now on its pictures have addresses. */
  list(id: string): Promise<ShownPictures['shown']>
  /** Null for a picture that was not listed since the program started. */
  path(id: string, version: string): string | null
}

export function pictureListings(
  store: Pick<ProjectStore, 'find' | 'captions'>,
  rules: FolderRules,
  work: PictureWork,
): PictureListings {
  const reader = pictureReader(work)
  /** Of the last listing of each project. */
  const listed = new Map<string, ReadonlyMap<string, string>>()

  async function readFolder(id: string): Promise<ShownPictures> {
    const project = store.find(id)
    await checkRecipeFolders(project.recipe, rules)
    return readPictures(project, store.captions(id), reader)
  }

  return {
    read: async (id) => (await readFolder(id)).shown,
    async list(id) {
      const { shown, files } = await readFolder(id)
      listed.set(id, files)
      return shown
    },
    path: (id, version) => listed.get(id)?.get(version) ?? null,
  }
}
