// Programs that write A1111's infotext in a dialect of their own: how each is told, and its keys as A1111 would write them.
import type { PictureSource } from '../../contract/picture-sources.ts'
import type { InfotextValue } from '../infotext.ts'

export type Parameters = ReadonlyMap<string, InfotextValue>

export type InfotextSource = Extract<
  PictureSource,
  'a1111' | 'forge' | 'sdnext' | 'fooocus' | 'comfyui' | 'lamina'
>

/** By what it writes of itself; A1111 where nothing says otherwise. */
export function infotextSource(parameters: Parameters): InfotextSource {
  const version = String(parameters.get('Version') ?? '')
  if (version.startsWith('Lamina ')) return 'lamina'
  if (/^fooocus\b/i.test(version)) return 'fooocus'
  if (/comfyui/i.test(version)) return 'comfyui'
  if (/sd\.next/i.test(String(parameters.get('App') ?? ''))) return 'sdnext'
  // Before it called itself by name.
  if (parameters.has('Pipeline') && (parameters.has('Operations') || parameters.has('Backend')))
    return 'sdnext'
  // Forge and what grew from it count on from "f": f2.0.1v1.10.1-previous-669-g…
  return /^f\d|forge|^neo\b/i.test(version) ? 'forge' : 'a1111'
}

/** The same settings under A1111's keys. */
export function inPlainInfotext(source: InfotextSource, parameters: Parameters): Parameters {
  if (source === 'forge') return plainForge(parameters)
  if (source === 'sdnext') return plainSdNext(parameters)
  return parameters
}

/** Forge loads VAE and text encoders as modules: where it names but one, that is the VAE. */
function plainForge(parameters: Parameters): Parameters {
  const plain = new Map(parameters)
  const vae = parameters.get('Module 1')
  if (vae === undefined || parameters.has('Module 2') || parameters.has('VAE')) return plain
  plain.delete('Module 1')
  return plain.set('VAE', vae)
}

/** SD.Next calls samplers as diffusers does, and says their spacing as the kind of their sigmas. */
const sdNextSamplers: Readonly<Record<string, string>> = {
  LMSD: 'LMS',
  KDPM2: 'DPM2',
  'KDPM2 a': 'DPM2 a',
  'DPM SDE': 'DPM++ SDE',
}
const sdNextSigmas: Readonly<Record<string, string>> = {
  karras: 'Karras',
  exponential: 'Exponential',
  betas: 'Beta',
  beta: 'Beta',
}
const plainPipelines: ReadonlySet<string> = new Set(['StableDiffusionPipeline', 'StableDiffusionXLPipeline'])

function plainSdNext(parameters: Parameters): Parameters {
  const plain = new Map(parameters)
  const sampler = String(parameters.get('Sampler') ?? '')
  if (Object.hasOwn(sdNextSamplers, sampler)) plain.set('Sampler', sdNextSamplers[sampler]!)
  const sigmas = String(parameters.get('Sampler sigma') ?? '')
  if (Object.hasOwn(sdNextSigmas, sigmas)) {
    plain.delete('Sampler sigma')
    plain.set('Schedule type', sdNextSigmas[sigmas]!)
  }
  for (const key of ['App', 'Batch', 'Index', 'Backend']) plain.delete(key)
  if (/^(txt2img|none)$/.test(String(parameters.get('Operations')))) plain.delete('Operations')
  if (plainPipelines.has(String(parameters.get('Pipeline')))) plain.delete('Pipeline')
  pairLists(plain, 'LoRA networks', 'LoRA hashes', 'Lora hashes')
  pairLists(plain, 'Embeddings', null, 'TI hashes')
  return plain
}

/** Names in one list and their hashes in another, as one list of A1111's. Where they do not pair, names stay alone. */
function pairLists(
  plain: Map<string, InfotextValue>,
  names: string,
  hashes: string | null,
  both: string,
): void {
  const listed = listIn(plain.get(names))
  if (listed.length === 0) return
  const known = hashes === null ? [] : listIn(plain.get(hashes))
  plain.delete(names)
  if (hashes !== null) plain.delete(hashes)
  plain.set(
    both,
    listed.map((name, index) => `${name}: ${known.length === listed.length ? known[index]! : ''}`).join(', '),
  )
}

function listIn(value: InfotextValue | undefined): string[] {
  return String(value ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
