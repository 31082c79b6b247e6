// Our names for samplers, schedulers and noise, and what A1111 calls them.
import type { NoiseSourceName, SamplerName, SchedulerName } from '../contract/generation.ts'

/** `automatic`: the spacing A1111 uses for the sampler when "Schedule type" is Automatic or missing. */
export const samplerLabels = {
  euler: { label: 'Euler', automatic: 'normal' },
  euler_ancestral: { label: 'Euler a', automatic: 'normal' },
  heun: { label: 'Heun', automatic: 'normal' },
  dpm_2: { label: 'DPM2', automatic: 'karras' },
  dpm_2_ancestral: { label: 'DPM2 a', automatic: 'karras' },
  lms: { label: 'LMS', automatic: 'normal' },
  dpmpp_2s_ancestral: { label: 'DPM++ 2S a', automatic: 'karras' },
  dpmpp_sde: { label: 'DPM++ SDE', automatic: 'karras' },
  dpmpp_2m: { label: 'DPM++ 2M', automatic: 'karras' },
  dpmpp_2m_sde: { label: 'DPM++ 2M SDE', automatic: 'exponential' },
  dpmpp_3m_sde: { label: 'DPM++ 3M SDE', automatic: 'exponential' },
  ddim: { label: 'DDIM', automatic: 'ddim_uniform' },
  uni_pc: { label: 'UniPC', automatic: 'normal' },
  lcm: { label: 'LCM', automatic: 'normal' },
} as const satisfies Record<SamplerName, { label: string; automatic: SchedulerName }>

export const schedulerLabels = {
  normal: 'Normal',
  karras: 'Karras',
  exponential: 'Exponential',
  sgm_uniform: 'SGM Uniform',
  simple: 'Simple',
  ddim_uniform: 'DDIM',
  beta: 'Beta',
  kl_optimal: 'KL Optimal',
} as const satisfies Record<SchedulerName, string>

/** Other spellings that mean the same. */
const schedulerSynonyms: Readonly<Record<string, SchedulerName>> = {
  uniform: 'normal',
  sgmuniform: 'sgm_uniform',
}

/** A1111 leaves RNG out for noise made on the GPU, which is Philox. */
export const noiseLabels = { cpu: 'CPU', nv: 'NV' } as const satisfies Record<NoiseSourceName, string>
const noiseByLabel: ReadonlyMap<string, NoiseSourceName> = new Map([
  ['CPU', 'cpu'],
  ['NV', 'nv'],
  ['GPU', 'nv'],
])

const samplerByLabel = new Map(
  (Object.keys(samplerLabels) as SamplerName[]).map((name) => [
    samplerLabels[name].label.toLowerCase(),
    name,
  ]),
)
const schedulerByLabel = new Map([
  ...(Object.keys(schedulerLabels) as SchedulerName[]).map((name): [string, SchedulerName] => [
    schedulerLabels[name].toLowerCase(),
    name,
  ]),
  ...Object.entries(schedulerSynonyms),
])

/**
 * "DPM++ 2M" with "Karras", or as A1111 wrote it before 1.9, "DPM++ 2M Karras". Null where we have no such sampler or
 * spacing.
 */
export function readSampling(
  samplerLabel: string,
  scheduleType: string,
): { sampler: SamplerName | null; scheduler: SchedulerName | null } {
  const written = samplerLabel.trim().toLowerCase()
  const old = /^(.*) (karras|exponential)$/.exec(written)
  const sampler = samplerByLabel.get(written) ?? samplerByLabel.get(old?.[1] ?? '') ?? null
  const inName = samplerByLabel.has(written) ? undefined : old?.[2]
  const type = inName ?? scheduleType.trim().toLowerCase()
  const scheduler =
    type === 'automatic' ? sampler && samplerLabels[sampler].automatic : (schedulerByLabel.get(type) ?? null)
  return { sampler, scheduler }
}

export function readNoise(label: string): NoiseSourceName | null {
  return noiseByLabel.get(label) ?? null
}
