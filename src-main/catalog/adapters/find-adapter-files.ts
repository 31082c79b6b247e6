// Walks model folders for files that may be adapters, each with what lies beside it.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sidecarNames, type SidecarNames } from './adapter-sidecars.ts'
import { walkFolders } from '../walk-folders.ts'

export type FoundAdapter = {
  path: string
  sizeBytes: number
  modifiedMs: number
  beside: SidecarNames
  /** When the newest of them was changed; 0 without any. */
  besideMs: number
}

const extensions = new Set(['.safetensors', '.pt', '.pth', '.ckpt', '.bin'])
/** Diffusers models are left alone. */
export async function* findAdapterFiles(
  folder: string,
  seen: Set<string> = new Set(),
): AsyncGenerator<FoundAdapter, void> {
  for await (const { folder: inner, names, files } of walkFolders(folder, extensions, seen))
    for (const file of files) {
      const beside = sidecarNames(file.path, names)
      yield { ...file, beside, besideMs: await newest(inner, beside, names) }
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
