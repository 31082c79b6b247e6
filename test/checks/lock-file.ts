// Puts back into package-lock.json what npm leaves out of it: the wish of some packages not to be compiled.
//
// A package that brings binaries says `"gypfile": false`, but `npm ci` reads the lock file, where that word is missing,
// and compiles the package all the same; without Python and a C++ compiler the installation fails.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { neverCompiled } from './never-compiled.ts'
import { repositoryRoot } from './source-files.ts'

const path = join(repositoryRoot, 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, { gypfile?: boolean }> }
for (const name of neverCompiled) {
  const entry = lock.packages[`node_modules/${name}`]
  if (entry !== undefined) entry.gypfile = false
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
