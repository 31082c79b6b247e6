// What a picture says, matched with what is here: settings by our ids, and everything that has no place, by name.
import { AppError } from '../../base/errors.ts'
import { missingKey, mostEntries, type Stack } from '../../contract/adapter.ts'
import { bindStack } from '../../contract/bind-stack.ts'
import { knowsTags, limits, type PictureRecord } from '../../contract/generation.ts'
import type { PictureSettings, SettingsOfPicture } from '../../contract/picture-settings.ts'
import { trainingOfAdapter } from '../../contract/training-project.ts'
import { oldHabitKeys, withInfotextDefaults } from '../../formats/infotext-defaults.ts'
import {
  adapterHashesOf,
  embeddingHashesOf,
  settingsOfInfotext,
  type NamedFile,
} from '../../formats/infotext-picture.ts'
import { unsupportedSettings } from '../../formats/infotext-unsupported.ts'
import type { Infotext } from '../../formats/infotext.ts'
import type { SettingsText } from '../../formats/settings-text.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { parseAttention } from '../../text/attention.ts'
import { pairTags } from '../../text/stack-tags.ts'
import type { StackAdapters } from '../library/stack-of-request.ts'
import { findModel, type HashedModels, type NamedModel } from './find-model.ts'
import { tagsOfPrompt } from './tags-of-prompt.ts'

export type Here = {
  readonly models: HashedModels
  readonly adapters: Pick<StackAdapters, 'find' | 'byName' | 'byHash' | 'trained'>
  /** Words that stand for learned vectors. */
  readonly words: readonly { readonly name: string }[]
  newId(): string
}

/** Errors: those of `tagsOfPrompt`. */
export async function matchSettings(text: SettingsText, here: Here): Promise<PictureSettings> {
  const { settings, left } =
    text.from === 'lamina' ? await ofRecord(text.record, here) : await ofInfotext(text.infotext, here)
  const unread =
    text.from === 'a1111' && text.recordProblem !== null
      ? [remark('picture-settings/record-not-read', { problem: text.recordProblem })]
      : []
  return { from: text.from, settings, left: [...unread, ...left] }
}

type Matched = Pick<PictureSettings, 'settings' | 'left'>

async function ofRecord(record: PictureRecord, here: Here): Promise<Matched> {
  const { batch: _, model: id, vae: vaeId, stack: asked, ...request } = record.request
  const left: Remark[] = []
  const model = { id, name: record.model.name, hash: record.model.sha256 ?? '' }
  const vae = record.vae && { id: vaeId, name: record.vae.name, hash: record.vae.sha256 ?? '' }
  const models = await modelAndVae(model, vae, here, left)
  const stack = boundStack(asked, record.adapters, here, left)
  if (knowsTags[request.profile]) checkUntagged(request.prompt, asked, here)
  const embeddings = (record.embeddings ?? []).map(({ name, sha256 = '' }) => [name, sha256] as const)
  left.push(...missingWords(embeddings, here))
  if (record.steered.length > 0) left.push(remark('picture-settings/steered'))
  if (record.stepsDone < request.steps)
    left.push(remark('picture-settings/stopped', { done: record.stepsDone, steps: request.steps }))
  return { settings: { ...request, ...models, seed: record.seed, stack }, left }
}

/** Tags that no entry stands for become entries of the draft, as far as it holds them. */
function checkUntagged(prompt: string, stack: Stack, { newId }: Here): void {
  const tags = tagsOfPrompt(prompt, new Map(), newId).stack
  const added = pairTags(tags, stack).filter(({ entry }) => entry === null)
  if (stack.length + added.length > mostEntries)
    throw new AppError('picture-settings/too-many-adapters', { most: mostEntries })
}

async function ofInfotext(infotext: Infotext, here: Here): Promise<Matched> {
  const whole = withInfotextDefaults(infotext, usesWeights(infotext))
  const { settings, model, vae, unusable } = settingsOfInfotext(whole)
  const left: Remark[] = []
  const models = await modelAndVae(namedModel(model), namedModel(vae), here, left)
  const tags = tagsOfPrompt(settings.prompt ?? '', adapterHashesOf(infotext), here.newId)
  const stack = boundStack(tags.stack, [], here, left)
  left.push(...tags.left, ...missingWords(embeddingHashesOf(infotext), here))
  left.push(...unusableRemarks(unusable, infotext), ...unsupportedRemarks(infotext, whole))
  return { settings: { ...settings, ...models, profile: 'a1111', stack }, left }
}

