// Reads the sources of both sides of the app, keyed by their path from the repository's root.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const repositoryRoot = join(import.meta.dirname, '../..')

const sides = ['src-main', 'src-renderer']

export function readSources(): Map<string, string> {
  const sources = new Map<string, string>()
  for (const side of sides) {
    for (const entry of readdirSync(join(repositoryRoot, side), { recursive: true, encoding: 'utf8' })) {
      const path = `${side}/${entry.replaceAll('\\', '/')}`
      const isSource = /\.(ts|svelte)$/.test(path) && !/\.(d|config)\.ts$/.test(path)
      if (isSource) sources.set(path, readFileSync(join(repositoryRoot, path), 'utf8'))
    }
  }
  return sources
}
