// Walks model folders for checkpoint files and diffusers folders.
import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { walkFolders } from '../walk-folders.ts'

export type FoundModel = { path: string; sizeBytes: number; modifiedMs: number }

const extensions = new Set(['.safetensors', '.ckpt', '.pt', '.pth'])
export async function* findModelFiles(
  folder: string,
  seen: Set<string> = new Set(),
): AsyncGenerator<FoundModel, void> {
  for await (const { folder: inner, files, indexMs } of walkFolders(folder, extensions, seen)) {
    // A diffusers folder is one model; its index stands for it.
    if (indexMs !== null) yield { path: inner, sizeBytes: await folderSize(inner), modifiedMs: indexMs }
    else yield* files
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
