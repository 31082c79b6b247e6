// Model folders, folder by folder, with what lies in each.
import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'

export type FolderFile = { readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number }

export type WalkedFolder = {
  readonly folder: string
  /** Of everything in it, hidden things too. */
  readonly names: ReadonlySet<string>
  readonly files: readonly FolderFile[]
  /** When its index was changed, where it is a diffusers model. */
  readonly indexMs: number | null
}

const maxDepth = 8
/** It makes a folder one diffusers model, whose parts are not looked at. */
const modelIndex = 'model_index.json'

/** Unreadable folders are skipped; a folder reached twice over links is read once. A folder comes before what it holds. */
export async function* walkFolders(
  folder: string,
  extensions: ReadonlySet<string>,
  seen: Set<string>,
  depth = 0,
): AsyncGenerator<WalkedFolder, void> {
  const real = await realpath(folder).catch(() => null)
  if (real === null || seen.has(real) || depth > maxDepth) return
  seen.add(real)
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = new Set(entries.map(({ name }) => name))
  const index = names.has(modelIndex) ? await stat(join(folder, modelIndex)).catch(() => null) : null
  const files: FolderFile[] = []
  const folders: string[] = []
  for (const entry of index === null ? entries : []) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const found = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry
    if (found === null) continue
    if (found.isDirectory()) folders.push(path)
    else if (extensions.has(extname(entry.name).toLowerCase())) {
      const file = await stat(path).catch(() => null)
      if (file !== null) files.push({ path, sizeBytes: file.size, modifiedMs: file.mtimeMs })
    }
  }
  yield { folder, names, files, indexMs: index?.mtimeMs ?? null }
  for (const inner of folders) yield* walkFolders(inner, extensions, seen, depth + 1)
}
