// <lora:…> tags and the stack: every tag of a prompt is one entry of the stack, and acts once.
import { AppError } from '../base/errors.ts'
import type { StackEntry } from '../contract/adapter.ts'
import { extraNetworkSpans, readAdapterTag, type AdapterTag } from './extra-networks.ts'

/** An adapter tag with the place it is written at: `prompt.slice(start, end)`. */
export type TagEntry = AdapterTag & { readonly start: number; readonly end: number }

/** What a tag says of its entry, as entries keep it: a text weight of its own only where it differs. */
export function weightsOfTag({
  weight,
  textWeight,
  dynamicRank,
}: AdapterTag): Pick<StackEntry, 'weight' | 'textWeight' | 'dynamicRank'> {
  return { weight, textWeight: textWeight === weight ? null : textWeight, dynamicRank }
}

const fileEnding = /\.(safetensors|ckpt|pth?|bin)$/i

/** A tag's name as a path without its ending, in small letters: `style\Ink.safetensors` is `style/ink`. */
export function pathOfName(name: string): string {
  return name.replaceAll('\\', '/').replace(fileEnding, '').toLowerCase()
}

/** What pairing needs to know of a stack's entry. */
export type TaggedEntry = { readonly name: string; readonly fromTag: boolean }

/** The adapter tags of a prompt in the order written. A tag without a name or with a bad weight is an `AppError`. */
export function tagEntries(prompt: string): TagEntry[] {
  return extraNetworkSpans(prompt).flatMap(({ network, start, end }) => {
    const tag = readAdapterTag(network)
    return tag === null ? [] : [{ ...tag, start, end }]
  })
}

/** Every tag with its entry, occurrence by occurrence: the second `<lora:ink:…>` is the second `ink` of the stack. */
export function pairTags<Tag extends { readonly name: string }, Entry extends TaggedEntry>(
  tags: readonly Tag[],
  stack: readonly Entry[],
): { tag: Tag; entry: Entry | null }[] {
  const free = new Set(stack.filter((entry) => entry.fromTag))
  return tags.map((tag) => {
    const entry = [...free].find((candidate) => candidate.name === tag.name) ?? null
    if (entry !== null) free.delete(entry)
    return { tag, entry }
  })
}

/**
 * The stack with an entry for every tag of the prompt: `find` makes the entries that are missing (null where there is
 * no such adapter, which is an error that names it). An entry whose tag is gone stays, as one that no tag stands for.
 */
export function accountForTags<Entry extends TaggedEntry>(
  prompt: string,
  stack: readonly Entry[],
  find: (tag: TagEntry) => Entry | null,
): Entry[] {
  const pairs = pairTags(tagEntries(prompt), stack)
  const paired = new Set(pairs.map(({ entry }) => entry))
  const kept = stack.map((entry) =>
    entry.fromTag && !paired.has(entry) ? { ...entry, fromTag: false } : entry,
  )
  const added = pairs.flatMap(({ tag, entry }) => {
    if (entry !== null) return []
    const found = find(tag)
    if (found === null) throw unknownAdapter(tag.name)
    return [{ ...found, name: tag.name, fromTag: true }]
  })
  return [...kept, ...added]
}

/** The error for a tag that means no adapter; `known` are the names there are. */
export function unknownAdapter(name: string, known: Iterable<string> = []): AppError {
  return new AppError('prompt/adapter', { name, close: closestNames(name, known) })
}

const mostSuggestions = 3

/** A few of the known names that differ little from the wanted one, nearest first. */
export function closestNames(wanted: string, known: Iterable<string>): string[] {
  const limit = Math.max(2, Math.floor(wanted.length / 2))
  return [...new Set(known)]
    .map((name) => ({ name, distance: editDistance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, mostSuggestions)
    .map(({ name }) => name)
}

/** Letters to insert, remove or replace until one word is the other. */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = above[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(above[column]! + 1, current[column - 1]! + 1, replaced))
    }
    above = current
  }
  return above[to.length]!
}
