// What InvokeAI says of a picture: today's metadata, that of version 2, and the command line that came before.
import {
  nothingSaid,
  type NotRestored,
  type SaidAdapter,
  type SaidFile,
  type SaidSettings,
} from '../../contract/said-settings.ts'
import { readLooseJson } from '../loose-json.ts'
import { asDigits, asNumber, takenObject, unsupported, unusable, type TakenObject } from '../taken-object.ts'
import { invokeSampling } from './sampler-words.ts'
import { isRecord } from '../../base/is-record.ts'

type Texts = ReadonlyMap<string, string>

export const invokeKeywords = ['invokeai_metadata', 'sd-metadata', 'Dream', 'dream'] as const

export function saysInvoke(texts: Texts): boolean {
  return invokeKeywords.some((keyword) => texts.has(keyword))
}

export function saidByInvoke(texts: Texts): SaidSettings | null {
  const today = readLooseJson(texts.get('invokeai_metadata') ?? '')
  if (isRecord(today)) return ofMetadata(takenObject(today))
  const old = readLooseJson(texts.get('sd-metadata') ?? '')
  if (isRecord(old)) return ofOldMetadata(takenObject(old))
  const dream = texts.get('Dream') ?? texts.get('dream')
  return dream === undefined ? null : ofDream(dream)
}

/** Whichever way a model is told: `{ name, hash }` now, `{ model_name }` before, a plain name first. */
function modelOf(value: unknown): SaidFile | null {
  if (typeof value === 'string') return value === '' ? null : { name: value, hash: '' }
  const model = takenObject(value)
  const name = model.text('name', 'model_name')
  const hash = (model.text('hash') ?? '').replace(/^sha256:/, '')
  return name === null && hash === '' ? null : { name: name ?? '', hash }
}

function sampling(
  name: string,
  written: string | null,
  lost: NotRestored[],
): Pick<SaidSettings, 'sampler' | 'scheduler'> {
  if (written === null) return { sampler: null, scheduler: null }
  const ours = invokeSampling(written)
  if (ours.sampler === null) lost.push(unusable(name, written))
  return { sampler: ours.sampler ?? written, scheduler: ours.scheduler }
}

/** invokeai/app/invocations/metadata.py, of version 3 and later. */
function ofMetadata(said: TakenObject): SaidSettings {
  const lost: NotRestored[] = []
  const [width, height] = [said.number('width'), said.number('height')]
  const device = said.text('rand_device')
  const skipped = said.number('clip_skip')
  const mode = said.text('generation_mode')
  if (mode !== null && !mode.endsWith('txt2img')) lost.push(unsupported('generation_mode', mode))
  const prompt = said.text('positive_prompt') ?? ''
  const negativePrompt = said.text('negative_prompt') ?? ''
  for (const [key, same] of [
    ['positive_style_prompt', prompt],
    ['negative_style_prompt', negativePrompt],
  ] as const) {
    const style = said.text(key) ?? ''
    if (style !== '' && style !== same) lost.push(unsupported(key, style))
  }
  const rescale = said.number('cfg_rescale_multiplier') ?? 0
  if (rescale !== 0) lost.push(unsupported('cfg_rescale_multiplier', rescale))
  said.pass('app_version')
  return {
    ...nothingSaid('invokeai', 'compel'),
    prompt,
    negativePrompt,
    model: modelOf(said.take('model')),
    vae: modelOf(said.take('vae')),
    adapters: said.list('loras').flatMap((item) => adapterOf(item, lost)),
    steps: said.number('steps'),
    ...sampling('scheduler', said.text('scheduler'), lost),
    guidance: said.number('cfg_scale'),
    seed: said.digits('seed'),
    size: width === null || height === null ? null : { width, height },
    // It counts the layers that are left out, A1111 and we those up to the one that is used.
    clipSkip: skipped === null ? null : skipped + 1,
    noise: device === null ? null : device === 'cpu' ? 'cpu' : 'nv',
    notRestored: [...lost, ...said.left()],
  }
}

