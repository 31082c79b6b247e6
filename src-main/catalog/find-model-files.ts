// Walks model folders for checkpoint files and diffusers folders.
import { opendir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'

export type FoundModel = { path: string; sizeBytes: number; modifiedMs: number }

const extensions = new Set(['.safetensors', '.ckpt', '.pt', '.pth'])
const maxDepth = 8

/** Unreadable folders are skipped; a folder reached twice over links is read once. */
export async function* findModelFiles(
  folder: string,
  seen: Set<string> = new Set(),
  depth = 0,
): AsyncGenerator<FoundModel, void> {
  const real = await realpath(folder).catch(() => null)
  if (real === null || seen.has(real) || depth > maxDepth) return
  seen.add(real)
  const index = await stat(join(folder, 'model_index.json')).catch(() => null)
  if (index !== null) {
    // A diffusers folder is one model; its index stands for it.
    yield { path: folder, sizeBytes: await folderSize(folder), modifiedMs: index.mtimeMs }
    return
  }
  const entries = await opendir(folder).catch(() => null)
  if (entries === null) return
  for await (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const found = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry
    if (found === null) continue
    if (found.isDirectory()) yield* findModelFiles(path, seen, depth + 1)
    else if (extensions.has(extname(entry.name).toLowerCase())) {
      const { size, mtimeMs } = await stat(path).catch(() => ({ size: -1, mtimeMs: 0 }))
      if (size >= 0) yield { path, sizeBytes: size, modifiedMs: mtimeMs }
    }
  }
}

async function folderSize(folder: string): Promise<number> {
  let total = 0
  const entries = await opendir(folder, { recursive: true }).catch(() => null)
  if (entries === null) return 0
  for await (const entry of entries) {
    if (entry.isFile())
      total += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size
  }
  return total
}
