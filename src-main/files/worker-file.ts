// Where the code of a worker thread or process lies: beside its starter in the sources, at the top of a build's folder.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { invariant } from '../base/errors.ts'

/** `meta`: the caller's `import.meta`; the TypeScript itself in development, else a bundle of its own. */
export function workerFile(
  name: string,
  meta: { readonly filename: string; readonly dirname: string },
): string {
  if (meta.filename.endsWith('.ts')) return join(meta.dirname, `${name}.ts`)
  let folder = meta.dirname
  while (!existsSync(join(folder, `${name}.js`))) {
    invariant(dirname(folder) !== folder, `the build has ${name}.js`)
    folder = dirname(folder)
  }
  return join(folder, `${name}.js`)
}
