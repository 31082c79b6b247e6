// A picture's record as infotext for other programs, and their infotext as Lamina's settings.
import type { StackEntry } from '../contract/adapter.ts'
import { limits, seedSchema, type GenerationRequest, type PictureRecord } from '../contract/generation.ts'
import { writeInfotext, type Infotext } from './infotext.ts'
import { noiseLabels, readNoise, readSampling, samplerLabels, schedulerLabels } from './infotext-names.ts'

const shortHashLength = 10
const listedHashLength = 12
const adapterHashesKey = 'Lora hashes'
const embeddingHashesKey = 'TI hashes'

/** `Version` names this application, so that no reader takes it for an old A1111. */
export function infotextOfPicture(record: PictureRecord): string {
  const { request, model, vae } = record
  return writeInfotext(promptWithStack(request), request.negativePrompt, [
    ['Steps', request.steps],
    ['Sampler', samplerLabels[request.sampler].label],
    ['Schedule type', schedulerLabels[request.scheduler]],
    ['CFG scale', request.guidance],
    ['Seed', record.seed],
    ['Size', `${request.width}x${request.height}`],
    ['Model hash', model.sha256?.slice(0, shortHashLength)],
    ['Model', model.name],
    ['VAE hash', vae?.sha256?.slice(0, shortHashLength)],
    ['VAE', vae?.name],
    ['Clip skip', request.clipSkip > 1 ? request.clipSkip : undefined],
    ['RNG', noiseLabels[request.noise]],
    [adapterHashesKey, hashList(record.adapters.map(({ name, autoV3 }) => ({ name, hash: autoV3 })))],
    [
      embeddingHashesKey,
      hashList((record.embeddings ?? []).map(({ name, sha256 }) => ({ name, hash: sha256 }))),
    ],
    ['Version', record.application],
  ])
}

/** Entries that no tag of the prompt stands for are written as tags, so that A1111 makes the same picture. */
function promptWithStack({ prompt, stack }: GenerationRequest): string {
  const tags = stack.filter(({ on, fromTag }) => on && !fromTag).map(tagOf)
  return tags.length === 0 ? prompt : `${prompt} ${tags.join(' ')}`.trimStart()
}

/** The text encoder's weight comes first, and the network's follows it where nothing else is written. */
function tagOf({ name, weight, textWeight, dynamicRank }: StackEntry): string {
  const weights = textWeight === null || textWeight === weight ? `${weight}` : `${textWeight}:${weight}`
  const rank = dynamicRank === null ? '' : `:dyn=${dynamicRank}`
  return `<lora:${name.replace(/[:<>]/g, '')}:${weights}${rank}>`
}

function hashList(named: readonly { name: string; hash: string | undefined }[]): string | undefined {
  const known = named.flatMap(({ name, hash }) =>
    hash === undefined ? [] : [`${name.replace(/[:,]/g, '')}: ${hash.slice(0, listedHashLength)}`],
  )
  return known.length === 0 ? undefined : known.join(', ')
}

/** Name → hash of the adapters that an infotext says were used; names are without ":" and ",". */
export function adapterHashesOf(infotext: Infotext): Map<string, string> {
  return hashesUnder(adapterHashesKey, infotext)
}

/** The same of the words that stand for learned vectors. */
export function embeddingHashesOf(infotext: Infotext): Map<string, string> {
  return hashesUnder(embeddingHashesKey, infotext)
}

function hashesUnder(key: string, { parameters }: Infotext): Map<string, string> {
  const written = String(parameters.get(key) ?? '')
  return new Map(
    written.split(',').flatMap((pair) => {
      const [name = '', hash = ''] = pair.split(':').map((piece) => piece.trim())
      return name === '' || !/^[0-9a-f]{8,64}$/i.test(hash) ? [] : [[name, hash.toLowerCase()] as const]
    }),
  )
}

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

export type InfotextSettings = {
  settings: Partial<Pick<GenerationRequest, Setting>>
  /** Model and VAE as the infotext names them, to be looked up by hash, then by name. */
  model: NamedFile
  vae: NamedFile
  /** Keys whose value we cannot use; `Prompt` and `Negative prompt` where they are too long. */
  unusable: readonly string[]
}
export type NamedFile = { name: string | null; hash: string | null }

/**
 * Takes what is valid here and names the rest; what the text leaves out is
 * left out. Of a size, both sides or neither.
 */
export function settingsOfInfotext(infotext: Infotext): InfotextSettings {
  const { prompt, negativePrompt, parameters } = infotext
  const settings: InfotextSettings['settings'] = {}
  const unusable: string[] = []
  if (prompt.length <= limits.promptLength) settings.prompt = prompt
  else unusable.push('Prompt')
  if (negativePrompt.length <= limits.promptLength) settings.negativePrompt = negativePrompt
  else unusable.push('Negative prompt')
  const written = (key: string): string | null => {
    const value = parameters.get(key)
    return value === undefined ? null : String(value)
  }
  const take = <T>(key: string, read: (text: string) => T | null, set: (value: T) => void): void => {
    const text = written(key)
    if (text === null) return
    const value = read(text)
    if (value === null) unusable.push(key)
    else set(value)
  }

  take('Steps', wholeNumber(limits.steps), (steps) => (settings.steps = steps))
  take('CFG scale', number(limits.guidance), (guidance) => (settings.guidance = guidance))
  take(
    'Seed',
    (text) => (seedSchema.safeParse(text).success ? text : null),
    (seed) => (settings.seed = seed),
  )
  const [width, height] = ['Size-1', 'Size-2'].map(written)
  if (width !== undefined && width !== null) {
    const sides = { width: size(width), height: size(height ?? '') }
    if (sides.width === null || sides.height === null) unusable.push('Size')
    else Object.assign(settings, sides)
  }
  take('Clip skip', wholeNumber(limits.clipSkip), (clipSkip) => (settings.clipSkip = clipSkip))
  take('RNG', readNoise, (noise) => (settings.noise = noise))

  const label = written('Sampler')
  if (label !== null) {
    const { sampler, scheduler } = readSampling(label, written('Schedule type') ?? 'Automatic')
    if (sampler) settings.sampler = sampler
    else unusable.push('Sampler')
    if (scheduler) settings.scheduler = scheduler
    else if (sampler) unusable.push('Schedule type')
  }
  const file = (key: string): NamedFile => ({ name: written(key), hash: written(`${key} hash`) })
  return { settings, model: file('Model'), vae: file('VAE'), unusable }
}

type Range = { readonly min: number; readonly max: number }

function number({ min, max }: Range): (text: string) => number | null {
  return (text) => {
    const value = /^\d+(\.\d+)?(e-?\d+)?$/.test(text) ? Number(text) : NaN
    return value >= min && value <= max ? value : null
  }
}

function wholeNumber(range: Range): (text: string) => number | null {
  return (text) => (/^\d+$/.test(text) ? number(range)(text) : null)
}

function size(text: string): number | null {
  const value = wholeNumber(limits.size)(text)
  return value !== null && value % limits.size.multipleOf === 0 ? value : null
}
