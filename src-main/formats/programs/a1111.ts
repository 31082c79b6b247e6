// What an infotext of A1111, Forge, SD.Next and others who write it says a picture was made with.
import type { NotRestored, SaidFile, SaidSettings } from '../../contract/said-settings.ts'
import { oldHabitKeys, withInfotextDefaults } from '../infotext-defaults.ts'
import { readNoise, readSampling } from '../infotext-names.ts'
import { unsupportedSettings } from '../infotext-unsupported.ts'
import type { Infotext } from '../infotext.ts'
import { asDigits, asNumber, unusable } from '../taken-object.ts'
import { inPlainInfotext, infotextSource, type InfotextSource } from './infotext-dialects.ts'
import { comfySampler, comfyScheduler, type Sampling } from './sampler-words.ts'

/** What SD.Next leaves out is what its samplers do by themselves, and no spacing of A1111's. */
const hasAutomaticSpacing: ReadonlySet<InfotextSource> = new Set(['a1111', 'forge', 'comfyui', 'lamina'])

export function saidByInfotext(
  infotext: Infotext,
  source: InfotextSource = infotextSource(infotext.parameters),
): SaidSettings {
  const written = { ...infotext, parameters: inPlainInfotext(source, infotext.parameters) }
  const whole = withInfotextDefaults(written, false)
  const { parameters } = whole
  const lost: NotRestored[] = []
  const text = (key: string): string | null => {
    const value = parameters.get(key)
    return value === undefined ? null : String(value)
  }
  function read<Value>(key: string, how: (text: string) => Value | null): Value | null {
    const said = text(key)
    const value = said === null ? null : how(said)
    if (said !== null && value === null) lost.push(unusable(key, said))
    return value
  }

  const steps = read('Steps', asNumber)
  const guidance = read('CFG scale', asNumber)
  const seed = read('Seed', asDigits)
  const clipSkip = read('Clip skip', asNumber)
  const noise = read('RNG', readNoise)
  const [width, height] = [asNumber(text('Size-1')), asNumber(text('Size-2'))]
  const label = text('Sampler')
  const spacing = hasAutomaticSpacing.has(source)
    ? text('Schedule type')
    : (infotext.parameters.get('Schedule type') ?? written.parameters.get('Schedule type') ?? null)
  const sampling = label === null ? null : samplingOf(label, spacing === null ? '' : String(spacing))
  if (label !== null && sampling?.sampler === null) lost.push(unusable('Sampler', label))
  else if (sampling?.scheduler === null && spacing !== null)
    lost.push(unusable('Schedule type', String(spacing)))
  const habits = oldHabitKeys
    .filter((key) => source === 'a1111' && whole.parameters.get(key) === true)
    .map((name): NotRestored => ({ name, value: text('Version') ?? '', why: 'habit' }))

  return {
    source,
    syntax: String(parameters.get('Parser') ?? '') === 'compel' ? 'compel' : 'a1111',
    prompt: infotext.prompt,
    negativePrompt: infotext.negativePrompt,
    model: file(text('Model'), text('Model hash')),
    vae: file(text('VAE'), text('VAE hash')),
    adapters: [],
    tagHashes: new Map(
      listed(text('Lora hashes')).flatMap(({ name, hash }) => (hash === '' ? [] : [[name, hash]])),
    ),
    embeddings: listed(text('TI hashes')),
    steps,
    sampler: sampling?.sampler ?? label,
    scheduler: sampling?.scheduler ?? (spacing === null ? null : String(spacing)),
    guidance,
    seed,
    size: width === null || height === null ? null : { width, height },
    clipSkip,
    noise,
    notRestored: [...lost, ...unsupportedSettings(written), ...habits],
  }
}

/** Those who write ComfyUI's settings as A1111 does keep its words for them. */
function samplingOf(label: string, spacing: string): Sampling {
  const { sampler, scheduler } = readSampling(label, spacing)
  return { sampler: sampler ?? comfySampler(label), scheduler: scheduler ?? comfyScheduler(spacing) }
}

function file(name: string | null, hash: string | null): SaidFile | null {
  return name === null && hash === null ? null : { name: name ?? '', hash: hash ?? '' }
}

/** `name: hash, name: hash`; what is no hash is left empty. */
function listed(written: string | null): SaidFile[] {
  return (written ?? '').split(',').flatMap((pair) => {
    const [name = '', hash = ''] = pair.split(':').map((piece) => piece.trim())
    return name === '' ? [] : [{ name, hash: /^[0-9a-f]{8,64}$/i.test(hash) ? hash.toLowerCase() : '' }]
  })
}
