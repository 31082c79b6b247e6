// What is in a folder of pictures: those to learn from with their captions, and those left out, each with a reason.
import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { throwIfCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import { pictureEndings, readPicture, type PictureFacts } from '../../files/picture.ts'
import { readError } from '../../files/system-error.ts'
import {
  captionInTable,
  captionOfText,
  readCaptionFile,
  readCaptionTable,
  type CaptionProblem,
  type CaptionTable,
} from './caption-files.ts'
import { likeness } from './likeness.ts'

/** Where it is learned: light parts of a file, or what is not transparent in the picture itself. */
export type Mask = { readonly from: 'file'; readonly path: string } | { readonly from: 'alpha' }

export type DatasetPicture = {
  readonly path: string
  /** Base name of its folder, as kohya's metadata calls it. */
  readonly folder: string
  readonly repeats: number
  readonly width: number
  readonly height: number
  readonly sha256: string
  /** Null where no caption was found. */
  readonly caption: string | null
  readonly mask: Mask | null
}

export const leftOutReasons = [
  'unreadable',
  'tiny',
  'animated',
  'odd-shape',
  'duplicate',
  'look-alike',
] as const
export type LeftOut = {
  readonly path: string
  readonly reason: (typeof leftOutReasons)[number]
  readonly why: string
  /** Path of the picture that is learned from in its place. */
  readonly sameAs?: string
}

export type Subset = {
  readonly folder: string
  readonly repeats: number
  readonly count: number
  /** What the folder's name says after `N_`. */
  readonly classWord: string | null
}

export type Dataset = {
  readonly pictures: readonly DatasetPicture[]
  readonly subsets: readonly Subset[]
  readonly leftOut: readonly LeftOut[]
  readonly captionProblems: readonly CaptionProblem[]
}

export type DatasetOptions = {
  readonly folder: string
  /** Of pictures whose folder is not called `N_name`. */
  readonly repeats: number
  readonly captionExtension: string
  readonly masks: { readonly from: 'none' | 'files' | 'alpha'; readonly folder: string | null }
  /** Shorter sides are left out as tiny, in pixels. */
  readonly leastSide: number
  /** Gives a dataset without pictures instead of refusing it. */
  readonly allowEmpty?: boolean
  /** How a picture is read; a caller may remember what it has read before. */
  readonly read?: (path: string) => Promise<PictureFacts>
  readonly signal?: AbortSignal
}

export type DatasetProgress = { readonly done: number; readonly total: number; readonly path: string }

/** Shorter sides are left out by a run, in pixels. */
export const leastPictureSide = 64

/** Longer than that to one side, hardly anything of a picture would be learned. */
const mostRatio = 6

type Found = {
  readonly path: string
  readonly folder: string
  readonly repeats: number
  /** The text file that is there, or null. */
  readonly captionFile: string | null
  readonly table: CaptionTable | null
}

/**
 * Reads every picture once, in the order of their paths. Nothing about one picture is fatal; `dataset/empty` when none
 * is left (unless `allowEmpty`), `file/…` when the folder itself cannot be read.
 */
export async function* readDataset(options: DatasetOptions): AsyncGenerator<DatasetProgress, Dataset> {
  const { found, problems } = await findPictures(options)
  const pictures: DatasetPicture[] = []
  const leftOut: LeftOut[] = []
  const captionProblems = [...problems]
  const hashes = new Map<string, string>()
  const looks = likeness()
  const maskOf = maskFinder(options)
  const read = options.read ?? readPicture
  for (const [done, file] of found.entries()) {
    throwIfCancelled(options.signal)
    yield { done, total: found.length, path: file.path }
    const facts = await read(file.path).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error
      leftOut.push({ path: file.path, reason: 'unreadable', why: error.message })
      return null
    })
    if (facts === null) continue
    const fault = faultOf(facts, options.leastSide)
    const twin = hashes.get(facts.sha256)
    if (fault !== null) {
      leftOut.push({ path: file.path, ...fault })
    } else if (twin !== undefined) {
      const why = `The same file as "${basename(twin)}".`
      leftOut.push({ path: file.path, reason: 'duplicate', why, sameAs: twin })
    } else {
      const same = looks.find(facts.thumbnail, pictures.length)
      if (same !== null) {
        const sameAs = pictures[same]!.path
        const why = `It looks the same as "${basename(sameAs)}".`
        leftOut.push({ path: file.path, reason: 'look-alike', why, sameAs })
        continue
      }
      hashes.set(facts.sha256, file.path)
      const { caption, problem } = await captionOfPicture(file)
      if (problem !== null) captionProblems.push(problem)
      const mask = await maskOf(file.path, facts)
      const { path, folder, repeats } = file
      const { width, height, sha256 } = facts
      pictures.push({ path, folder, repeats, width, height, sha256, caption, mask })
    }
  }
  if (pictures.length === 0 && options.allowEmpty !== true) throw nothingLeft(options.folder, leftOut)
  return { pictures, subsets: subsetsOf(pictures), leftOut, captionProblems }
}

