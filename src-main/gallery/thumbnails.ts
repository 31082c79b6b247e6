// Small versions of pictures, made when first looked at if not before, and kept beside the catalog.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../files/atomic-write.ts'
import type { PictureWork } from '../files/decoding/picture-work.ts'
import { thumbnailEnding, thumbnailEndings } from '../files/picture-thumbnail.ts'

export type Thumbnails = {
  /** Null where it was not made yet. */
  kept(id: string): Promise<Uint8Array | null>
  get(id: string, picturePath: string): Promise<Uint8Array>
  /** The ids of those that are kept. */
  made(): Promise<ReadonlySet<string>>
  /** The same, of a picture that lies in no file of its own. */
  ofBytes(id: string, picture: () => Promise<Uint8Array>): Promise<Uint8Array>
}

/** A row of the gallery is half as high: there are screens with two pixels for each. */
export const thumbnailSide = 384

/** What is asked for under one id is made once. */
export function thumbnails(
  folder: string,
  work: Pick<PictureWork, 'thumbnail'>,
  longestSide = thumbnailSide,
): Thumbnails {
  const making = new Map<string, Promise<Uint8Array>>()

  const pathOf = (id: string, ending: string): string => join(folder, `${id}${ending}`)

  async function kept(id: string): Promise<Uint8Array | null> {
    for (const ending of thumbnailEndings) {
      const bytes = await readFile(pathOf(id, ending)).catch(() => null)
      if (bytes !== null) return bytes
    }
    return null
  }

  async function make(id: string, picturePath: string): Promise<Uint8Array> {
    const bytes = await work.thumbnail(picturePath, longestSide)
    // What the disk does not take is made again when it is looked at again.
    await keep(pathOf(id, thumbnailEnding(bytes)), bytes).catch(() => undefined)
    return bytes
  }

  async function keep(path: string, bytes: Uint8Array): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFileAtomically(path, bytes)
  }

  async function once(id: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const bytes = await kept(id)
    if (bytes !== null) return bytes
    const begun = making.get(id) ?? make().finally(() => making.delete(id))
    making.set(id, begun)
    return begun
  }

  return {
    kept,
    async made() {
      const names = await readdir(folder).catch(() => [])
      return new Set(
        names.flatMap((name) => {
          const ending = thumbnailEndings.find((one) => name.endsWith(one))
          return ending === undefined ? [] : [name.slice(0, -ending.length)]
        }),
      )
    },
    get: (id, picturePath) => once(id, () => make(id, picturePath)),
    ofBytes: (id, picture) =>
      once(id, async () => {
        const whole = pathOf(id, '.whole')
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeFileAtomically(whole, await picture())
        return make(id, whole).finally(() => rm(whole, { force: true }))
      }),
  }
}
