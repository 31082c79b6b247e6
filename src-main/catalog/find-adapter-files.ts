// Walks model folders for files that may be adapters, each with what lies beside it.
import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { sidecarNames, type SidecarNames } from './adapter-sidecars.ts'

export type FoundAdapter = {
  path: string
  sizeBytes: number
  modifiedMs: number
  beside: SidecarNames
  /** When the newest of them was changed; 0 without any. */
  besideMs: number
}

const extensions = new Set(['.safetensors', '.pt', '.pth', '.ckpt', '.bin'])
const maxDepth = 8

/** Unreadable folders are skipped, and so are diffusers models; a folder reached twice over links is read once. */
export async function* findAdapterFiles(
  folder: string,
  seen: Set<string> = new Set(),
  depth = 0,
): AsyncGenerator<FoundAdapter, void> {
  const real = await realpath(folder).catch(() => null)
  if (real === null || seen.has(real) || depth > maxDepth) return
  seen.add(real)
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = new Set(entries.map(({ name }) => name))
  if (names.has('model_index.json')) return
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const found = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry
    if (found === null) continue
    if (found.isDirectory()) yield* findAdapterFiles(path, seen, depth + 1)
    else if (extensions.has(extname(entry.name).toLowerCase())) {
      const file = await stat(path).catch(() => null)
      if (file === null) continue
      const beside = sidecarNames(path, names)
      yield {
        path,
        sizeBytes: file.size,
        modifiedMs: file.mtimeMs,
        beside,
        besideMs: await newest(folder, beside, names),
      }
    }
  }
}

async function newest(folder: string, beside: SidecarNames, names: ReadonlySet<string>): Promise<number> {
  const all = [beside.civitai, beside.a1111, beside.preview]
  if (names.has('adapter_config.json')) all.push('adapter_config.json')
  let latest = 0
  for (const name of all) {
    if (name === null) continue
    const file = await stat(join(folder, name)).catch(() => null)
    latest = Math.max(latest, file?.mtimeMs ?? 0)
  }
  return latest
}