function faultOf(facts: PictureFacts, leastSide: number): Omit<LeftOut, 'path'> | null {
  const { width, height, pages } = facts
  if (pages > 1) return { reason: 'animated', why: 'It is an animation, or has several pages.' }
  if (Math.min(width, height) < leastSide)
    return { reason: 'tiny', why: `${width}×${height} pixels are too few; ${leastSide} are the least.` }
  if (Math.max(width / height, height / width) > mostRatio)
    return { reason: 'odd-shape', why: `${width}×${height} is too long and thin to learn from.` }
  return null
}

async function captionOfPicture({
  path,
  captionFile,
  table,
}: Found): Promise<{ caption: string | null; problem: CaptionProblem | null }> {
  if (captionFile !== null) {
    const read = await readCaptionFile(captionFile)
    return 'text' in read
      ? { caption: captionOfText(read.text), problem: null }
      : { caption: null, problem: read }
  }
  return { caption: table === null ? null : captionInTable(table, basename(path)), problem: null }
}

/** Looks for masks; each folder is listed once. */
function maskFinder({
  masks,
}: DatasetOptions): (path: string, facts: PictureFacts) => Promise<DatasetPicture['mask']> {
  const listed = new Map<string, Promise<ReadonlyMap<string, string>>>()
  return async (path, { hasAlpha }) => {
    if (masks.from === 'none') return null
    if (masks.from === 'alpha') return hasAlpha ? { from: 'alpha' } : null
    const folder = masks.folder ?? join(dirname(path), 'mask')
    const files = listed.get(folder) ?? picturesByStem(folder)
    listed.set(folder, files)
    const mask = (await files).get(stemOf(path))
    return mask === undefined ? null : { from: 'file', path: mask }
  }
}

/** Empty for a folder that is not there: its pictures have no masks. */
async function picturesByStem(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch(() => [])
  return new Map(names.filter(isPicture).map((name) => [stemOf(name), join(folder, name)]))
}

/** The folder itself, or its subfolders called `N_name`; where there are both, both. */
async function findPictures({
  folder,
  repeats,
  captionExtension,
}: DatasetOptions): Promise<{ found: Found[]; problems: CaptionProblem[] }> {
  const found: Found[] = []
  const problems: CaptionProblem[] = []
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw readError(cause, folder)
  })
  const subfolders = entries
    .filter((entry) => entry.isDirectory() && /^\d+_/.test(entry.name))
    .map(({ name }) => ({ path: join(folder, name), repeats: Number.parseInt(name, 10) }))
    // kohya leaves folders with 0 repeats out.
    .filter((subfolder) => subfolder.repeats > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  for (const source of [{ path: folder, repeats }, ...subfolders]) {
    const names = (await readdir(source.path)).sort()
    const known = new Set(names)
    const table = await readCaptionTable(source.path, known)
    problems.push(...(table?.problems ?? []))
    for (const name of names.filter(isPicture)) {
      const caption = [captionExtension, '.txt', '.caption']
        .map((ending) => stemOf(name) + ending)
        .find((file) => known.has(file))
      found.push({
        path: join(source.path, name),
        folder: basename(source.path),
        repeats: source.repeats,
        captionFile: caption === undefined ? null : join(source.path, caption),
        table,
      })
    }
  }
  return { found, problems }
}

const isPicture = (name: string): boolean =>
  !name.startsWith('.') && pictureEndings.includes(extname(name).toLowerCase())
const stemOf = (path: string): string => basename(path, extname(path))

function subsetsOf(pictures: readonly DatasetPicture[]): Subset[] {
  const subsets = new Map<string, Subset>()
  for (const { path, folder, repeats } of pictures) {
    const known = subsets.get(dirname(path))
    const classWord = /^\d+_(.+)$/.exec(folder)?.[1]?.trim() ?? null
    subsets.set(dirname(path), { folder, repeats, classWord, count: (known?.count ?? 0) + 1 })
  }
  return [...subsets.values()]
}

function nothingLeft(folder: string, leftOut: readonly LeftOut[]): AppError {
  const message =
    leftOut.length === 0
      ? `There are no pictures in "${basename(folder)}".`
      : `None of the ${leftOut.length} pictures in "${basename(folder)}" can be learned from.`
  return new AppError('dataset/empty', message, {
    hint: 'Choose a folder with pictures, or with subfolders called like "10_name".',
    details: { folder, leftOut: leftOut.slice(0, 20) },
  })
}
