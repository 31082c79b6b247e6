// The picture that a file carries in its metadata: a data URI under `modelspec.thumbnail` (Stability-AI/ModelSpec).
import { openTensorFile } from '../../files/open-tensor-file.ts'
import { thumbnailKey } from './about-file.ts'

/** ModelSpec asks for much less; headers are limited, too. */
const mostCharacters = 8_000_000

/** Whoever shows it decodes it under guard. Throws what keeps the file from being read. */
export async function embeddedThumbnail(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const file = await openTensorFile(path)
  await file.close()
  const said = file.metadata.get(thumbnailKey) ?? ''
  const start = /^data:image\/(?:jpeg|png|webp);base64,/.exec(said.slice(0, 50))?.[0]
  if (start === undefined || said.length > mostCharacters) return null
  const bytes = Buffer.from(said.slice(start.length), 'base64')
  return bytes.length === 0 ? null : new Uint8Array(bytes)
}
