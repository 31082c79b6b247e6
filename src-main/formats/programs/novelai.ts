// What NovelAI says of a picture: a JSON comment beside the name of the program and of its model.
import { nothingSaid, type NotRestored, type SaidSettings } from '../../contract/said-settings.ts'
import { readLooseJson } from '../loose-json.ts'
import { takenObject, unsupported, unusable, type TakenObject } from '../taken-object.ts'
import { novelSampler, novelScheduler } from './sampler-words.ts'
import { isRecord } from '../../base/is-record.ts'

type Texts = ReadonlyMap<string, string>

export function saysNovel(texts: Texts): boolean {
  return /^NovelAI/.test(texts.get('Software') ?? '') || nested(texts) !== null
}

export function saidByNovel(texts: Texts): SaidSettings | null {
  if (!saysNovel(texts)) return null
  const all = nested(texts) ?? texts
  const comment = readLooseJson(all.get('Comment') ?? '')
  return isRecord(comment) ? ofComment(takenObject(comment), all) : null
}

/** In JPEG and WebP, and hidden among pixels, the texts of the PNG are one JSON object. */
function nested(texts: Texts): Texts | null {
  for (const place of ['exif:UserComment', 'exif:ImageDescription', 'comment', 'parameters']) {
    const text = texts.get(place)
    if (text?.includes('"Comment"') !== true) continue
    const value = readLooseJson(text)
    if (!isRecord(value) || value.Comment === undefined) continue
    return new Map(
      Object.entries(value).map(([key, text]) => [
        key,
        typeof text === 'string' ? text : JSON.stringify(text),
      ]),
    )
  }
  return null
}

/** "NovelAI Diffusion V4 37442FCA": the last word is a hash of its own kind. */
function modelOf(source: string | undefined): SaidSettings['model'] {
  if (source === undefined || source === '') return null
  const hashed = /^(.*\S)\s+([0-9A-F]{8})$/.exec(source)
  return hashed === null ? { name: source, hash: '' } : { name: hashed[1]!, hash: hashed[2]!.toLowerCase() }
}

/** Of a request, and of how it was signed. */
const aboutTheRequest = [
  'request_type',
  'signed_hash',
  'n_samples',
  'version',
  'params_version',
  'extra_passthrough_testing',
]
/** Values that do nothing while what they belong to is off. */
const companions: readonly (readonly [owner: string, keys: readonly string[]])[] = [
  ['dynamic_thresholding', ['dynamic_thresholding_percentile', 'dynamic_thresholding_mimic_scale']],
  ['controlnet_model', ['controlnet_strength', 'controlnet_condition']],
]

function ofComment(said: TakenObject, texts: Texts): SaidSettings {
  const lost: NotRestored[] = []
  const sampler = said.text('sampler')
  const schedule = said.text('noise_schedule')
  const ours = { sampler: novelSampler(sampler ?? ''), scheduler: novelScheduler(schedule ?? '') }
  if (sampler !== null && ours.sampler === null) lost.push(unusable('sampler', sampler))
  if (schedule !== null && ours.scheduler === null) lost.push(unusable('noise_schedule', schedule))
  const [wanted, unwanted] = [captions(said.take('v4_prompt')), captions(said.take('v4_negative_prompt'))]
  const prompt = said.text('prompt') ?? texts.get('Description') ?? ''
  const negativePrompt = said.text('uc') ?? unwanted.base ?? ''
  lost.push(...wanted.characters.map((text, index) => unsupported(`character ${index + 1}`, text)))
  lost.push(
    ...unwanted.characters.map((text, index) => unsupported(`unwanted in character ${index + 1}`, text)),
  )
  const [width, height] = [said.number('width'), said.number('height')]
  said.pass(...aboutTheRequest)
  for (const [owner, keys] of companions) if (!isOn(said, owner)) said.pass(...keys)
  if (said.number('cfg_rescale') !== 0) lost.push(...again(said, 'cfg_rescale'))
  if (said.number('uncond_scale') !== 1) lost.push(...again(said, 'uncond_scale'))
  if (said.number('skip_cfg_below_sigma') !== 0) lost.push(...again(said, 'skip_cfg_below_sigma'))
  return {
    ...nothingSaid('novelai', 'novelai'),
    prompt: prompt === '' ? (wanted.base ?? '') : prompt,
    negativePrompt,
    model: modelOf(texts.get('Source')),
    steps: said.number('steps'),
    sampler: ours.sampler ?? sampler,
    scheduler: ours.scheduler ?? schedule,
    guidance: said.number('scale'),
    seed: said.digits('seed'),
    size: width === null || height === null ? null : { width, height },
    notRestored: [...lost, ...said.left()],
  }
}

/** From V4 on: one caption for the picture and one for each character in it. */
function captions(value: unknown): { base: string | null; characters: string[] } {
  const caption = takenObject(value).object('caption')
  const characters = caption.list('char_captions').flatMap((item) => {
    const text = takenObject(item).text('char_caption') ?? ''
    return text === '' ? [] : [text]
  })
  return { base: caption.text('base_caption'), characters }
}

function isOn(said: TakenObject, key: string): boolean {
  const value = said.take(key)
  return value !== false && value !== null && value !== undefined
}

function again(said: TakenObject, key: string): NotRestored[] {
  const value = said.take(key)
  return value === undefined || value === null ? [] : [unsupported(key, value)]
}