function usesWeights({ prompt, negativePrompt }: Infotext): boolean {
  return [prompt, negativePrompt].some((text) =>
    parseAttention(text).some((fragment) => fragment.kind === 'text' && fragment.weight !== 1),
  )
}

function namedModel({ name, hash }: NamedFile): NamedModel | null {
  return name === null && hash === null ? null : { id: null, name: name ?? '', hash: hash ?? '' }
}

/** A VAE goes with its model: where that is not here, the chosen pair stays. `vae` null is the model's own. */
async function modelAndVae(
  named: NamedModel | null,
  vae: NamedModel | null,
  { models }: Here,
  left: Remark[],
): Promise<Pick<SettingsOfPicture, 'model' | 'vae'>> {
  const found = named && (await findModel(named, 'checkpoint', models))
  if (named === null) left.push(remark('picture-settings/no-model'))
  else if (found === null)
    left.push(remark('picture-settings/model-missing', factsOf(named.name, named.hash)))
  else if (!found.isProven)
    left.push(remark('picture-settings/model-by-name', factsOf(named.name, named.hash)))
  const foundVae = vae && (await findModel(vae, 'vae', models))
  if (vae !== null && foundVae === null)
    left.push(remark('picture-settings/vae-missing', factsOf(vae.name, vae.hash)))
  if (found === null) return {}
  return { model: found.model.id, vae: foundVae?.model.id ?? null }
}

/** As many digits as A1111 lists; a name that is not known is the hash. */
const shownDigits = 12

function factsOf(name: string, hash: string): { name: string; hash: string } {
  const digits = hash.slice(0, shownDigits)
  return name === '' || name === hash ? { name: digits, hash: '' } : { name, hash: digits }
}

/** Entries that are off in the picture, too. */
function boundStack(
  stack: Stack,
  acted: PictureRecord['adapters'],
  { adapters }: Here,
  left: Remark[],
): Stack {
  const bound = bindStack(stack, adapters, acted)
  for (const { adapter, name } of bound) {
    const key = missingKey(adapter)
    const training = trainingOfAdapter(adapter)
    const isHere =
      training === null
        ? key === null && adapters.find(adapter)?.missing === false
        : adapters.trained(training.projectId) !== null
    if (!isHere) left.push(remark('picture-settings/adapter-missing', factsOf(name, key ?? '')))
  }
  return bound
}

function missingWords(named: Iterable<readonly [name: string, hash: string]>, { words }: Here): Remark[] {
  const known = new Set(words.map(({ name }) => name.toLowerCase()))
  return [...named].flatMap(([name, hash]) =>
    known.has(name.toLowerCase()) ? [] : [remark('picture-settings/embedding-missing', factsOf(name, hash))],
  )
}

const prompts: ReadonlySet<string> = new Set(['Prompt', 'Negative prompt'])

function unusableRemarks(keys: readonly string[], { parameters }: Infotext): Remark[] {
  const isLong = keys.some((key) => prompts.has(key))
  const settings = keys.flatMap((key) => {
    if (prompts.has(key)) return []
    const value =
      key === 'Size'
        ? `${String(parameters.get('Size-1'))}x${String(parameters.get('Size-2'))}`
        : String(parameters.get(key) ?? '')
    return [`${key}: ${value}`]
  })
  return [
    ...(isLong ? [remark('picture-settings/prompt-too-long', { most: limits.promptLength })] : []),
    ...(settings.length > 0 ? [remark('picture-settings/unusable', { settings })] : []),
  ]
}

/** A text may have thousands; nobody reads them. */
const mostNamed = 20

function unsupportedRemarks(written: Infotext, whole: Infotext): Remark[] {
  const all = unsupportedSettings(written)
  const habits = oldHabitKeys.filter((key) => whole.parameters.get(key) === true)
  const version = String(written.parameters.get('Version') ?? '')
  return [
    ...(all.length === 0
      ? []
      : [
          remark('picture-settings/unsupported', {
            settings: all.slice(0, mostNamed),
            others: Math.max(0, all.length - mostNamed),
          }),
        ]),
    ...(habits.length === 0 ? [] : [remark('picture-settings/old-version', { version, habits })]),
  ]
}
