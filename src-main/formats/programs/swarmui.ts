// What SwarmUI says of a picture (src/Text2Image/T2IParamInput.cs): its parameters, what else it noted, and the files it used.
import {
  nothingSaid,
  type NotRestored,
  type SaidAdapter,
  type SaidFile,
  type SaidSettings,
} from '../../contract/said-settings.ts'
import { readLooseJson } from '../loose-json.ts'
import { infotextKeyword } from '../picture-keywords.ts'
import { asNumber, takenObject, unsupported, unusable } from '../taken-object.ts'
import { comfySampler, comfyScheduler } from './sampler-words.ts'
import { isRecord } from '../../base/is-record.ts'

type Texts = ReadonlyMap<string, string>

const places = [infotextKeyword, 'exif:UserComment', 'exif:Model'] as const
const sign = 'sui_image_params'

export function saysSwarm(texts: Texts): boolean {
  return places.some((place) => texts.get(place)?.includes(`"${sign}"`))
}

export function saidBySwarm(texts: Texts): SaidSettings | null {
  for (const place of places) {
    const text = texts.get(place)
    const value = text?.includes(`"${sign}"`) === true ? readLooseJson(text) : undefined
    if (isRecord(value) && isRecord(value[sign])) return ofJson(value)
  }
  return null
}

function ofJson(json: Record<string, unknown>): SaidSettings {
  const said = takenObject(json[sign])
  const extra = takenObject(json.sui_extra_data)
  const files = filesOf(json.sui_models)
  const lost: NotRestored[] = []
  const prompt = said.text('prompt') ?? ''
  const negativePrompt = said.text('negativeprompt') ?? ''
  const sampler = said.text('sampler', 'comfyuisampler', 'comfy_sampler')
  const scheduler = said.text('scheduler', 'comfyuischeduler', 'comfy_scheduler')
  const ours = { sampler: comfySampler(sampler ?? ''), scheduler: comfyScheduler(scheduler ?? '') }
  if (sampler !== null && ours.sampler === null) lost.push(unusable('sampler', sampler))
  if (scheduler !== null && ours.scheduler === null) lost.push(unusable('scheduler', scheduler))
  const [width, height] = [said.number('width'), said.number('height')]
  const stop = said.number('clipstopatlayer')
  const model = said.text('model')
  const vae = said.text('vae')
  const adapters = adaptersOf(said, files)
  const embeddings = names(extra.take('used_embeddings')).map((name) => fileCalled(name, files))
  said.pass('swarm_version', 'automaticvae', 'aspectratio', 'nopreviews', 'images', 'personalnote')
  extra.pass('date', 'prep_time', 'generation_time', 'unused_parameters')
  return {
    ...nothingSaid('swarmui', 'comfyui'),
    prompt: withComfyEmbeddings(prompt),
    negativePrompt: withComfyEmbeddings(negativePrompt),
    // Its hash of a checkpoint is of the tensors alone: it proves nothing about the file's.
    model: model === null ? null : { name: model, hash: files.get(stem(model)) ?? '' },
    vae: vae === null || /^(automatic|none)$/i.test(vae) ? null : { name: vae, hash: '' },
    adapters,
    embeddings,
    steps: said.number('steps'),
    sampler: ours.sampler ?? sampler,
    scheduler: ours.scheduler ?? scheduler,
    guidance: said.number('cfgscale'),
    seed: said.digits('seed'),
    size: width === null || height === null ? null : { width, height },
    clipSkip: stop === null ? null : Math.abs(stop),
    noise: 'cpu',
    notRestored: [...lost, ...tagsIn(prompt), ...tagsIn(negativePrompt), ...said.left(), ...extra.left()],
  }
}

/** Hash by name, without folder and ending. Tensors alone are hashed, as in AutoV3. */
function filesOf(value: unknown): Map<string, string> {
  const files = new Map<string, string>()
  for (const item of Array.isArray(value) ? (value as unknown[]) : []) {
    const file = takenObject(item)
    const [name, hash] = [file.text('name'), file.text('hash')]
    if (name !== null && hash !== null) files.set(stem(name), hash)
  }
  return files
}

function stem(name: string): string {
  return name.slice(name.search(/[^/\\]*$/)).replace(/\.(safetensors|sft|ckpt|pt|pth|bin|gguf)$/i, '')
}

function fileCalled(name: string, files: ReadonlyMap<string, string>): SaidFile {
  return { name, hash: (files.get(stem(name)) ?? '').replace(/^0x/, '').toLowerCase() }
}

function adaptersOf(said: ReturnType<typeof takenObject>, files: ReadonlyMap<string, string>): SaidAdapter[] {
  const weights = names(said.take('loraweights'))
  const textWeights = names(said.take('loratencweights'))
  return names(said.take('loras')).map((name, index) => {
    const [weight, textWeight] = [asNumber(weights[index]) ?? 1, asNumber(textWeights[index])]
    return { ...fileCalled(name, files), weight, textWeight: textWeight === weight ? null : textWeight }
  })
}

/** A list, or as one text with commas between. */
function names(value: unknown): string[] {
  const items =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? (value as unknown[]) : []
  return items.flatMap((item) => {
    const name = typeof item === 'number' ? String(item) : typeof item === 'string' ? item.trim() : ''
    return name === '' ? [] : [name]
  })
}

const embedding = /<embed(?:ding)?:([^<>]+)>/g

function withComfyEmbeddings(prompt: string): string {
  return prompt.replace(embedding, 'embedding:$1')
}

/** What else its prompts ask for in pointed brackets: a region, an object to be drawn again. */
function tagsIn(prompt: string): NotRestored[] {
  return [...prompt.replace(embedding, '').matchAll(/<([a-z_]+)(?:\[[^<>\]]*\])?(?::[^<>]*)?>/g)].map(
    ([written, kind = '']) => unsupported(kind, written),
  )
}
