// Of the folders that a program may have, those that are there.
import { realpath, stat } from 'node:fs/promises'
import type { LayoutFolder } from '../../contract/layout.ts'

/** In their order, each once, also where two paths lead to one. */
export async function presentFolders(folders: readonly LayoutFolder[]): Promise<LayoutFolder[]> {
  const seen = new Set<string>()
  const there: LayoutFolder[] = []
  for (const folder of folders) {
    const real = await realpath(folder.path).catch(() => null)
    if (real === null || seen.has(real)) continue
    const found = await stat(real).catch(() => null)
    if (found?.isDirectory() !== true) continue
    seen.add(real)
    there.push(folder)
  }
  return there
}
