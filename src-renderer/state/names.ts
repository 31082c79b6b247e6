// Samplers, schedulers and kinds of adapters as people know them. Proper names: not translated.
import type { AdapterKind } from '../../src-main/contract/adapter.ts'
import type { SamplerName, SchedulerName } from '../../src-main/contract/generation.ts'

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
