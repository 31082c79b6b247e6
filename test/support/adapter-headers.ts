// Adapter files as people have them by the thousand: true tables of contents, words of trainers, and no bytes behind them.
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { publishedModules } from '../../src-main/adapters/reading/base-modules.ts'
import { roleOf } from '../../src-main/architectures/families/component.ts'
import { planSafetensors, type TensorSpec } from '../../src-main/formats/safetensors-writer.ts'
import { families } from './families.ts'
import { madeUpShapes, usualModules, type MadeUpAdapter } from './made-up-adapter.ts'

type Training = Omit<MadeUpAdapter, 'rank' | 'base'> & {
  readonly family: 'sd1' | 'sdxl'
  /** Parts of a denoiser's paths that are trained; all of them without it. */
  readonly blocks?: RegExp
  readonly encoder?: boolean
  readonly share: number
}

/** What is trained, as often as people do; headers of 5 to 150 kB. */
const trainings: readonly Training[] = [
  { family: 'sd1', encoder: true, share: 20 },
  { family: 'sd1', share: 15 },
  { family: 'sd1', kind: 'locon', share: 5 },
  { family: 'sd1', kind: 'loha', share: 6 },
  { family: 'sd1', kind: 'lokr', encoder: true, share: 4 },
  { family: 'sd1', dialect: 'diffusers', share: 10 },
  { family: 'sd1', blocks: /attn2/, share: 10 },
  { family: 'sd1', blocks: /mid_block/, share: 5 },
  { family: 'sdxl', dialect: 'diffusers', blocks: /attn[12]/, share: 10 },
  { family: 'sdxl', blocks: /attn2\.to_[kv]/, share: 5 },
  { family: 'sdxl', blocks: /up_blocks\.0\.attentions\.1/, share: 10 },
]
const ranks = [4, 8, 16, 32, 64, 128]
const dtypes = ['f16', 'bf16', 'f32'] as const

type Table = ReadonlyMap<string, TensorSpec>

function tableOf({ family, blocks, encoder = false, ...adapter }: Training, rank: number, at: number): Table {
  const base = publishedModules(families[family])
  const usual = usualModules(adapter.kind ?? 'lora')
  const shapes = madeUpShapes({
    ...adapter,
    base,
    rank,
    modules: (component, module) =>
      usual(component, module) &&
      (roleOf(component) === 'denoiser' ? (blocks?.test(module.path) ?? true) : encoder),
  })
  const dtype = dtypes[at % dtypes.length]!
  return new Map([...shapes].map(([name, { shape }]) => [name, { dtype, shape }]))
}

/** Numbers that look drawn by chance and are the same at every run. */
function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** As kohya's trainer writes them: the tags of the captions are by far the longest. */
function metadataOf(index: number, { family, kind, dialect }: Training, rank: number): Map<string, string> {
  if (dialect === 'diffusers') return new Map([['format', 'pt']])
  const random = chance(index)
  const tags = Array.from({ length: 20 + Math.floor(500 * random() ** 3) }, (_, at) => [
    `${['long', 'red', 'open', 'looking at', 'holding', 'night'][at % 6]} ${Math.floor(random() * 5000)}`,
    Math.ceil(200 * random() ** 4),
  ])
  return new Map(
    Object.entries({
      ss_output_name: `style-${index}`,
      ss_base_model_version: family === 'sd1' ? 'sd_v1' : 'sdxl_base_v1-0',
      ss_sd_model_name: `base-${index % 40}.safetensors`,
      ss_sd_model_hash: (index % 40).toString(16).padStart(8, '0'),
      ss_network_module: kind === undefined ? 'networks.lora' : 'lycoris.kohya',
      ss_network_dim: String(rank),
      ss_network_alpha: String(rank),
      ss_training_comment: 'None',
      ss_seed: String(index),
      ss_epoch: '10',
      ss_tag_frequency: JSON.stringify({ [`10_style ${index}`]: Object.fromEntries(tags) }),
      ss_bucket_info: JSON.stringify({
        buckets: Object.fromEntries(
          Array.from({ length: 12 }, (_, at) => [at, { resolution: [512 + 64 * at, 512], count: at }]),
        ),
      }),
      sshs_model_hash: chanceDigits(random),
      sshs_legacy_hash: (index * 7919).toString(16).padStart(8, '0').slice(-8),
    }),
  )
}

const chanceDigits = (random: () => number): string =>
  Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('')

/** One of a hundred training settings for each file, or another set of modules for each. */
export type Variety = 'usual' | 'each'

/** Writes them into the folder; resolves to their paths. Their tensors are holes: a disk has no such bytes. */
export function writeAdapterHeaders(folder: string, count: number, variety: Variety = 'usual'): string[] {
  const tables = new Map<string, Table>()
  const wheel = trainings.flatMap((training) => Array.from({ length: training.share }, () => training))
  return Array.from({ length: count }, (_, index) => {
    const training = wheel[(index * 37) % wheel.length]!
    const random = chance(index + 77)
    random()
    const rank = ranks[Math.floor(random() * ranks.length)]!
    const type = Math.floor(random() * dtypes.length)
    const key = `${wheel.indexOf(training)} ${rank} ${type}`
    const known = tables.get(key) ?? tableOf(training, rank, type)
    tables.set(key, known)
    const entries = [...known]
    // A module more or less is another table.
    const cut = variety === 'each' ? entries.length - 3 * Math.floor(random() * 30) : entries.length
    const start = variety === 'each' ? 3 * (index % 50) : 0
    const table = variety === 'each' ? new Map(entries.slice(start, Math.max(cut, start + 30))) : known
    const path = join(folder, `style-${index}.safetensors`)
    const { header, sizeBytes } = planSafetensors(table, metadataOf(index, training, rank))
    const file = openSync(path, 'w')
    writeSync(file, header)
    ftruncateSync(file, sizeBytes)
    closeSync(file)
    return path
  })
}
