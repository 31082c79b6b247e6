// Folders that a person chose in a dialog of the desktop, each under a word that a page can say in its place.
import { randomUUID } from 'node:crypto'

export type FolderGrants = {
  /** Only the desktop's own process may say a path. */
  grant(folder: string): string
  /** Null for a word that was never given, or is long gone. */
  folder(grant: string): string | null
}

const most = 50

export function folderGrants(): FolderGrants {
  const granted = new Map<string, string>()
  return {
    grant(folder) {
      const word = randomUUID()
      granted.set(word, folder)
      const [oldest] = granted.keys()
      if (granted.size > most && oldest !== undefined) granted.delete(oldest)
      return word
    },
    folder: (grant) => granted.get(grant) ?? null,
  }
}
