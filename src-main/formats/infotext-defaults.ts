// What an infotext means by what it leaves out, and by the version that wrote it.
import type { Infotext, InfotextValue } from './infotext.ts'

const defaults: readonly (readonly [key: string, value: InfotextValue])[] = [
  ['Clip skip', '1'],
  ['Hires resize-1', 0],
  ['Hires resize-2', 0],
  ['Hires sampler', 'Use same sampler'],
  ['Hires schedule type', 'Use same scheduler'],
  ['Hires checkpoint', 'Use same checkpoint'],
  ['Hires prompt', ''],
  ['Hires negative prompt', ''],
  ['Mask mode', 'Inpaint masked'],
  ['Masked content', 'original'],
  ['Inpaint area', 'Whole picture'],
  ['Masked area padding', 32],
  ['RNG', 'GPU'],
  ['Schedule type', 'Automatic'],
  ['Schedule max sigma', 0],
  ['Schedule min sigma', 0],
  ['Schedule rho', 0],
  ['VAE Encoder', 'Full'],
  ['VAE Decoder', 'Full'],
  ['FP8 weight', 'Disable'],
  ['Refiner switch by sampling steps', false],
]

/** What a key says where it says nothing: to leave it out is the same. */
export const infotextDefaults: ReadonlyMap<string, InfotextValue> = new Map(defaults)

/** Versions count as major, minor, patch, commits since. */
type Version = readonly [number, number, number, number]

// AUTOMATIC1111, infotext_versions.py: what pictures of older versions need to come out the same.
const oldHabits: readonly {
  before: Version
  key: string
  applies: (infotext: Infotext) => boolean
}[] = [
  {
    before: [1, 6, 0, 0],
    key: 'Old prompt editing timelines',
    applies: ({ prompt }) => prompt.includes('['),
  },
  {
    before: [1, 6, 0, 0],
    key: 'Pad conds v0',
    applies: ({ parameters }) => ['DDIM', 'PLMS'].includes(String(parameters.get('Sampler'))),
  },
  { before: [1, 7, 0, 225], key: 'Downcast alphas_cumprod', applies: () => true },
  {
    before: [1, 8, 0, 0],
    key: 'Refiner switch by sampling steps',
    applies: ({ parameters }) => parameters.has('Refiner'),
  },
]

/** Keys that `withInfotextDefaults` adds as true for pictures of old versions. */
export const oldHabitKeys: readonly string[] = oldHabits.map(({ key }) => key)

/** `usesWeights`: whether a prompt holds attention syntax (the text folder knows). No version switches nothing. */
export function withInfotextDefaults(infotext: Infotext, usesWeights: boolean): Infotext {
  const parameters = new Map<string, InfotextValue>(infotext.parameters)
  for (const [key, value] of defaults) if (!parameters.has(key)) parameters.set(key, value)
  if (usesWeights && !parameters.has('Emphasis')) parameters.set('Emphasis', 'Original')
  if (parameters.get('FP8 weight') !== 'Disable' && !parameters.has('Cache FP16 weight for LoRA')) {
    parameters.set('Cache FP16 weight for LoRA', false)
  }
  const version = readVersion(parameters.get('Version'))
  for (const { before, key, applies } of version ? oldHabits : []) {
    if (version && isBefore(version, before) && applies(infotext)) parameters.set(key, true)
  }
  return { ...infotext, parameters }
}

function readVersion(written: InfotextValue | undefined): Version | null {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:-(\d+))?/.exec(String(written))
  return match && [Number(match[1]), Number(match[2]), Number(match[3] ?? 0), Number(match[4] ?? 0)]
}

function isBefore(version: Version, other: Version): boolean {
  const at = version.findIndex((part, index) => part !== other[index])
  return at !== -1 && (version[at] ?? 0) < (other[at] ?? 0)
}
