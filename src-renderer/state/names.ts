// Samplers, schedulers and kinds of adapters, optimizers as people know them. Proper names: not translated.
import type { PictureSource } from '../../src-main/contract/picture-sources.ts'
import type { AdapterKind } from '../../src-main/contract/adapter.ts'
import type { OptimizerName } from '../../src-main/contract/recipe-steps.ts'
import type { SamplerName, SchedulerName } from '../../src-main/contract/generation.ts'

export const optimizerLabels: Record<OptimizerName, string> = {
  adamw: 'AdamW',
  lion: 'Lion',
  prodigy: 'Prodigy',
  adafactor: 'Adafactor',
}

export const samplerLabels: Record<SamplerName, string> = {
  euler: 'Euler',
  euler_ancestral: 'Euler a',
  heun: 'Heun',
  dpm_2: 'DPM2',
  dpm_2_ancestral: 'DPM2 a',
  lms: 'LMS',
  dpmpp_2s_ancestral: 'DPM++ 2S a',
  dpmpp_sde: 'DPM++ SDE',
  dpmpp_2m: 'DPM++ 2M',
  dpmpp_2m_sde: 'DPM++ 2M SDE',
  dpmpp_3m_sde: 'DPM++ 3M SDE',
  ddim: 'DDIM',
  uni_pc: 'UniPC',
  lcm: 'LCM',
}

export const schedulerLabels: Record<SchedulerName, string> = {
  normal: 'Normal',
  karras: 'Karras',
  exponential: 'Exponential',
  sgm_uniform: 'SGM uniform',
  simple: 'Simple',
  ddim_uniform: 'DDIM uniform',
  beta: 'Beta',
  kl_optimal: 'KL optimal',
}

export const adapterKindLabels: Record<AdapterKind, string> = {
  lora: 'LoRA',
  locon: 'LoCon',
  loha: 'LoHa',
  lokr: 'LoKr',
  full: 'Full',
  norm: 'Norm',
  ia3: 'IA³',
  glora: 'GLoRA',
  oft: 'OFT',
  boft: 'BOFT',
}

/** Programs that leave something beside a file. */
export const sidecarPrograms = {
  a1111: 'A1111',
  'lora-manager': 'Lora Manager',
  civitai: 'Civitai',
  'stability-matrix': 'StabilityMatrix',
} as const

export const hashLabels = { sha256: 'SHA-256', autoV3: 'AutoV3' } as const

/** Kinds of files besides adapters that have a proper name. */
export const fileKindLabels: Readonly<Record<string, string>> = {
  unet: 'UNet',
  vae: 'VAE',
  controlnet: 'ControlNet',
  't2i-adapter': 'T2I-Adapter',
  'ip-adapter': 'IP-Adapter',
}

/** `DoRA LoRA · 16`, with the smallest and the largest rank where they differ; null while it is not known. */
export function kindAndRank(adapter: {
  kind: AdapterKind | null
  dora: boolean
  ranks: readonly number[]
}): string | null {
  if (adapter.kind === null) return null
  const kind = adapterKindLabels[adapter.kind]
  const [least, most] = [Math.min(...adapter.ranks), Math.max(...adapter.ranks)]
  const rank = adapter.ranks.length === 0 ? '' : ` · ${least === most ? most : `${least}–${most}`}`
  return `${adapter.dora ? 'DoRA ' : ''}${kind}${rank}`
}

export const programLabels: Readonly<Record<PictureSource, string>> = {
  a1111: 'A1111',
  forge: 'Forge',
  comfyui: 'ComfyUI',
  fooocus: 'Fooocus',
  invokeai: 'InvokeAI',
  novelai: 'NovelAI',
  swarmui: 'SwarmUI',
  sdnext: 'SD.Next',
  lamina: 'Lamina',
}

/** What a file's numbers are called. */
export const numberTypeLabels = { f16: 'fp16', bf16: 'bf16', f32: 'fp32' } as const
/** Whose names the tensors of an adapter have. */
export const spellingLabels = {
  kohya: 'kohya, A1111, ComfyUI',
  peft: 'PEFT',
  diffusers: 'diffusers',
} as const
