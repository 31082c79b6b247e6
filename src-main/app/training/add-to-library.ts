// A saved file of a run as an adapter of the library: copied whole, with a picture beside it and what it is called by.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { AdapterSummary } from '../../contract/library.ts'
import type { Recipe } from '../../contract/recipe.ts'
import type { TrainingRun } from '../../contract/training-project.ts'
import type { TrainedFile } from '../../contract/training.ts'
import type { AdapterCatalog } from '../../catalog/adapter-catalog.ts'
import { inAdapterFolder } from '../../catalog/adapter-folders.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { writeError } from '../../files/system-error.ts'

export type LibraryParts = {
  adapters: Pick<AdapterCatalog, 'scan' | 'list' | 'usable' | 'edit'>
  /** Model folders, the first is preferred. */
  folders(): readonly string[]
}

/** Errors: `training/no-such-step`, `training/no-adapter`, `training/no-library`, `disk/…`. */
export async function addToLibrary(
  run: TrainingRun,
  step: number,
  words: Pick<Recipe, 'learn' | 'captions' | 'embedding' | 'comment'>,
  { adapters, folders }: LibraryParts,
): Promise<AdapterSummary> {
  const file = savedAdapter(run, step)
  const folder = await libraryFolder(folders())
  const path = await copied(file, folder)
  const sample = newestSample(run, step)
  const preview = join(folder, `${basename(path, extname(path))}.preview.png`)
  // An adapter without a picture is one, too.
  if (sample !== null && !existsSync(preview)) await copyFile(sample, preview).catch(() => undefined)
  await adapters.scan()
  const found = adapters
    .list()
    .find(({ id, problem }) => problem === null && adapters.usable(id).path === path)
  if (found === undefined)
    throw new AppError(
      'training/not-found-in-library',
      'The file was copied, but the library does not show it.',
      {
        hint: 'Look for it in the library’s folder.',
        details: { path },
      },
    )
  const trigger = [
    words.captions.trigger.trim(),
    words.learn === 'pivotal' ? words.embedding.word.trim() : '',
  ]
  const group = trigger.filter((word) => word !== '')
  return adapters.edit(found.id, {
    preferredWeight: 1,
    ...(group.length === 0 ? {} : { triggerGroups: [group] }),
    notes: words.comment === '' ? `Trained with Lamina, ${file.step} steps.` : words.comment,
  })
}

/** What works by itself comes first: a file with its word inside, then the adapter alone. */
function savedAdapter({ files }: TrainingRun, step: number): TrainedFile {
  const own = files.filter((file) => file.step === step)
  if (own.length === 0)
    throw new AppError('training/no-such-step', `Nothing was saved at step ${step}.`, {
      hint: 'Choose a step that was saved.',
    })
  const file = own.find(({ kind }) => kind === 'bundle') ?? own.find(({ kind }) => kind === 'adapter')
  if (file !== undefined) return file
  throw new AppError('training/no-adapter', 'This training made a new word, not an adapter.', {
    hint: 'Copy its file into a folder called "embeddings" beside your models.',
    details: { path: own[0]!.path },
  })
}

/** A folder whose name says so, below or at the first model folder that has one; else a new one. */
export async function libraryFolder(roots: readonly string[]): Promise<string> {
  for (const root of roots) {
    if (inAdapterFolder(join(root, 'file'))) return root
    const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    const name = names.sort().find((one) => inAdapterFolder(join(one, 'file')))
    if (name !== undefined) return join(root, name)
  }
  const [first] = roots
  if (first === undefined)
    throw new AppError('training/no-library', 'There is no folder for adapters.', {
      hint: 'Add a model folder in the settings.',
    })
  const folder = join(first, 'adapters')
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeError(cause, folder)
  })
  return folder
}

/** Under the file's own name. A file of that name is left alone; one that is the same is not copied again. */
async function copied({ path: from, sizeBytes, sha256 }: TrainedFile, folder: string): Promise<string> {
  if (!existsSync(from))
    throw new AppError('training/file-gone', `"${basename(from)}" is no longer there.`, {
      hint: 'Choose another step.',
      details: { path: from, sizeBytes },
    })
  const ending = extname(from)
  const stem = basename(from, ending)
  let path = join(folder, `${stem}${ending}`)
  for (let count = 2; existsSync(path); count++) {
    if ((await stat(path)).size === sizeBytes && (await hashOf(path)) === sha256) return path
    path = join(folder, `${stem} (${count})${ending}`)
  }
  await writeFileAtomically(path, createReadStream(from))
  return path
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

function newestSample({ samples }: TrainingRun, step: number): string | null {
  const until = samples.filter((sample) => sample.step > 0 && sample.step <= step)
  const best = until.sort((a, b) => b.step - a.step || a.prompt - b.prompt)[0]
  return best?.path ?? null
}
