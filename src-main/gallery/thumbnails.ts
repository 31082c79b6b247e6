// Small WebP versions of pictures, made when first looked at and kept beside the catalog.
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../files/atomic-write.ts'
import type { PictureWork } from '../files/decoding/picture-work.ts'

export type Thumbnails = {
  get(id: string, picturePath: string): Promise<Uint8Array>
  /** The same, of a picture that lies in no file of its own. */
  ofBytes(id: string, picture: () => Promise<Uint8Array>): Promise<Uint8Array>
}

/** What is asked for under one id is made once. */
export function thumbnails(folder: string, work: Pick<PictureWork, 'small'>, longestSide = 384): Thumbnails {
  const making = new Map<string, Promise<Uint8Array>>()

  async function make(path: string, picturePath: string): Promise<Uint8Array> {
    const bytes = await work.small(picturePath, longestSide)
    // What the disk does not take is made again when it is looked at again.
    await keep(path, bytes).catch(() => undefined)
    return bytes
  }

  async function keep(path: string, bytes: Uint8Array): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFileAtomically(path, bytes)
  }

  async function once(id: string, make: (path: string) => Promise<Uint8Array>): Promise<Uint8Array> {
    const path = join(folder, `${id}.webp`)
    const kept = await readFile(path).catch(() => null)
    if (kept !== null) return kept
    const begun = making.get(id) ?? make(path).finally(() => making.delete(id))
    making.set(id, begun)
    return begun
  }

  return {
    get: (id, picturePath) => once(id, (path) => make(path, picturePath)),
    ofBytes: (id, picture) =>
      once(id, async (path) => {
        const whole = `${path}.whole`
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeFileAtomically(whole, await picture())
        return make(path, whole).finally(() => rm(whole, { force: true }))
      }),
  }
}
