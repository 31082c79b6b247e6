// Where Lamina itself lies: the folder of its package.json, from the sources and from a bundle alike.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { invariant } from '../base/errors.ts'

export function appRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) {
    invariant(dirname(folder) !== folder, 'Lamina lies in a folder with its package.json')
    folder = dirname(folder)
  }
  return folder
}
