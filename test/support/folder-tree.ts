// Everything below a folder, as one text: equal texts are equal trees, byte for byte.
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Path, kind, and what is in it, a line each, in the order of paths. */
export function treeOf(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const lines = entries.map((entry) => {
    const path = join(entry.parentPath, entry.name)
    const name = JSON.stringify(relative(folder, path))
    if (entry.isDirectory()) return `${name}/`
    if (entry.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`
    return `${name} ${lstatSync(path).mtimeMs} ${readFileSync(path, 'base64')}`
  })
  return lines.sort().join('\n')
}

/** Files by their path below `folder`, each holding its text. */
export function putFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
