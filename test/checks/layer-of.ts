// Which layer of the table a file or an import belongs to. Paths are from the repository's root, with forward slashes.
import { posix } from 'node:path'
import { layers, type Layer } from './layer-table.ts'

/** The row of the longest folder that holds the file. */
export function layerOf(path: string): Layer | undefined {
  return layers
    .filter(({ folder }) => isInside(path, folder))
    .sort((a, b) => b.folder.length - a.folder.length)[0]
}

export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

export function sideOf(path: string): string {
  return path.split('/')[0] ?? ''
}

/** The file that a relative import names. */
export function targetOf(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier)
}

export function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
