// Every message that host, engine, command line and page know, by its code.
import { catalog } from './catalog.ts'
import type { AnyRemark, Entry, Facts, OldReport } from './entry.ts'
import { quotedFacts } from './quoted-facts.ts'
import { access } from './access.ts'
import { adapter } from './adapter.ts'
import { checkpoint } from './checkpoint.ts'
import { dataset } from './dataset.ts'
import { desktop } from './desktop.ts'
import { download } from './download.ts'
import { draft } from './draft.ts'
import { engine } from './engine.ts'
import { exports } from './exports.ts'
import { file } from './file.ts'
import { folder } from './folder.ts'
import { idle } from './idle.ts'
import { imports } from './imports.ts'
import { internal } from './internal.ts'
import { job } from './job.ts'
import { library } from './library.ts'
import { modelClues } from './model-clues.ts'
import { model } from './model.ts'
import { move } from './move.ts'
import { muting } from './muting.ts'
import { picture } from './picture.ts'
import { pictureSettings } from './picture-settings.ts'
import { preview } from './preview.ts'
import { project } from './project.ts'
import { prompt } from './prompt.ts'
import { query } from './query.ts'
import { recipe } from './recipe.ts'
import { recognition } from './recognition.ts'
import { rename } from './rename.ts'
import { replay } from './replay.ts'
import { request } from './request.ts'
import { rewrite } from './rewrite.ts'
import { settings } from './settings.ts'
import { site } from './site.ts'
import { stack } from './stack.ts'
import { stored } from './stored.ts'
import { tensors } from './tensors.ts'
import { training } from './training.ts'
import { transfer } from './transfer.ts'
import { trial } from './trial.ts'
import { unmatched } from './unmatched.ts'
import { usage } from './usage.ts'
import { value } from './value.ts'

export const messages = {
  ...access,
  ...adapter,
  ...catalog,
  ...checkpoint,
  ...dataset,
  ...desktop,
  ...download,
  ...draft,
  ...engine,
  ...exports,
  ...file,
  ...folder,
  ...idle,
  ...imports,
  ...internal,
  ...job,
  ...library,
  ...model,
  ...modelClues,
  ...move,
  ...muting,
  ...picture,
  ...pictureSettings,
  ...preview,
  ...project,
  ...prompt,
  ...query,
  ...recipe,
  ...recognition,
  ...rename,
  ...replay,
  ...request,
  ...rewrite,
  ...settings,
  ...site,
  ...stack,
  ...stored,
  ...tensors,
  ...training,
  ...transfer,
  ...trial,
  ...unmatched,
  ...usage,
  ...value,
}

type Table = typeof messages
export type Code = keyof Table
export type FactsOf<C extends Code> = AsGiven<Table[C]['facts']>

/** What stands for the facts of an example: any list of such items, any remark. */
type AsGiven<F> = {
  readonly [Key in keyof F]: [F[Key]] extends [never]
    ? never
    : F[Key] extends readonly (infer Item)[]
      ? readonly Item[]
      : F[Key] extends AnyRemark
        ? AnyRemark | OldReport
        : F[Key]
}

/** What is to be said: a code and the facts that its sentence needs. Plain data: it crosses processes and is stored. */
export type Remark<C extends Code = Code> = { [K in C]: { readonly code: K; readonly facts: FactsOf<K> } }[C]

/** Facts may be left out where a code needs none. */
export type Arguments<C extends Code> =
  Record<string, never> extends FactsOf<C> ? [facts?: FactsOf<C>] : [facts: FactsOf<C>]

/** Facts are cut to what a sentence quotes: a report stays small. */
export function remark<C extends Code>(code: C, ...[facts]: Arguments<C>): Remark<C> {
  return { code, facts: quotedFacts((facts ?? {}) as Facts) } as Remark<C>
}

/** The row of a code, also of one that only claims to be known. */
export function entryOf(code: string): Entry | null {
  return Object.hasOwn(messages, code) ? (messages[code as Code] as unknown as Entry) : null
}
