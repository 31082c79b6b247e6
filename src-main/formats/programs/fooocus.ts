// What Fooocus says of a picture: its own JSON, or its variant of A1111's infotext (modules/meta_parser.py).
import {
  nothingSaid,
  type NotRestored,
  type SaidAdapter,
  type SaidSettings,
} from '../../contract/said-settings.ts'
import { withoutIndexes } from '../infotext-indexes.ts'
import { parseInfotext } from '../infotext.ts'
import { readLooseJson } from '../loose-json.ts'
import { infotextKeyword } from '../picture-keywords.ts'
import { asNumber, takenObject, unsupported, unusable } from '../taken-object.ts'
import { saidByInfotext } from './a1111.ts'
import { infotextSource } from './infotext-dialects.ts'
import { comfySampler, comfyScheduler } from './sampler-words.ts'
import { isRecord } from '../../base/is-record.ts'

type Texts = ReadonlyMap<string, string>

const places = [infotextKeyword, 'exif:UserComment'] as const
const ownKeys = ['base_model', 'base_model_hash', 'full_prompt', 'metadata_scheme', 'adm_guidance']

export function saysFooocus(texts: Texts): boolean {
  return (
    texts.has('fooocus_scheme') ||
    /^Fooocus\b/.test(texts.get('exif:Software') ?? '') ||
    ownIn(texts) !== null
  )
}

export function saidByFooocus(texts: Texts): SaidSettings | null {
  const own = ownIn(texts)
  if (own !== null) return ofJson(own)
  for (const place of places) {
    const text = texts.get(place)
    if (text === undefined) continue
    const infotext = parseInfotext(withoutIndexes(text))
    const isFooocus = saysFooocus(texts) || infotextSource(infotext.parameters) === 'fooocus'
    if (isFooocus && infotext.parameters.size > 0) return ofInfotext(infotext)
  }
  return null
}

function ownIn(texts: Texts): object | null {
  for (const place of places) {
    const text = texts.get(place)
    if (text?.trimStart().startsWith('{') !== true) continue
    const value = readLooseJson(text)
    if (isRecord(value) && (texts.has('fooocus_scheme') || ownKeys.some((key) => Object.hasOwn(value, key))))
      return value
  }
  return null
}

/** "Default (model)" is the one inside the checkpoint. */
function vaeOf(name: string | null): SaidSettings['vae'] {
  return name === null || name === '' || /^(default|none)\b/i.test(name) ? null : { name, hash: '' }
}

function ofJson(json: object): SaidSettings {
  const said = takenObject(json)
  const lost: NotRestored[] = []
  const sampler = said.text('sampler')
  const scheduler = said.text('scheduler')
  const ours = { sampler: comfySampler(sampler ?? ''), scheduler: comfyScheduler(scheduler ?? '') }
  if (sampler !== null && ours.sampler === null) lost.push(unusable('sampler', sampler))
  if (scheduler !== null && ours.scheduler === null) lost.push(unusable('scheduler', scheduler))
  const resolution = said.text('resolution')
  const size = sizeIn(resolution)
  if (resolution !== null && size === null) lost.push(unusable('resolution', resolution))
  const prompt = said.text('prompt') ?? ''
  const negativePrompt = said.text('negative_prompt') ?? ''
  lost.push(...expanded('full_prompt', said.list('full_prompt'), prompt))
  lost.push(...expanded('full_negative_prompt', said.list('full_negative_prompt'), negativePrompt))
  said.pass('metadata_scheme', 'created_by', 'version')
  return {
    ...nothingSaid('fooocus', 'comfyui'),
    prompt,
    negativePrompt,
    model: { name: said.text('base_model') ?? '', hash: said.text('base_model_hash') ?? '' },
    vae: vaeOf(said.text('vae')),
    adapters: adaptersOf(said, lost),
    steps: said.number('steps'),
    sampler: ours.sampler ?? sampler,
    scheduler: ours.scheduler ?? scheduler,
    guidance: said.number('guidance_scale'),
    seed: said.digits('seed'),
    size,
    clipSkip: said.number('clip_skip'),
    noise: 'cpu',
    notRestored: [...lost, ...said.left()],
  }
}

