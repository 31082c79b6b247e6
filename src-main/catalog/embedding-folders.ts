// Folders whose name says that textual inversions lie in them, as A1111, ComfyUI and Lamina call them.
import { dirname, extname } from 'node:path'

const names = new Set(['embeddings', 'embedding', 'textual_inversion', 'textual-inversion'])

export const embeddingEndings: ReadonlySet<string> = new Set(['.safetensors', '.pt', '.bin'])

/** A folder, or a file in one. */
export function inEmbeddingFolder(path: string): boolean {
  return path.split(/[\\/]/).some((segment) => names.has(segment.toLowerCase()))
}

/** Whether a file was put where embeddings are looked for. */
export function meantAsEmbedding(path: string): boolean {
  return inEmbeddingFolder(dirname(path)) && embeddingEndings.has(extname(path).toLowerCase())
}
