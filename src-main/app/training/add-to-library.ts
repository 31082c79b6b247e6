// A saved file of a run in the library: an adapter with a picture and its words
// beside it, or a word that prompts can say.
import { existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { Recipe } from '../../contract/recipe.ts'
import type { LibraryAddition, TrainingRun } from '../../contract/training-project.ts'
import type { TrainedFile } from '../../contract/training.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { EmbeddingIndex } from '../../catalog/embeddings/embedding-index.ts'
import type { Library } from '../../catalog/library.ts'
import { copyIntoLibrary, libraryFolder } from './copy-into-library.ts'

export type LibraryParts = {
  adapters: Pick<AdapterCatalog, 'byPath' | 'edit'>
  embeddings: Pick<EmbeddingIndex, 'words'>
  library: Pick<Library, 'look'>
  /** The person's model folders, the first is preferred. */
  folders: readonly string[]
}
/** `notes`: those of the adapter, where its recipe has no comment. */
type Words = Pick<Recipe, 'learn' | 'captions' | 'embedding' | 'comment'> & { readonly notes: string }

/**
 * Errors: `training/no-such-step`, `training/not-found-in-library`,
 * `training/no-library`, `training/file-gone`, `disk/…`.
 */
export async function addToLibrary(
  run: TrainingRun,
  step: number,
  words: Words,
  parts: LibraryParts,
): Promise<LibraryAddition> {
  const file = savedFile(run, step)
  if (file.kind !== 'embedding') return addAdapter(run, file, words, parts)
  return { kind: 'word', word: await addWord(file, words.embedding.word, parts) }
}

/** What works by itself comes first: a file with its word inside, then the adapter alone, then the word. */
function savedFile({ files }: TrainingRun, step: number): TrainedFile {
  const own = files.filter((file) => file.step === step)
  for (const kind of ['bundle', 'adapter', 'embedding'] as const) {
    const file = own.find((one) => one.kind === kind)
    if (file !== undefined) return file
  }
  throw new AppError('training/no-such-step', { step })
}

async function addAdapter(
  run: TrainingRun,
  file: TrainedFile,
  words: Words,
  { adapters, library, folders }: LibraryParts,
): Promise<LibraryAddition> {
  const folder = await libraryFolder('adapters', folders)
  const stem = libraryName(file)
  const path = await copyIntoLibrary(file, folder, stem, (count) => `${stem} (${count})`)
  const sample = newestSample(run, file.step)
  const preview = join(folder, `${basename(path, extname(path))}.preview.png`)
  // A picture beside it is welcome, not needed.
  if (sample !== null && !existsSync(preview)) await copyFile(sample, preview).catch(() => undefined)
  await library.look()
  const found = adapters.byPath(path)
  if (found === null || found.problem !== null || found.missing) throw notFound(path)
  const trigger = [
    words.captions.trigger.trim(),
    words.learn === 'pivotal' ? words.embedding.word.trim() : '',
  ]
  const group = trigger.filter((word) => word !== '')
  const adapter = adapters.edit(found.id, {
    preferredWeight: 1,
    ...(group.length === 0 ? {} : { triggerGroups: [group] }),
    notes: words.comment === '' ? words.notes : words.comment,
  })
  return { kind: 'adapter', adapter, folder }
}

/** Prompts call a word by its file's name, so the file is called as the word is; a second one `word-2`. */
async function addWord(
  file: TrainedFile,
  word: string,
  { embeddings, library, folders }: LibraryParts,
): Promise<string> {
  const folder = await libraryFolder('embeddings', folders)
  const path = await copyIntoLibrary(file, folder, word, (count) => `${word}-${count}`)
  const name = basename(path, extname(path))
  await library.look()
  const found = embeddings.words().find((one) => one.name === name && one.path === path)
  if (found === undefined || found.vectors === 0) throw notFound(path)
  return name
}

/** As people say it: steps in a run's folder are called as kohya calls them, `ink-step00000050`. */
function libraryName({ path }: TrainedFile): string {
  return basename(path, extname(path)).replace(/-step(\d{8})/, (_, step: string) => ` step ${Number(step)}`)
}

function notFound(path: string): AppError {
  return new AppError('training/not-found-in-library', { name: basename(path) }, { details: { path } })
}

function newestSample({ samples }: TrainingRun, step: number): string | null {
  const until = samples.filter((sample) => sample.step > 0 && sample.step <= step)
  const best = until.sort((a, b) => b.step - a.step || a.prompt - b.prompt)[0]
  return best?.path ?? null
}