/** "(1152, 896)", as Python prints a pair; in presets its parts are texts. */
function sizeIn(resolution: string | null): SaidSettings['size'] {
  const found = /^\(\s*'?(\d{1,6})'?\s*,\s*'?(\d{1,6})'?\s*\)$/.exec(resolution ?? '')
  return found === null ? null : { width: Number(found[1]), height: Number(found[2]) }
}

/** What its styles and its expansion made of a prompt, where that is more than was written. */
function expanded(name: string, texts: readonly unknown[], written: string): NotRestored[] {
  const joined = texts.filter((text) => typeof text === 'string').join(', ')
  return joined === '' || joined === written ? [] : [unsupported(name, joined)]
}

type Taken = ReturnType<typeof takenObject>

/** `loras` has names, weights and hashes; `lora_combined_1` and on the same without hashes, from the first versions on. */
function adaptersOf(said: Taken, lost: NotRestored[]): SaidAdapter[] {
  const combined: SaidAdapter[] = []
  for (let index = 1; ; index++) {
    const text = said.text(`lora_combined_${index}`)
    if (text === null) break
    const [name = '', weight = ''] = text.split(' : ').slice(-2)
    const number = asNumber(weight)
    if (number === null) lost.push(unusable(`lora_combined_${index}`, text))
    else if (name !== 'None') combined.push({ name, hash: '', weight: number, textWeight: null })
  }
  const listed = said.list('loras').flatMap((item): SaidAdapter[] => {
    const [name, weight, hash] = Array.isArray(item) ? (item as unknown[]) : []
    const number = asNumber(weight)
    if (typeof name === 'string' && number !== null)
      return [{ name, hash: typeof hash === 'string' ? hash : '', weight: number, textWeight: null }]
    lost.push(unusable('loras', item))
    return []
  })
  return listed.length > 0 ? listed : combined
}

const infotextSpares: ReadonlySet<string> = new Set([
  'Raw prompt',
  'Raw negative prompt',
  'Scheduler',
  'Lora weights',
])

/** The words as they were written win over those that its styles made of them, as in Fooocus itself. */
function ofInfotext(infotext: ReturnType<typeof parseInfotext>): SaidSettings {
  const text = (key: string): string | null => {
    const value = infotext.parameters.get(key)
    return value === undefined ? null : String(value)
  }
  const said = saidByInfotext(infotext, 'fooocus')
  const prompt = text('Raw prompt') ?? said.prompt
  const negativePrompt = text('Raw negative prompt') ?? said.negativePrompt
  const scheduler = text('Scheduler')
  const spacing = scheduler === null ? said.scheduler : (comfyScheduler(scheduler) ?? scheduler)
  const isKnown = scheduler === null || comfyScheduler(scheduler) !== null
  const adapters = (text('Lora weights') ?? '').split(', ').flatMap((pair): SaidAdapter[] => {
    const at = pair.lastIndexOf(': ')
    const [name, weight] = [pair.slice(0, Math.max(at, 0)), asNumber(pair.slice(at + 2))]
    return at < 1 || weight === null
      ? []
      : [{ name, hash: said.tagHashes.get(name) ?? '', weight, textWeight: null }]
  })
  return {
    ...said,
    syntax: 'comfyui',
    prompt,
    negativePrompt,
    vae: vaeOf(said.vae?.name ?? null),
    adapters,
    tagHashes: new Map(),
    scheduler: spacing,
    noise: 'cpu',
    notRestored: [
      ...expanded('Prompt', [said.prompt], prompt),
      ...expanded('Negative prompt', [said.negativePrompt], negativePrompt),
      ...(isKnown ? [] : [unusable('Scheduler', scheduler)]),
      ...said.notRestored.filter(({ name }) => !infotextSpares.has(name)),
    ],
  }
}
