// How a diffusers folder is laid out: its components, their settings, and the names their weights can have.

export type DiffusersComponent = {
  /** The folder, and the prefix of the names: `unet.`. */
  readonly name: string
  /** Without ending: `diffusion_pytorch_model`. */
  readonly stems: readonly string[]
}

const networkStems = ['diffusion_pytorch_model']
const textStems = ['model', 'pytorch_model']

export const diffusersComponents: readonly DiffusersComponent[] = [
  { name: 'unet', stems: networkStems },
  { name: 'vae', stems: networkStems },
  { name: 'text_encoder', stems: textStems },
  { name: 'text_encoder_2', stems: textStems },
]

/** Kept as metadata under their own paths. */
export const diffusersConfigs = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  ...diffusersComponents.map(({ name }) => `${name}/config.json`),
]

/** The same weights in other numbers, best first. Variants of other names are other weights. */
const precisions = ['', 'fp32', 'fp16', 'bf16']
/** As training left them, without the average over its steps: a picture is to be made with the others. */
const lastVariant = 'non_ema'

/** `stem.variant.safetensors`, and the index of shards in each of its spellings. */
const weightsName = /^([\w-]+)(?:\.([\w.-]+?))?\.(safetensors|bin)(\.index(?:\.([\w.-]+?))?\.json)?$/
const shard = /-\d+-of-\d+$/

/** The usual weights before other variants, safetensors before pickle, full precision first, one file before shards. */
export function chooseWeights({ stems }: DiffusersComponent, files: readonly string[]): string | undefined {
  const candidates = files.flatMap((name) => {
    const [, stem = '', before = '', format = '', index, after = ''] = weightsName.exec(name) ?? []
    if (!stems.includes(stem) || shard.test(before)) return []
    const variant = before === '' ? after : before
    const precision = precisions.indexOf(variant)
    const content = precision >= 0 ? 0 : variant === lastVariant ? 2 : 1
    const rank = [
      content,
      format === 'bin' ? 1 : 0,
      precision,
      index === undefined ? 0 : 1,
      stems.indexOf(stem),
    ]
    return [{ name, rank }]
  })
  candidates.sort((a, b) => compareRanks(a.rank, b.rank) || (a.name < b.name ? -1 : 1))
  return candidates[0]?.name
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((value, index) => value !== b[index])
  return (a[place] ?? 0) - (b[place] ?? 0)
}

const weightEndings = /\.(safetensors|bin|ckpt|pth?|msgpack|h5|onnx|gguf|xml)$/i

/** Files of a component's folder that are weights of some kind. */
export function weightFiles(files: readonly string[]): string[] {
  return files.filter((name) => weightEndings.test(name))
}

/** What a `model_index.json` lists: the pipeline's name, and its components. */
export function readModelIndex(text: string | undefined): { pipeline: string | null; components: string[] } {
  const index = parsed(text)
  if (typeof index !== 'object' || index === null) return { pipeline: null, components: [] }
  const pipeline = '_class_name' in index && typeof index._class_name === 'string' ? index._class_name : null
  return { pipeline, components: Object.keys(index).filter((name) => !name.startsWith('_')) }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
