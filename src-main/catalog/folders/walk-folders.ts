// Model folders, folder by folder, with what lies in each; nothing in them is opened.
import type { Dirent } from 'node:fs'
import { opendir, readdir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'

export type FolderFile = { readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number }

export type WalkedFolder = {
  readonly folder: string
  /** Whether it was reached over a link, and so lies elsewhere. */
  readonly linked: boolean
  /** Of everything in it, hidden things too. */
  readonly names: ReadonlySet<string>
  /** By name. Pipes, sockets and devices are among them: whoever opens one refuses it. */
  readonly files: readonly FolderFile[]
  /** The folder itself where it is a diffusers model: its parts are not looked at. */
  readonly model: FolderFile | null
}

const maxDepth = 8
/** It makes a folder one diffusers model. */
const modelIndex = 'model_index.json'
/** A diffusers model has some twenty. */
const mostParts = 2000

/**
 * Unreadable folders are skipped; a folder reached twice over links is read once (`seen`: by its real path). A folder
 * comes before what it holds. `extensions`: of the files that are looked at, in lower case with their dot.
 */
export async function* walkFolders(
  folder: string,
  extensions: ReadonlySet<string>,
  seen: Set<string>,
  linked = false,
  depth = 0,
): AsyncGenerator<WalkedFolder, void> {
  const real = await realpath(folder).catch(() => null)
  if (real === null || seen.has(real) || depth > maxDepth) return
  seen.add(real)
  const entries = await entriesOf(folder)
  const names = new Set(entries.map(({ name }) => name))
  const model = names.has(modelIndex) ? await modelIn(folder) : null
  const files: FolderFile[] = []
  const folders: { path: string; linked: boolean }[] = []
  for (const entry of model === null ? entries : []) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const link = entry.isSymbolicLink()
    const found = link ? await stat(path).catch(() => null) : entry
    if (found === null) continue
    if (found.isDirectory()) folders.push({ path, linked: link })
    else if (extensions.has(extname(entry.name).toLowerCase())) {
      const file = await stat(path).catch(() => null)
      if (file !== null) files.push({ path, sizeBytes: file.size, modifiedMs: file.mtimeMs })
    }
  }
  yield { folder, linked, names, files, model }
  for (const inner of folders) yield* walkFolders(inner.path, extensions, seen, inner.linked, depth + 1)
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Its parts' bytes together; it is as old as its index. */
async function modelIn(folder: string): Promise<FolderFile | null> {
  const index = await stat(join(folder, modelIndex)).catch(() => null)
  if (index === null) return null
  let sizeBytes = 0
  let count = 0
  const parts = await opendir(folder, { recursive: true }).catch(() => null)
  for await (const part of parts ?? []) {
    if (++count > mostParts) break
    if (!part.isFile()) continue
    sizeBytes += (await stat(join(part.parentPath, part.name)).catch(() => ({ size: 0 }))).size
  }
  return { path: folder, sizeBytes, modifiedMs: index.mtimeMs }
}
