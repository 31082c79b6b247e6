// The names of a drawn node's values, which the editor keeps as a list: told by its inputs, else by what is known of its kind.
import { isRecord } from '../../base/is-record.ts'

/** What the editor does with a seed after each run stands behind it in the list. */
const controls: ReadonlySet<unknown> = new Set(['fixed', 'increment', 'decrement', 'randomize'])
const seeds: ReadonlySet<string> = new Set(['seed', 'noise_seed', 'value'])

const sampling = ['steps', 'cfg', 'sampler_name', 'scheduler']
const known: Readonly<Record<string, readonly string[]>> = {
  KSampler: ['seed', ...sampling, 'denoise'],
  KSamplerAdvanced: [
    'add_noise',
    'noise_seed',
    ...sampling,
    'start_at_step',
    'end_at_step',
    'return_with_leftover_noise',
  ],
  SamplerCustom: ['add_noise', 'noise_seed', 'cfg'],
  RandomNoise: ['noise_seed'],
  KSamplerSelect: ['sampler_name'],
  BasicScheduler: ['scheduler', 'steps', 'denoise'],
  KarrasScheduler: ['steps', 'sigma_max', 'sigma_min', 'rho'],
  ExponentialScheduler: ['steps', 'sigma_max', 'sigma_min'],
  CFGGuider: ['cfg'],
  FluxGuidance: ['guidance'],
  CLIPTextEncode: ['text'],
  CLIPTextEncodeFlux: ['clip_l', 't5xxl', 'guidance'],
  CLIPTextEncodeSDXL: [
    'width',
    'height',
    'crop_w',
    'crop_h',
    'target_width',
    'target_height',
    'text_g',
    'text_l',
  ],
  CLIPTextEncodeSDXLRefiner: ['ascore', 'width', 'height', 'text'],
  CLIPSetLastLayer: ['stop_at_clip_layer'],
  CheckpointLoaderSimple: ['ckpt_name'],
  CheckpointLoader: ['config_name', 'ckpt_name'],
  UNETLoader: ['unet_name', 'weight_dtype'],
  VAELoader: ['vae_name'],
  LoraLoader: ['lora_name', 'strength_model', 'strength_clip'],
  LoraLoaderModelOnly: ['lora_name', 'strength_model'],
  EmptyLatentImage: ['width', 'height', 'batch_size'],
  EmptySD3LatentImage: ['width', 'height', 'batch_size'],
  LatentUpscale: ['upscale_method', 'width', 'height', 'crop'],
  LatentUpscaleBy: ['upscale_method', 'scale_by'],
  ImageScale: ['upscale_method', 'width', 'height', 'crop'],
  ImageScaleBy: ['upscale_method', 'scale_by'],
  SaveImage: ['filename_prefix'],
  PrimitiveNode: ['value'],
  PrimitiveInt: ['value'],
  PrimitiveFloat: ['value'],
  PrimitiveString: ['value'],
  PrimitiveStringMultiline: ['value'],
  StringConcatenate: ['string_a', 'string_b', 'delimiter'],
  ControlNetApply: ['strength'],
  ControlNetApplyAdvanced: ['strength', 'start_percent', 'end_percent'],
  'KSampler (Efficient)': ['seed', ...sampling, 'denoise', 'preview_method', 'vae_decode'],
  'Efficient Loader': [
    ...['ckpt_name', 'vae_name', 'clip_skip', 'lora_name', 'lora_model_strength', 'lora_clip_strength'],
    ...['positive', 'negative', 'token_normalization', 'weight_interpretation'],
    ...['empty_latent_width', 'empty_latent_height', 'batch_size'],
  ],
  'CR LoRA Stack': [1, 2, 3].flatMap((row) => [
    `switch_${row}`,
    `lora_name_${row}`,
    `model_weight_${row}`,
    `clip_weight_${row}`,
  ]),
}

/** Those that cannot be named are left out. */
export function namedValues(node: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const values = node.widgets_values
  if (isRecord(values)) return new Map(Object.entries(values))
  if (!Array.isArray(values)) return new Map()
  const type = String(node.type)
  const rows = rowsOf(values as unknown[])
  if (rows.size > 0) return rows
  const inputs = Array.isArray(node.inputs) ? (node.inputs as unknown[]).filter(isRecord) : []
  const drawn = inputs.flatMap(({ widget, name }) =>
    isRecord(widget) && typeof name === 'string' ? [name] : [],
  )
  const byInputs = paired(drawn, values as unknown[])
  const byKind = Object.hasOwn(known, type) ? paired(known[type]!, values as unknown[]) : null
  return (byInputs.isWhole ? byInputs.values : byKind?.values) ?? byInputs.values
}

/** `isWhole`: as many values as names. */
function paired(
  names: readonly string[],
  values: readonly unknown[],
): { values: Map<string, unknown>; isWhole: boolean } {
  const found = new Map<string, unknown>()
  let at = 0
  for (const name of names) {
    if (at >= values.length) return { values: found, isWhole: false }
    found.set(name, values[at++])
    if (seeds.has(name) && controls.has(values[at])) at++
  }
  return { values: found, isWhole: at === values.length && names.length > 0 }
}

/** Loaders that keep a row of an adapter as one value (rgthree), or all rows as one list (LoraManager). */
function rowsOf(values: readonly unknown[]): Map<string, unknown> {
  const rows = new Map<string, unknown>()
  for (const value of values) {
    if (isRecord(value) && typeof value.lora === 'string') rows.set(`lora_${rows.size + 1}`, value)
    else if (Array.isArray(value) && value.some((item) => isRecord(item) && typeof item.name === 'string'))
      rows.set('loras', value)
  }
  return rows
}
