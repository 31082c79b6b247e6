// Thumbnails made before somebody looks: those of new pictures soon, those of all others while nothing else is going on.
import type { PictureTable } from '../database/pictures.ts'
import { idlePace } from '../files/idle-pace.ts'
import type { Thumbnails } from './thumbnails.ts'

export type ThumbnailsAhead = {
  /** A picture is new, or has come back. */
  hear(id: string): void
  /** Pictures of earlier days, the newest first, after those that are heard of. */
  start(): void
  /** What is being made is waited for; nothing else is begun. */
  close(): Promise<void>
}

export type ThumbnailsAheadOptions = {
  thumbnails: Pick<Thumbnails, 'get' | 'made'>
  pictures: Pick<PictureTable, 'olderIds'>
  filePath(id: string): string
  isBusy(): boolean
  /** Before the first of some, and at least between two. */
  firstRestMs?: number
  leastRestMs?: number
}

const pageSize = 500
const busyRestMs = 1_000
/** The processor is left to others for most of the time. */
const restsPerWork = 2

export function thumbnailsAhead({
  thumbnails,
  pictures,
  filePath,
  isBusy,
  firstRestMs = 2_000,
  leastRestMs = 20,
}: ThumbnailsAheadOptions): ThumbnailsAhead {
  const pace = idlePace({ isBusy, restsPerWork, leastRestMs, busyRestMs })
  const fresh: string[] = []
  let older: AsyncIterator<string, undefined> | null = null
  let filling: Promise<void> | null = null

  async function* missing(): AsyncGenerator<string, undefined> {
    const made = await thumbnails.made()
    let page = pictures.olderIds(null, pageSize)
    while (page.length > 0) {
      for (const { id } of page) if (!made.has(id)) yield id
      await pace.rest(leastRestMs)
      page = pictures.olderIds(page.at(-1)!.sequence, pageSize)
    }
    return undefined
  }

  async function make(id: string): Promise<void> {
    try {
      await thumbnails.get(id, filePath(id))
    } catch {
      // Of a file that cannot be shown there is no thumbnail, as whoever looks at it sees.
    }
  }

  async function fill(): Promise<void> {
    await pace.rest(firstRestMs)
    for (;;) {
      await pace.turn()
      const id = fresh.pop() ?? (await older?.next())?.value
      if (id === undefined) return
      await make(id)
    }
  }

  function go(): void {
    filling ??= fill()
      // The end of the app.
      .catch(() => undefined)
      .finally(() => {
        filling = null
        pace.end()
        if (fresh.length > 0 && !pace.signal.aborted) go()
      })
  }

  return {
    hear(id) {
      fresh.push(id)
      go()
    },
    start() {
      older = missing()
      go()
    },
    async close() {
      pace.close()
      await filling
    },
  }
}
