// What other programs than A1111 call samplers and the spacing of their steps, in our words.
import {
  samplerNames,
  schedulerNames,
  type SamplerName,
  type SchedulerName,
} from '../../contract/generation.ts'

export type Sampling = { readonly sampler: SamplerName | null; readonly scheduler: SchedulerName | null }

const samplers: ReadonlySet<string> = new Set(samplerNames)
const schedulers: ReadonlySet<string> = new Set(schedulerNames)

/**
 * ComfyUI's words are ours, `sample_` before them in early 2023; `_gpu` says where the noise of an SDE is made, not what
 * is made of it.
 */
export function comfySampler(written: string): SamplerName | null {
  const name = written.replace(/^sample_/, '').replace(/_gpu$/, '')
  return samplers.has(name) ? (name as SamplerName) : null
}

export function comfyScheduler(written: string): SchedulerName | null {
  return schedulers.has(written) ? (written as SchedulerName) : null
}

/** InvokeAI 3 and later (diffusers); `_k` behind a name is Karras. What is not here has no equal. */
const invokeSamplers: Readonly<Record<string, SamplerName>> = {
  euler: 'euler',
  euler_a: 'euler_ancestral',
  heun: 'heun',
  kdpm_2: 'dpm_2',
  kdpm_2_a: 'dpm_2_ancestral',
  lms: 'lms',
  dpmpp_2m: 'dpmpp_2m',
  dpmpp_2m_sde: 'dpmpp_2m_sde',
  dpmpp_sde: 'dpmpp_sde',
  ddim: 'ddim',
  unipc: 'uni_pc',
  lcm: 'lcm',
}

/** InvokeAI 2 (k-diffusion), whose spacing went by the number of steps: it is not said. */
const oldInvokeSamplers: Readonly<Record<string, SamplerName>> = {
  k_euler: 'euler',
  k_euler_a: 'euler_ancestral',
  k_heun: 'heun',
  k_lms: 'lms',
  k_dpm_2: 'dpm_2',
  k_dpm_2_a: 'dpm_2_ancestral',
  k_dpmpp_2: 'dpmpp_2m',
  k_dpmpp_2_a: 'dpmpp_2s_ancestral',
}

export function invokeSampling(written: string): Sampling {
  const old = wordIn(oldInvokeSamplers, written)
  if (old !== null) return { sampler: old, scheduler: null }
  const sampler = wordIn(invokeSamplers, written.replace(/_k$/, ''))
  if (sampler === null) return { sampler, scheduler: null }
  if (sampler === 'ddim') return { sampler, scheduler: 'ddim_uniform' }
  return { sampler, scheduler: written.endsWith('_k') ? 'karras' : 'normal' }
}

const novelSamplers: Readonly<Record<string, SamplerName>> = {
  k_euler: 'euler',
  k_euler_ancestral: 'euler_ancestral',
  k_heun: 'heun',
  k_lms: 'lms',
  k_dpm_2: 'dpm_2',
  k_dpm_2_ancestral: 'dpm_2_ancestral',
  k_dpmpp_2s_ancestral: 'dpmpp_2s_ancestral',
  k_dpmpp_2m: 'dpmpp_2m',
  k_dpmpp_2m_sde: 'dpmpp_2m_sde',
  k_dpmpp_sde: 'dpmpp_sde',
  ddim: 'ddim',
  ddim_v3: 'ddim',
}

export function novelSampler(written: string): SamplerName | null {
  return wordIn(novelSamplers, written)
}

const novelSchedulers: Readonly<Record<string, SchedulerName>> = {
  native: 'normal',
  karras: 'karras',
  exponential: 'exponential',
}

export function novelScheduler(written: string): SchedulerName | null {
  return wordIn(novelSchedulers, written)
}

function wordIn<Word>(words: Readonly<Record<string, Word>>, written: string): Word | null {
  return Object.hasOwn(words, written) ? words[written]! : null
}
