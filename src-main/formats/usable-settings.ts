// What of a picture's settings can be taken over as it is said: our words, within what Lamina can do.
import {
  limits,
  samplerNames,
  schedulerNames,
  seedSchema,
  type GenerationRequest,
} from '../contract/generation.ts'
import type { NotRestored, SaidSettings } from '../contract/said-settings.ts'
import { unusable } from './taken-object.ts'

type Setting =
  | 'prompt'
  | 'negativePrompt'
  | 'steps'
  | 'sampler'
  | 'scheduler'
  | 'guidance'
  | 'seed'
  | 'width'
  | 'height'
  | 'clipSkip'
  | 'noise'

export type UsableSettings = {
  readonly settings: Partial<Pick<GenerationRequest, Setting>>
  /** Everything that is said and is not among the settings, whoever found that. */
  readonly notRestored: readonly NotRestored[]
}

/** As it is called where a prompt is too long to be kept. */
export const longPromptNames: ReadonlySet<string> = new Set(['Prompt', 'Negative prompt'])

/** Names are A1111's, which everybody reads. Of a size, both sides or neither. */
export function usableSettings(said: SaidSettings): UsableSettings {
  const settings: UsableSettings['settings'] = {}
  const lost: NotRestored[] = []
  function take<Value>(name: string, value: Value | null, fits: boolean, set: (value: Value) => void): void {
    if (value === null) return
    if (fits) set(value)
    else lost.push(unusable(name, value))
  }

  const { prompt, negativePrompt, steps, guidance, seed, size, clipSkip } = said
  take('Prompt', prompt, fitsPrompt(prompt), (value) => (settings.prompt = value))
  take(
    'Negative prompt',
    negativePrompt,
    fitsPrompt(negativePrompt),
    (value) => (settings.negativePrompt = value),
  )
  take('Steps', steps, isWhole(steps, limits.steps), (value) => (settings.steps = value))
  take('CFG scale', guidance, isWithin(guidance, limits.guidance), (value) => (settings.guidance = value))
  take('Seed', seed, seedSchema.safeParse(seed).success, (value) => (settings.seed = value))
  take('Clip skip', clipSkip, isWhole(clipSkip, limits.clipSkip), (value) => (settings.clipSkip = value))
  if (size !== null) {
    if (isSide(size.width) && isSide(size.height)) Object.assign(settings, size)
    else lost.push(unusable('Size', `${size.width}x${size.height}`))
  }
  const sampler = samplerNames.find((name) => name === said.sampler)
  const scheduler = schedulerNames.find((name) => name === said.scheduler)
  if (sampler !== undefined) settings.sampler = sampler
  if (scheduler !== undefined) settings.scheduler = scheduler
  if (said.noise !== null) settings.noise = said.noise
  return { settings, notRestored: [...lost, ...said.notRestored] }
}

type Range = { readonly min: number; readonly max: number }

function fitsPrompt(prompt: string): boolean {
  return prompt.length <= limits.promptLength
}

function isWithin(value: number | null, { min, max }: Range): boolean {
  return value !== null && value >= min && value <= max
}

function isWhole(value: number | null, range: Range): boolean {
  return Number.isInteger(value) && isWithin(value, range)
}

function isSide(value: number): boolean {
  return isWhole(value, limits.size) && value % limits.size.multipleOf === 0
}
