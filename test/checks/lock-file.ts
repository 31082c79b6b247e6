// Puts right in package-lock.json what npm writes there for everybody and is wrong for this project.
//
// A package that brings binaries says `"gypfile": false`, but `npm ci` reads the lock file, where that word is missing,
// and compiles the package all the same; without Python and a C++ compiler the installation fails.
// A package whose script would fetch what we fetch on request (`npm run setup:cuda`) is locked
// without its script. And all packages run on the
// Node that the project brings, so what they ask of the Node that runs npm would only be a false alarm.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { neverCompiled, neverRun } from './install-scripts.ts'
import { repositoryRoot } from './source-files.ts'

type Entry = { gypfile?: boolean; hasInstallScript?: boolean; engines?: unknown }

const path = join(repositoryRoot, 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, Entry> }
for (const [folder, entry] of Object.entries(lock.packages)) {
  const name = folder.replace(/^.*node_modules\//, '')
  if (folder !== '') delete entry.engines
  if (neverRun.includes(name)) delete entry.hasInstallScript
  if (neverCompiled.includes(name)) entry.gypfile = false
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
