// The pictures of a project as the wizard shows them: buckets, crops, captions, and what is left out and why.
import { isAbsolute, relative } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { readRecipe, type Recipe } from '../../contract/recipe.ts'
import type {
  ProjectLeftOut,
  ProjectPicture,
  ProjectPictures,
  StoredProject,
} from '../../contract/training-project.ts'
import { remark } from '../../messages/table.ts'
import { bucketFitter, cropPlan, type CropPlan, type Size } from '../../training/data/buckets.ts'
import {
  leastPictureSide,
  readDataset,
  type Dataset,
  type DatasetPicture,
} from '../../training/data/dataset.ts'
import { heldOutPictures } from '../../training/data/hold-out.ts'
import type { PictureReader } from './picture-reader.ts'
import type { OwnCaptions } from './project-store.ts'

/** A picture is called small when it is enlarged by more than this. */
const enlargedBy = 1.5

export type ShownPictures = {
  readonly shown: ProjectPictures
  /** By the last part of their thumbnails' addresses. */
  readonly files: ReadonlyMap<string, string>
}

/** Errors: `training/no-folder`, `recipe/invalid`, `file/…`. A folder without usable pictures gives an empty set. */
export async function readPictures(
  project: StoredProject,
  captions: OwnCaptions,
  reader: PictureReader,
): Promise<ShownPictures> {
  const { folder } = project.recipe.data
  if (folder === null || !isAbsolute(folder)) throw new AppError('training/no-folder')
  // Only what says how pictures are read is checked here; the rest of the recipe is the review's.
  const recipe = readRecipe({
    base: 'any',
    data: project.recipe.data,
    captions: project.recipe.captions ?? {},
    prior: { folder: project.recipe.prior?.folder ?? null },
  })
  const dataset = await readWhole(folder, recipe, reader)
  const byHand = new Set(project.leftOut)
  const taken = dataset.pictures.filter(({ path }) => !byHand.has(path))
  const kept = heldOutPictures(taken, recipe.data.holdOut, project.recipe.seed ?? recipe.seed)
  const fit = bucketFitter({ ...recipe.data.buckets, width: recipe.data.width, height: recipe.data.height })
  const files = new Map<string, string>()
  const addressOf = (path: string, kind: 'thumbnail' | 'picture'): string | null => {
    const version = reader.versionOf(path)
    if (version === null) return null
    files.set(version, path)
    return `/media/training/${project.id}/${kind}/${version}`
  }
  const alike = Map.groupBy(dataset.leftOut, ({ sameAs }) => sameAs)
  const pictures = taken.map((picture): ProjectPicture => {
    const plan = cropPlan(fit(picture))
    return {
      path: picture.path,
      name: relative(folder, picture.path),
      thumbnailUrl: addressOf(picture.path, 'thumbnail') ?? '',
      url: addressOf(picture.path, 'picture') ?? '',
      width: picture.width,
      height: picture.height,
      repeats: picture.repeats,
      bucket: plan.bucket,
      crop: cropOf(plan),
      enlarged: plan.resized.width > picture.width * enlargedBy,
      alike: alike.get(picture.path)?.length ?? 0,
      caption: captions[picture.path] ?? picture.caption,
      captionOnDisk: picture.caption,
      classWord: picture.classWord ?? recipe.captions.classWord,
      heldOut: kept.has(picture.sha256),
    }
  })
  const leftOut = [
    ...byReader(dataset),
    ...dataset.pictures.filter(({ path }) => byHand.has(path)).map(left),
  ].map(({ path, reason, why }): ProjectLeftOut => ({
    path,
    reason,
    why,
    name: relative(folder, path),
    thumbnailUrl: reason === 'unreadable' ? null : addressOf(path, 'thumbnail'),
  }))
  const shown = { folder, pictures, leftOut, captionProblems: [...dataset.captionProblems] }
  return { shown: { ...shown, buckets: bucketsOf(pictures) }, files }
}

type Left = Pick<ProjectLeftOut, 'path' | 'reason' | 'why'>
const byReader = ({ leftOut }: Dataset): readonly Left[] => leftOut
const left = ({ path }: DatasetPicture): Left => ({
  path,
  reason: 'by-hand',
  why: remark('dataset/by-hand'),
})

async function readWhole(
  folder: string,
  { data, captions, prior }: Recipe,
  reader: PictureReader,
): Promise<Dataset> {
  const reading = readDataset({
    folder,
    repeats: data.repeats,
    captionExtension: captions.extension,
    masks: data.masks,
    besides: prior.folder,
    leastSide: leastPictureSide,
    allowEmpty: true,
    read: (path) => reader.read(path),
  })
  for (;;) {
    const at = await reading.next()
    if (at.done) return at.value
  }
}

function cropOf({ bucket, resized, left: x, top: y }: CropPlan): ProjectPicture['crop'] {
  return {
    left: x / resized.width,
    top: y / resized.height,
    width: Math.min(1, bucket.width / resized.width),
    height: Math.min(1, bucket.height / resized.height),
  }
}

/** Largest area first. */
function bucketsOf(pictures: readonly ProjectPicture[]): ProjectPictures['buckets'] {
  const counts = new Map<string, Size & { count: number }>()
  for (const { bucket } of pictures) {
    const name = `${bucket.width}x${bucket.height}`
    counts.set(name, { ...bucket, count: (counts.get(name)?.count ?? 0) + 1 })
  }
  return [...counts.values()].sort((a, b) => b.width * b.height - a.width * a.height || b.width - a.width)
}
