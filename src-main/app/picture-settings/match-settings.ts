// What a picture says, matched with what is here: settings by our ids, and everything that has no place, by name.
import { cutText } from '../../base/cut.ts'
import { AppError } from '../../base/errors.ts'
import {
  missingAdapter,
  missingKey,
  mostEntries,
  plainEntry,
  stackEntrySchema,
  type Stack,
} from '../../contract/adapter.ts'
import { bindStack } from '../../contract/bind-stack.ts'
import { knowsTags, limits, type PictureRecord } from '../../contract/generation.ts'
import type { PictureSettings, SettingsOfPicture } from '../../contract/picture-settings.ts'
import type { NotRestored, SaidFile, SaidSettings } from '../../contract/said-settings.ts'
import { trainingOfAdapter } from '../../contract/training-project.ts'
import { longPromptNames, usableSettings } from '../../formats/usable-settings.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { pairTags } from '../../text/stack-tags.ts'
import type { StackAdapters } from '../library/stack-of-request.ts'
import { carriedFrom } from './carried.ts'
import { findModel, type HashedModels, type NamedModel } from './find-model.ts'
import type { OurPrompts } from './our-prompts.ts'
import { hasOwnWays, programNames } from './programs.ts'
import type { ReadSettings } from './read-settings.ts'
import { tagsOfPrompt } from './tags-of-prompt.ts'

export type Here = {
  readonly models: HashedModels
  readonly adapters: Pick<StackAdapters, 'find' | 'byName' | 'byHash' | 'trained'>
  /** Words that stand for learned vectors. */
  readonly words: readonly { readonly name: string }[]
  newId(): string
}

/** Errors: those of `tagsOfPrompt`. */
export async function matchSettings(text: ReadSettings, here: Here): Promise<PictureSettings> {
  if (text.kind === 'record') return { from: 'lamina', ...(await ofRecord(text.record, here)) }
  const { settings, left } = await ofSaid(text.said, text.prompts, here)
  const unread =
    text.recordProblem === null
      ? []
      : [remark('picture-settings/record-not-read', { problem: text.recordProblem })]
  return { from: text.said.source, settings, left: [...unread, ...left] }
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
  const embeddings = (record.embeddings ?? []).map(({ name, sha256 = '' }) => ({ name, hash: sha256 }))
  left.push(...missingWords(embeddings, here))
  if (record.steered.length > 0) left.push(remark('picture-settings/steered'))
  if (record.stepsDone < request.steps)
    left.push(remark('picture-settings/stopped', { done: record.stepsDone, steps: request.steps }))
  return { settings: { carried: null, ...request, ...models, seed: record.seed, stack }, left }
}

/** Tags that no entry stands for become entries of the draft, as far as it holds them. */
function checkUntagged(prompt: string, stack: Stack, { newId }: Here): void {
  const tags = tagsOfPrompt(prompt, new Map(), newId).stack
  const added = pairTags(tags, stack).filter(({ entry }) => entry === null)
  if (stack.length + added.length > mostEntries) throw tooManyAdapters()
}

async function ofSaid(said: SaidSettings, prompts: OurPrompts, here: Here): Promise<Matched> {
  const { settings, notRestored } = usableSettings(said)
  const left: Remark[] = []
  const models = await modelAndVae(namedModel(said.model), namedModel(said.vae), here, left)
  const words = {
    ...(settings.prompt === undefined ? {} : { prompt: prompts.prompt }),
    ...(settings.negativePrompt === undefined ? {} : { negativePrompt: prompts.negativePrompt }),
  }
  const tags = knowsTags[prompts.profile]
    ? tagsOfPrompt(words.prompt ?? '', said.tagHashes, here.newId)
    : { stack: [], left: [] }
  const stack = boundStack([...tags.stack, ...entriesOf(said, here)], [], here, left).map((entry) =>
    entry.fromTag ? entry : { ...entry, name: here.adapters.find(entry.adapter)?.name ?? entry.name },
  )
  if (stack.length > mostEntries) throw tooManyAdapters()
  left.push(...tags.left, ...missingWords(said.embeddings, here), ...prompts.left)
  left.push(...notRestoredRemarks(notRestored))
  if (hasOwnWays.has(said.source))
    left.push(remark('picture-settings/own-ways', { program: programNames[said.source] }))
  const carried = carriedFrom(said.source, notRestored)
  return { settings: { ...settings, ...words, ...models, profile: prompts.profile, stack, carried }, left }
}

/** Adapters that no tag of the prompt stands for. */
function entriesOf({ adapters }: SaidSettings, { newId }: Here): Stack {
  return adapters.flatMap(({ name, hash, weight, textWeight }) => {
    const entry = plainEntry({
      id: newId(),
      adapter: missingAdapter(hash === '' ? name : hash),
      name,
      weight,
    })
    const parsed = stackEntrySchema.safeParse({ ...entry, textWeight })
    return parsed.success ? [parsed.data] : []
  })
}

function namedModel(file: SaidFile | null): NamedModel | null {
  return file && { id: null, name: file.name, hash: file.hash }
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

function missingWords(named: readonly SaidFile[], { words }: Here): Remark[] {
  const known = new Set(words.map(({ name }) => name.toLowerCase()))
  return named.flatMap(({ name, hash }) =>
    known.has(name.toLowerCase()) ? [] : [remark('picture-settings/embedding-missing', factsOf(name, hash))],
  )
}

function notRestoredRemarks(all: readonly NotRestored[]): Remark[] {
  const isLong = all.some(({ name, why }) => why === 'unusable' && longPromptNames.has(name))
  const [unusable, unsupported] = (['unusable', 'unsupported'] as const).map((why) =>
    all.flatMap((one) =>
      one.why !== why || longPromptNames.has(one.name) ? [] : [`${one.name}: ${cutText(one.value)}`],
    ),
  ) as [string[], string[]]
  const habits = all.filter(({ why }) => why === 'habit')
  return [
    ...(isLong ? [remark('picture-settings/prompt-too-long', { most: limits.promptLength })] : []),
    ...(unusable.length > 0
      ? [remark('picture-settings/unusable', { settings: unusable.slice(0, mostNamed) })]
      : []),
    ...(unsupported.length > 0
      ? [
          remark('picture-settings/unsupported', {
            settings: unsupported.slice(0, mostNamed),
            others: Math.max(0, unsupported.length - mostNamed),
          }),
        ]
      : []),
    ...(habits.length > 0
      ? [
          remark('picture-settings/old-version', {
            version: habits[0]!.value,
            habits: habits.map(({ name }) => name),
          }),
        ]
      : []),
  ]
}

/** A text may have thousands; nobody reads them. */
const mostNamed = 20

function tooManyAdapters(): AppError {
  return new AppError('picture-settings/too-many-adapters', { most: mostEntries })
}
