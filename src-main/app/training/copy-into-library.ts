// Where in the model folders a trained file belongs, and copying it there without touching what is there.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { TrainedFile } from '../../contract/training.ts'
import { inAdapterFolder } from '../../catalog/adapters/adapter-folders.ts'
import { inEmbeddingFolder } from '../../catalog/embedding-folders.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { writeError } from '../../files/system-error.ts'

/** Which folders are one by their name, and how a new one is called. */
const places = {
  adapters: inAdapterFolder,
  embeddings: inEmbeddingFolder,
} as const

/**
 * A folder whose name says so, below or at the first of `roots` that has one; else a new one. Errors:
 * `training/no-library`, `disk/…`.
 */
export async function libraryFolder(name: keyof typeof places, roots: readonly string[]): Promise<string> {
  const folder = await placeInLibrary(name, roots)
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeError(cause, folder)
  })
  return folder
}

/** The same, and a new one is not made yet. Throws `training/no-library`. */
export async function placeInLibrary(name: keyof typeof places, roots: readonly string[]): Promise<string> {
  const holds = (folder: string): boolean => places[name](join(folder, 'file'))
  for (const root of roots) {
    if (holds(root)) return root
    const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    const found = names.sort().find(holds)
    if (found !== undefined) return join(root, found)
  }
  const [first] = roots
  if (first === undefined) throw new AppError('training/no-library', { name })
  return join(first, name)
}

/**
 * Under `stem`, or the first of `numbered` that is free: a file of that name is left alone, one that is the same is not
 * copied again. Its path. Errors: `training/file-gone`, `disk/…`.
 */
export async function copyIntoLibrary(
  { path: from, sizeBytes, sha256 }: TrainedFile,
  folder: string,
  stem: string,
  numbered: (count: number) => string,
): Promise<string> {
  if (!existsSync(from))
    throw new AppError('training/file-gone', { name: basename(from) }, { details: { path: from, sizeBytes } })
  const ending = extname(from)
  let path = join(folder, `${stem}${ending}`)
  for (let count = 2; existsSync(path); count++) {
    if ((await stat(path)).size === sizeBytes && (await hashOf(path)) === sha256) return path
    path = join(folder, `${numbered(count)}${ending}`)
  }
  await writeFileAtomically(path, createReadStream(from))
  return path
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}
