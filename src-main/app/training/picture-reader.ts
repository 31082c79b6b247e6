// Facts of pictures that were read before: a file of the same size and time is not decoded again.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { createKept } from '../../base/kept.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import type { PictureFacts } from '../../files/picture.ts'
import { readError } from '../../files/system-error.ts'

export type PictureReader = {
  /** Errors: those of `facts`. */
  read(path: string): Promise<PictureFacts>
  /** Names the file as it was when it was read last; null for one that was not read. */
  versionOf(path: string): string | null
}

const mostRemembered = 20_000

export function pictureReader(work: Pick<PictureWork, 'facts'>): PictureReader {
  const known = createKept<string, { version: string; facts: PictureFacts | null }>({ limit: mostRemembered })
  return {
    async read(path) {
      const found = await stat(path).catch((cause: unknown) => {
        throw readError(cause, path)
      })
      const version = hashOf(`${path}|${found.size}|${found.mtimeMs}`)
      const before = known.get(path)
      if (before?.version === version && before.facts !== null) return before.facts
      // Noted before it is read: a damaged picture has a version, too.
      known.put(path, { version, facts: null })
      const facts = await work.facts(path)
      known.put(path, { version, facts })
      return facts
    },
    versionOf: (path) => known.get(path)?.version ?? null,
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
