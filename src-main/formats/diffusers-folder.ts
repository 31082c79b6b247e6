// How a diffusers folder is laid out: its components, and the names their weights can have.

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

/** Best first: full precision before fp16, safetensors before pickle, one file before shards. */
const endings = [
  '.safetensors',
  '.safetensors.index.json',
  '.fp16.safetensors',
  '.safetensors.index.fp16.json',
  '.fp16.safetensors.index.json',
  '.bin',
  '.fp16.bin',
]

/** The file to read of those in a component's folder; undefined when there is none. */
export function chooseWeights(component: DiffusersComponent, files: readonly string[]): string | undefined {
  const candidates = endings.flatMap((ending) => component.stems.map((stem) => stem + ending))
  return candidates.find((candidate) => files.includes(candidate))
}

/** Kept as metadata under their own paths. */
export const diffusersConfigs = [
  'model_index.json',
  'scheduler/scheduler_config.json',
  ...diffusersComponents.map(({ name }) => `${name}/config.json`),
]

/** What single-file checkpoints write for the same choice, so that one key answers for both. */
export function predictionTypeOf(schedulerConfig: string): 'epsilon' | 'v' | undefined {
  let config: unknown
  try {
    config = JSON.parse(schedulerConfig)
  } catch {
    return undefined
  }
  if (typeof config !== 'object' || config === null || !('prediction_type' in config)) return undefined
  if (config.prediction_type === 'v_prediction') return 'v'
  return config.prediction_type === 'epsilon' ? 'epsilon' : undefined
}
