// What is in a folder of pictures: those to learn from with their captions, and those left out, each with a reason.
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { throwIfCancelled } from '../../base/cancel.ts'
import { AppError, reportError, type ErrorReport } from '../../base/errors.ts'
import { readPicture, type PictureFacts } from '../../files/picture.ts'
import { remark } from '../../messages/table.ts'
import { captionOfText, readCaptionFile, type CaptionProblem } from './caption-files.ts'
import { findPictures, type FoundPicture } from './find-pictures.ts'
import { likeness } from './likeness.ts'
import { isPicture, maskEnding, stemOf } from './picture-names.ts'

/** Where it is learned: light parts of a file, or what is opaque in the picture itself. */
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
  /** What a picture without a caption is called: its folder's name behind `N_`. */
  readonly classWord: string | null
  readonly mask: Mask | null
}

export const leftOutReasons = [
  'unreadable',
  'tiny',
  'animated',
  'odd-shape',
  'duplicate',
  'look-alike',
  'unsupported',
  'mask',
  'folder',
] as const
/** A file, or a folder whose pictures are all passed over. */
export type LeftOut = {
  readonly path: string
  readonly reason: (typeof leftOutReasons)[number]
  readonly why: ErrorReport
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
  /** A folder inside that is known to hold something else. */
  readonly besides?: string | null
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

const maskFolder = 'mask'

/** Longer than that to one side, hardly anything of a picture would be learned. */
const mostRatio = 6

/**
 * Reads every picture once, in the order of their paths. Nothing about one picture is fatal; `dataset/empty` or
 * `dataset/none-usable` when none is left (unless `allowEmpty`), `file/…` when the folder itself cannot be read.
 */
export async function* readDataset(options: DatasetOptions): AsyncGenerator<DatasetProgress, Dataset> {
  const { found, passedOver, problems } = await findPictures({
    ...options,
    isNotPictures: isNotPictures(options),
  })
  const pictures: DatasetPicture[] = []
  const leftOut: LeftOut[] = [...passedOver]
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
      leftOut.push({ path: file.path, reason: 'unreadable', why: reportError(error) })
      return null
    })
    if (facts === null) continue
    const fault = faultOf(facts, options.leastSide)
    const twin = hashes.get(facts.sha256)
    if (fault !== null) {
      leftOut.push({ path: file.path, ...fault })
    } else if (twin !== undefined) {
      const why = remark('dataset/duplicate', { name: basename(twin) })
      leftOut.push({ path: file.path, reason: 'duplicate', why, sameAs: twin })
    } else {
      const same = looks.find(facts.thumbnail, pictures.length)
      if (same !== null) {
        const sameAs = pictures[same]!.path
        const why = remark('dataset/look-alike', { name: basename(sameAs) })
        leftOut.push({ path: file.path, reason: 'look-alike', why, sameAs })
        continue
      }
      hashes.set(facts.sha256, file.path)
      const { caption, problem } = await captionOfPicture(file)
      if (problem !== null) captionProblems.push(problem)
      const mask = await maskOf(file.path, facts)
      const { path, folder, repeats, classWord } = file
      const { width, height, sha256 } = facts
      pictures.push({ path, folder, repeats, width, height, sha256, caption, classWord, mask })
    }
  }
  if (pictures.length === 0 && options.allowEmpty !== true) throw nothingLeft(options.folder, leftOut)
  return { pictures, subsets: subsetsOf(pictures), leftOut, captionProblems }
}

function faultOf(facts: PictureFacts, leastSide: number): Omit<LeftOut, 'path'> | null {
  const { width, height, pages } = facts
  if (pages > 1) return { reason: 'animated', why: remark('dataset/animated') }
  if (Math.min(width, height) < leastSide)
    return { reason: 'tiny', why: remark('dataset/tiny', { width, height, least: leastSide }) }
  if (Math.max(width / height, height / width) > mostRatio)
    return { reason: 'odd-shape', why: remark('dataset/odd-shape', { width, height }) }
  return null
}

/** Of folders among the pictures: whether one holds masks, or what the caller knows of. */
function isNotPictures({ masks, besides = null }: DatasetOptions): (path: string) => boolean {
  return (path) =>
    path === besides ||
    (masks.from === 'files' &&
      (masks.folder === null ? basename(path) === maskFolder : path === masks.folder))
}

async function captionOfPicture({
  captionFile,
  captionInTable,
}: FoundPicture): Promise<{ caption: string | null; problem: CaptionProblem | null }> {
  if (captionFile !== null) {
    const read = await readCaptionFile(captionFile)
    return 'text' in read
      ? { caption: captionOfText(read.text), problem: null }
      : { caption: null, problem: read }
  }
  return { caption: captionInTable, problem: null }
}

/**
 * Looks for masks; each folder is listed once. Where the recipe names no folder they lie in one called `mask` beside
 * the pictures, or among them as `name-masklabel.png`.
 */
function maskFinder({
  masks,
}: DatasetOptions): (path: string, facts: PictureFacts) => Promise<DatasetPicture['mask']> {
  const listed = new Map<string, Promise<ReadonlyMap<string, string>>>()
  return async (path, { hasAlpha }) => {
    if (masks.from === 'none') return null
    if (masks.from === 'alpha') return hasAlpha ? { from: 'alpha' } : null
    const stem = stemOf(path)
    const places: [folder: string, stem: string][] =
      masks.folder !== null
        ? [[masks.folder, stem]]
        : [
            [join(dirname(path), maskFolder), stem],
            [dirname(path), stem + stemOf(maskEnding)],
          ]
    for (const [folder, name] of places) {
      const files = listed.get(folder) ?? picturesByStem(folder)
      listed.set(folder, files)
      const mask = (await files).get(name.normalize('NFC'))
      if (mask !== undefined) return { from: 'file', path: mask }
    }
    return null
  }
}

/** Empty for a folder that is not there: its pictures have no masks. */
async function picturesByStem(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch(() => [])
  return new Map(names.filter(isPicture).map((name) => [stemOf(name).normalize('NFC'), join(folder, name)]))
}

function subsetsOf(pictures: readonly DatasetPicture[]): Subset[] {
  const subsets = new Map<string, Subset>()
  for (const { path, folder, repeats, classWord } of pictures) {
    const known = subsets.get(dirname(path))
    subsets.set(dirname(path), { folder, repeats, classWord, count: (known?.count ?? 0) + 1 })
  }
  return [...subsets.values()]
}

function nothingLeft(folder: string, leftOut: readonly LeftOut[]): AppError {
  const details = { folder, leftOut: leftOut.slice(0, 20) }
  const name = basename(folder)
  return leftOut.length === 0
    ? new AppError('dataset/empty', { folder: name }, { details })
    : new AppError('dataset/none-usable', { folder: name, count: leftOut.length }, { details })
}
