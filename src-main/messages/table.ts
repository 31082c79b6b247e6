// Every message that host, engine, command line and page know, by its code.
import type { Entry } from './entry.ts'
import { dataset } from './dataset.ts'
import { file } from './file.ts'
import { folder } from './folder.ts'
import { internal } from './internal.ts'
import { job } from './job.ts'
import { library } from './library.ts'
import { picture } from './picture.ts'
import { quotedFacts } from './quoted-facts.ts'
import { request } from './request.ts'
import { tensors } from './tensors.ts'
import { training } from './training.ts'

export const messages = {
  ...dataset,
  ...file,
  ...folder,
  ...internal,
  ...job,
  ...library,
  ...picture,
  ...request,
  ...tensors,
  ...training,
}

type Table = typeof messages
export type Code = keyof Table
export type FactsOf<C extends Code> = Table[C]['facts']

/** What is to be said: a code and the facts that its sentence needs. Plain data: it crosses processes and is stored. */
export type Remark<C extends Code = Code> = { [K in C]: { readonly code: K; readonly facts: FactsOf<K> } }[C]

/** Facts may be left out where a code needs none. */
export type Arguments<C extends Code> =
  Record<string, never> extends FactsOf<C> ? [facts?: FactsOf<C>] : [facts: FactsOf<C>]

/** Facts are cut to what a sentence quotes: a report stays small. */
export function remark<C extends Code>(code: C, ...[facts]: Arguments<C>): Remark<C> {
  return { code, facts: quotedFacts(facts ?? {}) } as Remark<C>
}

/** The row of a code, also of one that only claims to be known. */
export function entryOf(code: string): Entry | null {
  return Object.hasOwn(messages, code) ? (messages[code as Code] as unknown as Entry) : null
}
