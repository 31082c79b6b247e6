// The pictures of a run, found once and written down: a resumed run goes on with the very same.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../base/errors.ts'
import type { Recipe } from '../../../contract/recipe.ts'
import { runFiles } from '../../../contract/training.ts'
import type { EngineMeasureCall, TrainingProgress } from '../../../contract/training.ts'
import { writeFileAtomically } from '../../../files/atomic-write.ts'
import { readError, systemCode } from '../../../files/system-error.ts'
import { bucketFitter, type Fit } from '../../data/buckets.ts'
import {
  leastPictureSide,
  readDataset,
  type Dataset,
  type DatasetPicture,
  type Subset,
} from '../../data/dataset.ts'
import { heldOutPictures } from '../../data/hold-out.ts'
import { classRepeats, picturesPerEpoch } from '../../order.ts'
import type { Notices } from '../left/notices.ts'

export type RunPicture = DatasetPicture & {
  readonly fit: Fit
  /** Of the class, so that it is not forgotten; it counts `prior.weight`. */
  readonly isClass: boolean
}

export type PictureSet = {
  readonly version: 1
  /** Those learned from and, behind them, those of the class. */
  readonly training: readonly RunPicture[]
  readonly heldOut: readonly RunPicture[]
  readonly subsets: readonly Subset[]
  readonly classSubsets: readonly Subset[]
}

/** How far the reading is, between two pictures. */
type Reading<Result> = AsyncGenerator<TrainingProgress, Result>

/** `classFolder`: pictures of the class, all made. Errors: `dataset/empty`, `training/no-pictures`, `file/…`. */
export async function* findPictures(
  call: Pick<EngineMeasureCall, 'recipe' | 'captions' | 'leftOut'>,
  classFolder: string | null,
  notices: Notices,
): Reading<PictureSet> {
  const { recipe } = call
  const { data, seed } = recipe
  const fit = bucketFitter({ ...data.buckets, width: data.width, height: data.height })
  const dataset = yield* read(recipe, data.folder, data.repeats, data.masks)
  tell(dataset, notices)
  const byHand = new Set(call.leftOut)
  const own = dataset.pictures
    .filter(({ path }) => !byHand.has(path))
    .map((picture): RunPicture => {
      const caption = call.captions?.[picture.path] ?? picture.caption
      return { ...picture, caption, fit: fit(picture), isClass: false }
    })
  if (own.length === 0) throw new AppError('training/all-left-out')
  const kept = heldOutPictures(own, data.holdOut, seed)
  const training = own.filter(({ sha256 }) => !kept.has(sha256))
  const classes = classFolder === null ? null : yield* read(recipe, classFolder, 1, noMasks)
  if (classes !== null) tell(classes, notices)
  return {
    version: 1,
    training: [...training, ...classPictures(classes, training, fit)],
    heldOut: own.filter(({ sha256 }) => kept.has(sha256)),
    subsets: dataset.subsets,
    classSubsets: classes?.subsets ?? [],
  }
}

function tell({ leftOut, captionProblems }: Dataset, notices: Notices): void {
  for (const { path, why } of [...leftOut, ...captionProblems]) notices.add({ ...why, path })
}

const noMasks = { from: 'none', folder: null } as const

async function* read(
  { captions, prior }: Recipe,
  folder: string,
  repeats: number,
  masks: Recipe['data']['masks'] | typeof noMasks,
): Reading<Dataset> {
  const reading = readDataset({
    folder,
    repeats,
    captionExtension: captions.extension,
    masks,
    besides: prior.folder,
    leastSide: leastPictureSide,
  })
  for (;;) {
    const at = await reading.next()
    if (at.done) return at.value
    yield { phase: 'pictures', done: at.value.done, total: at.value.total, secondsLeft: null }
  }
}

/** As many of them in an epoch as of the others; those that rest are left out. */
function classPictures(
  classes: Dataset | null,
  training: readonly RunPicture[],
  fit: (picture: DatasetPicture) => Fit,
): RunPicture[] {
  if (classes === null) return []
  const { pictures } = classes
  const repeats = classRepeats(
    picturesPerEpoch(training),
    pictures.map((picture) => picture.repeats),
  )
  return pictures.flatMap((picture, index) =>
    repeats[index] === 0
      ? []
      : [{ ...picture, repeats: repeats[index]!, mask: null, fit: fit(picture), isClass: true }],
  )
}

/** Written beside the state; the hash goes into the state, which belongs to these pictures alone. */
export async function writePictureSet(folder: string, set: PictureSet): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(set, null, 1))
  await writeFileAtomically(join(folder, runFiles.pictures), bytes)
  return sha256(bytes)
}

/** Errors: `training/damaged-state` where it is not what the hash says. */
export async function readPictureSet(folder: string, hash: string): Promise<PictureSet> {
  const path = join(folder, runFiles.pictures)
  const bytes = await readFile(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return new Uint8Array(0)
    throw readError(cause, path)
  })
  if (sha256(bytes) !== hash)
    throw new AppError('training/damaged-state', { what: 'pictures' }, { details: { path } })
  return JSON.parse(new TextDecoder().decode(bytes)) as PictureSet
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
