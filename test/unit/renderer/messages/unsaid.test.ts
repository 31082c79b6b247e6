// No message is kept that nothing says: each key of the interface and each code is named by some source.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { messages } from '../../../../src-main/messages/table.ts'
import { en } from '../../../../src-renderer/messages/en.ts'

const root = join(import.meta.dirname, '../../../..')

/** All sources of a folder, but for the messages themselves. */
function sourcesOf(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => /\.(ts|svelte)$/.test(name) && !parentPath.endsWith('/messages'))
    .map(({ name, parentPath }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n')
}
const page = sourcesOf('src-renderer')
const host = sourcesOf('src-main')

/** Paths of all words, as `['run', 'phases', 'load']`. */
function pathsOf(tree: object, path: readonly string[] = []): string[][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? pathsOf(value, [...path, key])
      : [[...path, key]],
  )
}

/** As a property, as a text that chooses it, or taken out of its group; or its group is asked with a variable. */
function isSaid(path: readonly string[]): boolean {
  const key = path.at(-1)!
  const named = new RegExp(`\\.${key}\\b|['"\`]${key}['"\`]|[{,]\\s*${key}\\b[^=}]*\\} = `)
  const chosen = path.slice(0, -1).some((group) => new RegExp(`\\b${group}\\[`).test(page))
  return chosen || named.test(page)
}

test('every word of the interface is said somewhere', () => {
  const unsaid = pathsOf(en).filter((path) => !isSaid(path))
  expect(unsaid.map((path) => path.join('.'))).toEqual([])
})

test('every code is thrown or told somewhere', () => {
  // Checkpoint and VAE lack tensors in the same way, so their codes are put together of area and fault.
  const isBuilt = (code: string): boolean => host.includes(`\${area}/${code.split('/')[1] ?? ''}\``)
  const unsaid = Object.keys(messages).filter((code) => !host.includes(`'${code}'`) && !isBuilt(code))
  expect(unsaid.filter((code) => !page.includes(`'${code}'`))).toEqual([])
})
