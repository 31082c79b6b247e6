// Styles that reach beyond their component: the name they reach by is used by nobody else.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../checks/source-files.ts'

const files = globSync('src-renderer/**/*.svelte', { cwd: repositoryRoot })
const sources = files.map((file) => ({ file, text: readFileSync(join(repositoryRoot, file), 'utf8') }))

/** Of selectors that begin with a class of anybody, that class. */
function reachingClasses(text: string): string[] {
  const style = text.slice(text.lastIndexOf('<style'))
  return [...style.matchAll(/^\s*:global\(\.([\w-]+)/gm)].map(([, name]) => name!)
}

function ownClasses(text: string): string[] {
  return [...text.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => names!.split(/\s+/))
}

test('a class whose style reaches everywhere has a name of its own', () => {
  const reaching = sources.flatMap(({ file, text }) => reachingClasses(text).map((name) => ({ file, name })))
  expect(reaching.length).toBeGreaterThan(20)
  const clashes = reaching.flatMap(({ file, name }) =>
    sources.flatMap((other) =>
      other.file !== file && ownClasses(other.text).includes(name)
        ? [`.${name}: ${file}, ${other.file}`]
        : [],
    ),
  )
  expect([...new Set(clashes)]).toEqual([])
})
