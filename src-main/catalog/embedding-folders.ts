// Folders whose name says that textual inversions lie in them, as A1111, ComfyUI and Lamina call them.

const names = new Set(['embeddings', 'embedding', 'textual_inversion', 'textual-inversion'])

/** A folder, or a file in one. */
export function inEmbeddingFolder(path: string): boolean {
  return path.split(/[\\/]/).some((segment) => names.has(segment.toLowerCase()))
}
