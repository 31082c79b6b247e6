// A finished picture on disk: PNG with A1111's infotext and our own record.
import { readFile, stat, utimes } from 'node:fs/promises'
import { basename } from 'node:path'
import type { GenerationRequest, PictureRecord } from '../contract/generation.ts'
import { infotextOfPicture } from '../formats/infotext-picture.ts'
import { infotextKeyword, recordKeyword } from '../formats/picture-keywords.ts'
import { withPngText } from '../formats/png-text.ts'
import { writeFileAtomically } from './atomic-write.ts'
import { encodePng, pngTexts, type Bitmap } from './bitmap.ts'

/** Encoded by libvips' threads. Errors: `disk/…`. */
export async function writePicture(path: string, pixels: Bitmap, record: PictureRecord): Promise<void> {
  await writeFileAtomically(path, await encodePng(pixels, textsOf(record)))
}

function textsOf(record: PictureRecord): Map<string, string> {
  return new Map([
    [infotextKeyword, infotextOfPicture(record)],
    [recordKeyword, JSON.stringify(record)],
  ])
}

/** A picture that is passed on must not tell where on this disk its checkpoint and adapters lie. */
export function withoutFolders(request: GenerationRequest): GenerationRequest {
  return {
    ...request,
    model: basename(request.model),
    vae: request.vae && basename(request.vae),
    stack: request.stack.map((entry) => ({ ...entry, adapter: basename(entry.adapter) })),
  }
}

/**
 * Writes a fuller record into the picture, and nothing else of it; its time stays. False where the file does not say
 * `before` any more: somebody changed it, and it is theirs. Errors: `file/…`, `disk/…`.
 */
export async function rewriteRecord(path: string, before: unknown, after: PictureRecord): Promise<boolean> {
  const facts = await stat(path)
  const png = await readFile(path)
  if (pngTexts(png).get(recordKeyword) !== JSON.stringify(before)) return false
  await writeFileAtomically(path, withPngText(png, textsOf(after)))
  await utimes(path, facts.atime, facts.mtime)
  return true
}