function adapterOf(item: unknown, lost: NotRestored[]): SaidAdapter[] {
  const lora = takenObject(item)
  const file = modelOf(lora.take('model') ?? lora.take('lora'))
  const weight = lora.number('weight')
  if (file !== null) return [{ ...file, weight: weight ?? 1, textWeight: null }]
  lost.push(unusable('loras', item))
  return []
}

/** Version 2: what the web interface of that time kept. */
function ofOldMetadata(said: TakenObject): SaidSettings {
  const lost: NotRestored[] = []
  const image = said.object('image')
  const written = image.take('prompt')
  const first: unknown = Array.isArray(written) ? (written as unknown[])[0] : written
  const prompts = promptsIn(typeof first === 'string' ? first : (takenObject(first).text('prompt') ?? ''))
  const [width, height] = [image.number('width'), image.number('height')]
  const kind = image.text('type')
  if (kind !== null && kind !== 'txt2img') lost.push(unsupported('type', kind))
  said.pass('model', 'model_id', 'app_id', 'app_version')
  for (const key of ['threshold', 'perlin']) {
    const value = image.number(key) ?? 0
    if (value !== 0) lost.push(unsupported(key, value))
  }
  const name = said.text('model_weights') ?? ''
  const hash = said.text('model_hash') ?? ''
  return {
    ...nothingSaid('invokeai', 'compel'),
    ...prompts,
    model: name === '' && hash === '' ? null : { name, hash },
    steps: image.number('steps'),
    ...sampling('sampler', image.text('sampler'), lost),
    guidance: image.number('cfg_scale'),
    seed: image.digits('seed'),
    size: width === null || height === null ? null : { width, height },
    notRestored: [...lost, ...image.left(), ...said.left()],
  }
}

/** What is not wanted stood in square brackets inside the prompt. Walks it once. */
function promptsIn(written: string): Pick<SaidSettings, 'prompt' | 'negativePrompt'> {
  const wanted: string[] = []
  const unwanted: string[] = []
  let from = 0
  for (const found of written.matchAll(/\[([^\][]*)\]/g)) {
    wanted.push(written.slice(from, found.index))
    unwanted.push(found[1]!.trim())
    from = found.index + found[0].length
  }
  wanted.push(written.slice(from))
  return { prompt: wanted.join('').trim(), negativePrompt: unwanted.filter((text) => text !== '').join(', ') }
}

/** `"a pear" -s 50 -S 123 -W 512 -H 512 -C 7.5 -A k_lms`: the prompt, then flags. */
function ofDream(written: string): SaidSettings | null {
  const text = written.trim()
  const end = text.lastIndexOf('"')
  if (!text.startsWith('"') || end < 1) return null
  const flags = new Map(
    [
      ...text
        .slice(end + 1)
        .matchAll(/(?:^|\s)(-{1,2}[A-Za-z_][\w-]*)[ =]?("[^"]*"|[^\s-][^\s]*|-?\d[^\s]*)?/g),
    ].map(([, flag = '', value = '']) => [flag, value] as const),
  )
  const lost: NotRestored[] = []
  const take = (flag: string): string | null => {
    const value = flags.get(flag) ?? null
    flags.delete(flag)
    return value
  }
  const [width, height] = [asNumber(take('-W')), asNumber(take('-H'))]
  const said = {
    steps: asNumber(take('-s')),
    seed: asDigits(take('-S')),
    guidance: asNumber(take('-C')),
    ...sampling('-A', take('-A'), lost),
  }
  return {
    ...nothingSaid('invokeai', 'compel'),
    ...promptsIn(text.slice(1, end)),
    ...said,
    size: width === null || height === null ? null : { width, height },
    notRestored: [...lost, ...[...flags].map(([flag, value]) => unsupported(flag, value))],
  }
}
