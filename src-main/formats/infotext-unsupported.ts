// What an infotext says that Lamina has no setting for: each key with its value,
// so that none of it is dropped in silence.
import { infotextDefaults } from './infotext-defaults.ts'
import type { Infotext } from './infotext.ts'

/** Keys that `settingsOfInfotext` and the hashes of adapters and words are read from. */
const used: ReadonlySet<string> = new Set([
  'Steps',
  'Sampler',
  'Schedule type',
  'CFG scale',
  'Seed',
  'Size-1',
  'Size-2',
  'Model',
  'Model hash',
  'VAE',
  'VAE hash',
  'Clip skip',
  'RNG',
  'Lora hashes',
  'TI hashes',
])

/** Who made it and when. */
const aboutThePicture: ReadonlySet<string> = new Set(['Version', 'User', 'Created Date'])

/** Values that are what Lamina does anyway, besides those that say nothing. */
const asHere: ReadonlyMap<string, string> = new Map([
  ['Emphasis', 'Original'],
  ['Noise Schedule', 'Default'],
  ['Tiling', 'False'],
  ['Pad conds', 'False'],
])

/** As `key: value`, in the order written; `NNNxMMM` is one value. */
export function unsupportedSettings({ parameters }: Infotext): string[] {
  return [...parameters].flatMap(([key, value]) => {
    if (used.has(key) || aboutThePicture.has(key)) return []
    const text = String(value)
    if (text === asHere.get(key) || text === String(infotextDefaults.get(key))) return []
    const base = key.replace(/-[12]$/, '')
    const [width, height] = [parameters.get(`${base}-1`), parameters.get(`${base}-2`)]
    if (base === key || width === undefined || height === undefined) return [`${key}: ${text}`]
    return key.endsWith('-1') ? [`${base}: ${width}x${height}`] : []
  })
}
