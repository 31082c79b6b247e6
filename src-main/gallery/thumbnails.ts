// Small WebP versions of pictures, kept beside the catalog, and previews as WebP.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { PreviewImage } from '../contract/engine.ts'

const longestSide = 384

export type Thumbnails = { get(id: string, picturePath: string): Promise<Buffer> }

export function thumbnails(folder: string): Thumbnails {
  const making = new Map<string, Promise<Buffer>>()

  async function make(path: string, picturePath: string): Promise<Buffer> {
    const bytes = await sharp(picturePath)
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer()
    await mkdir(folder, { recursive: true })
    await writeFile(`${path}.part`, bytes)
    await rename(`${path}.part`, path)
    return bytes
  }

  return {
    async get(id, picturePath) {
      const path = join(folder, `${id}.webp`)
      const kept = await readFile(path).catch(() => null)
      if (kept !== null) return kept
      const begun = making.get(id) ?? make(path, picturePath).finally(() => making.delete(id))
      making.set(id, begun)
      return begun
    },
  }
}

export function previewAsWebp({ rgb, width, height }: PreviewImage): Promise<Buffer> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .webp({ quality: 80, effort: 1 })
    .toBuffer()
}
