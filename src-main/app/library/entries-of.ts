// Files as they are at this moment, many at once.
import { realDisk, type SeenEntry } from '../../files/moving/move-disk.ts'
import { moveError } from '../../files/moving/move-error.ts'

/** Looked at side by side. */
const atOnce = 64

/** Of those that are there. Throws `move/…`. */
export async function entriesOf(paths: readonly string[]): Promise<Map<string, SeenEntry>> {
  const found = new Map<string, SeenEntry>()
  for (let at = 0; at < paths.length; at += atOnce) {
    const look = async (path: string): Promise<void> => {
      const entry = await realDisk.look(path).catch((cause: unknown) => {
        throw moveError(cause, path)
      })
      if (entry !== null) found.set(path, entry)
    }
    await Promise.all(paths.slice(at, at + atOnce).map(look))
  }
  return found
}
