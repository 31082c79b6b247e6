// Tells pure tests from those that load a native module or start a process, by what they import, directly or not.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readImports } from './read-imports.ts'
import { repositoryRoot } from './source-files.ts'

/** Whoever reaches one of these needs a process of its own. */
const native = new Set([
  'onnxruntime-node',
  'sharp',
  'better-sqlite3',
  'node:child_process',
  'node:worker_threads',
])
/** So does who changes what all tests of a thread share. */
const changesGlobals =
  /\bvi\.(mock|stubGlobal|stubEnv|useFakeTimers|setSystemTime)\b|process\.(chdir|umask|env\.\w+ =)/

/** Paths relative to the root, with forward slashes. */
export type TestFiles = { pure: string[]; processes: string[] }

export function testFiles(pattern: string, except: string, root: string = repositoryRoot): TestFiles {
  const neighbours = new Map<string, { native: boolean; files: string[] }>()

  function lookAt(path: string): { native: boolean; files: string[] } {
    const known = neighbours.get(path)
    if (known !== undefined) return known
    const uses = readImports(path, readFileSync(path, 'utf8')).filter(({ kind }) => kind !== 'types')
    const files = uses
      .filter(({ specifier }) => specifier.startsWith('.') && specifier.endsWith('.ts'))
      .map(({ specifier }) => join(dirname(path), specifier))
      .filter((file) => existsSync(file))
    const found = { native: uses.some((use) => use.kind === 'program' || native.has(use.specifier)), files }
    neighbours.set(path, found)
    return found
  }

  function isPure(path: string): boolean {
    if (changesGlobals.test(readFileSync(path, 'utf8'))) return false
    const reached = new Set([path])
    for (const file of reached) {
      const { native: isNative, files } = lookAt(file)
      if (isNative) return false
      files.forEach((next) => reached.add(next))
    }
    return true
  }

  const files = globSync(pattern, { cwd: root, exclude: [except] })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
  const pure = new Set(files.filter((file) => isPure(join(root, file))))
  return { pure: [...pure], processes: files.filter((file) => !pure.has(file)) }
}
