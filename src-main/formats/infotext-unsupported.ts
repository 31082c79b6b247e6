// What an infotext says that Lamina has no setting for: each key with its value,
// so that none of it is dropped in silence.
import type { NotRestored } from '../contract/said-settings.ts'
import { infotextDefaults } from './infotext-defaults.ts'
import type { Infotext } from './infotext.ts'
import { unsupported } from './taken-object.ts'

/** Keys that settings and the hashes of adapters and words are read from. */
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
  // Forge.
  ['Hires Module 1', 'Use same choices'],
  ['Diffusion in Low Bits', 'Automatic'],
  // SD.Next.
  ['Parser', 'a1111'],
])

/** In the order written; `NNNxMMM` is one value. */
export function unsupportedSettings({ parameters }: Pick<Infotext, 'parameters'>): NotRestored[] {
  return [...parameters].flatMap(([key, value]) => {
    if (used.has(key) || aboutThePicture.has(key)) return []
    const text = String(value)
    if (text === asHere.get(key) || text === String(infotextDefaults.get(key))) return []
    const base = key.replace(/-[12]$/, '')
    const [width, height] = [parameters.get(`${base}-1`), parameters.get(`${base}-2`)]
    if (base === key || width === undefined || height === undefined) return [unsupported(key, text)]
    return key.endsWith('-1') ? [unsupported(base, `${width}x${height}`)] : []
  })
}
