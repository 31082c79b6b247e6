// A gallery of any number of pictures over the days of some years: rows whose files are one picture.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  generationRequestSchema,
  samplerNames,
  type PictureRecord,
} from '../../src-main/contract/generation.ts'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import { madeUpPng } from './made-up-png.ts'

const subjects = [
  'apple',
  'fox',
  'owl',
  'whale',
  'cactus',
  'tiger',
  'lion',
  'flower',
  'octopus',
  'strawberry',
]
const colours = ['red', 'blue', 'green', 'golden', 'grey', 'violet', 'white']
const places = ['on a wooden table', 'in the rain', 'under the sea', 'in a library', '赤い森の中', 'at night']
const sizes = [
  [512, 512],
  [512, 768],
  [768, 512],
  [1024, 1024],
  [832, 1216],
] as const
const apartMs = 20 * 60_000
const newest = new Date(2026, 10, 30, 12).getTime()

/** `files`: in turn, where the caller draws them as `0.png` and so on; else all are one. */
export function manyPictures(
  dataFolder: string,
  count: number,
  { files = 1 }: { files?: number } = {},
): void {
  const folder = join(dataFolder, 'pictures')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'one.png'),
    madeUpPng({ width: 64, height: 64, bits: 8, interlaced: false, whole: true }),
  )
  const database = openCatalog(join(dataFolder, 'catalog.sqlite'))
  const rows = Array.from({ length: count }, (_, index) => {
    const [width, height] = sizes[index % sizes.length]!
    return {
      id: `picture-${index}`,
      jobId: `job-${index}`,
      folder,
      fileName: files === 1 ? 'one.png' : `${index % files}.png`,
      width,
      height,
      createdAt: new Date(newest - (count - index) * apartMs).toISOString(),
      record: recordOf(index, width, height),
    }
  })
  database.pictures.addAll(rows)
  database.close()
}

/** Of the picture of that number. */
export function recordOf(index: number, width: number, height: number): PictureRecord {
  const of = <T>(list: readonly T[], by: number): T => list[Math.floor(index / by) % list.length]!
  const prompt = `${of(colours, 3)} ${of(subjects, 1)} ${of(places, 7)}, number ${index}, masterpiece, best quality`
  const adapter = index % 3 === 0 ? [`style-${index % 50}`] : []
  return {
    version: 1,
    application: 'Lamina 0.1.0',
    runtime: 'made up',
    device: 'cpu',
    request: generationRequestSchema.parse({
      model: 'model',
      prompt,
      negativePrompt: 'lowres, blurry, watermark',
      width,
      height,
      steps: 20 + (index % 10),
      guidance: 7,
      sampler: of(samplerNames, 2),
      scheduler: 'karras',
      seed: String(index),
    }),
    seed: String(index),
    index: 0,
    model: { name: `Model ${index % 12}`, sha256: (index % 12).toString(16).repeat(64), architecture: 'sd1' },
    vae: null,
    adapters: adapter.map((name) => ({
      name,
      kind: 'lora',
      weight: 0.8,
      textWeight: 0.8,
      matched: 192,
      unmatched: 0,
    })),
    steered: [],
    stepsDone: 20 + (index % 10),
    createdAt: new Date(newest).toISOString(),
  }
}
