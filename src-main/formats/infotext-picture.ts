// A picture's record as infotext for other programs.
import type { StackEntry } from '../contract/adapter.ts'
import type { GenerationRequest, PictureRecord } from '../contract/generation.ts'
import { writeInfotext } from './infotext.ts'
import { noiseLabels, samplerLabels, schedulerLabels } from './infotext-names.ts'

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
