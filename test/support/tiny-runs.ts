// Training runs on the tiny checkpoint, whole and in this process: what each left behind, ready to be compared.
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { checkedRecipe } from '../../src-main/contract/recipe-rules.ts'
import type { EngineTrainResult, TrainingNews } from '../../src-main/contract/training.ts'
import { createWorkshop } from '../../src-main/engine/workshop.ts'
import { openTensorFile } from '../../src-main/files/open-tensor-file.ts'
import { createTrainer } from '../../src-main/training/run/trainer.ts'
import { keepSessions } from './kept-sessions.ts'
import { writeTinyCheckpoint } from './tiny-checkpoint.ts'

/** Values by dotted field name; undefined takes a field out. */
export type Fields = Readonly<Record<string, unknown>>

export type TinyRun = {
  readonly result: EngineTrainResult
  readonly news: readonly TrainingNews[]
  readonly folder: string
  /** Of every adapter or embedding file, by name below the run's folder. */
  readonly files: ReadonlyMap<string, TinyFile>
  /** sha256 by name below the run's folder, pictures only. */
  readonly pictures: ReadonlyMap<string, string>
}
export type TinyFile = {
  readonly tensors: ReadonlyMap<string, { dtype: string; shape: readonly number[]; data: Float32Array }>
  readonly metadata: ReadonlyMap<string, string>
}

export type TinyRuns = {
  readonly folder: string
  readonly checkpoint: string
  readonly otherCheckpoint: string
  /** With two text encoders, as SDXL. */
  readonly xlCheckpoint: string
  /** The recipe all runs begin with, changed. */
  recipe(fields: Fields): unknown
  /** Once for the same recipe. */
  run(fields: Fields): Promise<TinyRun>
  close(): Promise<void>
}

export async function createTinyRuns(standard: (folder: string) => Fields): Promise<TinyRuns> {
  const folder = await mkdtemp(join(tmpdir(), 'lamina-tiny-'))
  const [checkpoint, otherCheckpoint, xlCheckpoint] = [
    await writeTinyCheckpoint(folder),
    await writeTinyCheckpoint(folder, 2),
    await writeTinyCheckpoint(folder, 1, 'sdxl'),
  ]
  const sessions = keepSessions()
  const workshop = createWorkshop()
  const done = new Map<string, Promise<TinyRun>>()
  let news: TrainingNews[] = []
  const trainer = createTrainer({ training: (_, told) => news.push(told) }, workshop)
  let count = 0

  const recipe = (fields: Fields): Record<string, unknown> =>
    withFields({}, { base: checkpoint, ...standard(folder), ...fields })

  async function train(asked: unknown): Promise<TinyRun> {
    count++
    const runFolder = join(folder, `run-${count}`)
    await mkdir(runFolder)
    news = []
    const result = await trainer.train({
      runId: `run-${count}`,
      recipe: checkedRecipe(asked),
      folder: runFolder,
      cacheFolder: join(folder, 'cache'),
      captions: null,
      leftOut: [],
      mode: 'start',
      device: 'cpu',
      baseName: 'tiny',
    })
    const names = (await readdir(runFolder, { recursive: true })).sort()
    const files = new Map<string, TinyFile>()
    for (const { path } of result.files) files.set(path.slice(runFolder.length + 1), await read(path))
    const pictures = new Map<string, string>()
    for (const name of names.filter((each) => each.endsWith('.png'))) {
      const pixels = await sharp(join(runFolder, name)).raw().toBuffer()
      pictures.set(name, createHash('sha256').update(pixels).digest('hex'))
    }
    return { result, news, folder: runFolder, files, pictures }
  }

  return {
    folder,
    checkpoint,
    otherCheckpoint,
    xlCheckpoint,
    recipe,
    run(fields) {
      const asked = recipe(fields)
      const key = JSON.stringify(asked)
      const known = done.get(key) ?? train(asked)
      done.set(key, known)
      return known
    },
    async close() {
      await workshop.unload()
      await sessions.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A copy with values set by dotted path. */
export function withFields(
  recipe: Readonly<Record<string, unknown>>,
  fields: Fields,
): Record<string, unknown> {
  const copy = structuredClone(recipe) as Record<string, unknown>
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.')
    let at = copy
    for (const name of names.slice(0, -1)) at = (at[name] ??= {}) as Record<string, unknown>
    if (value === undefined) Reflect.deleteProperty(at, names.at(-1)!)
    else at[names.at(-1)!] = structuredClone(value)
  }
  return copy
}

async function read(path: string): Promise<TinyFile> {
  const file = await openTensorFile(path)
  try {
    const tensors = new Map<string, { dtype: string; shape: readonly number[]; data: Float32Array }>()
    for (const [name, { dtype, shape }] of file.tensors)
      tensors.set(name, { dtype, shape, data: await file.read(name) })
    return { tensors, metadata: file.metadata }
  } finally {
    await file.close()
  }
}

export type TinyPicture = {
  readonly name: string
  readonly width: number
  readonly height: number
  /** By ending: `.txt` and others. */
  readonly captions?: Readonly<Record<string, string>>
  /** Transparent on the left half. */
  readonly alpha?: boolean
}

/** Blotches of colour, no two alike; the same name gives the same picture. */
export async function writeTinyPictures(folder: string, pictures: readonly TinyPicture[]): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const { name, width, height, captions = {}, alpha = false } of pictures) {
    const blotches = createHash('sha512').update(name).digest()
    const [across, down] = [4, 5]
    const picture = sharp(blotches.subarray(0, across * down * 3), {
      raw: { width: across, height: down, channels: 3 },
    }).resize(width, height, { fit: 'fill', kernel: 'cubic' })
    if (alpha) {
      const half = Buffer.from(
        Array.from({ length: width * height }, (_, at) => (at % width < width / 2 ? 0 : 255)),
      )
      picture.joinChannel(half, { raw: { width, height, channels: 1 } })
    }
    await picture.png().toFile(join(folder, `${name}.png`))
    for (const [ending, text] of Object.entries(captions)) await writeFile(join(folder, name + ending), text)
  }
  return folder
}

/** Light where it counts: the top half, or the bottom one. */
export async function writeTinyMask(folder: string, name: string, light: 'top' | 'bottom'): Promise<void> {
  await mkdir(folder, { recursive: true })
  const side = 96
  const rows = Buffer.from(
    Array.from({ length: side * side }, (_, at) => (at < (side * side) / 2 === (light === 'top') ? 255 : 0)),
  )
  await sharp(rows, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toFile(join(folder, `${name}.png`))
}
