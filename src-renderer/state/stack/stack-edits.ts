// Tags of a prompt and entries of a stack are one thing: every edit of one as the edit of both. Pure.
import { extraNetworkSpans, readAdapterTag, type AdapterTag } from '../../../src-main/text/extra-networks.ts'
import { weightsOfTag } from '../../../src-main/text/stack-tags.ts'
import { AppError, reportError, type ErrorReport } from '../../../src-main/base/errors.ts'
import {
  missingAdapter,
  mostEntries,
  plainEntry,
  type Stack,
  type StackEntry,
} from '../../../src-main/contract/adapter.ts'
import { remark } from '../../../src-main/messages/table.ts'

/** A `<lora:…>` tag as it is written; `tag` is null where it cannot be read (then `problem` says why). */
export type WrittenTag = {
  start: number
  end: number
  name: string
  tag: AdapterTag | null
  problem: ErrorReport | null
}

/** Makes the entry of a tag that has none: its file, found by name or hash. */
export type FindAdapter = (name: string) => string | null

/** How many entries of a stack tags can be: those that no tag stands for take a place each. */
export function roomForTags(stack: Stack): number {
  return mostEntries - stack.filter(({ fromTag }) => !fromTag).length
}

/** `room`: so many of the tags are entries; the problem of the others says so. */
export function writtenTags(prompt: string, room = mostEntries): WrittenTag[] {
  const tags = extraNetworkSpans(prompt).flatMap(({ network, start, end }): WrittenTag[] => {
    const name = network.positional[0] ?? ''
    try {
      const tag = readAdapterTag(network)
      return tag === null ? [] : [{ start, end, name, tag, problem: null }]
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return [{ start, end, name, tag: null, problem: reportError(error) }]
    }
  })
  const problem: ErrorReport = remark('prompt/too-many-adapters', { most: mostEntries })
  return tags.map((tag, at) => (at < room ? tag : { ...tag, tag: null, problem }))
}

/**
 * The stack that belongs to an edited prompt: a tag's entry takes its weights, a new tag gets an entry, an entry
 * whose tag is gone goes. A tag whose name is being typed stays the same entry. `removed` are the entries that went.
 */
export function followPrompt(
  prompt: string,
  stack: Stack,
  find: FindAdapter,
  newEntry: (name: string) => Partial<StackEntry> & { id: string },
): { stack: Stack; removed: StackEntry[] } {
  const tags = writtenTags(prompt, roomForTags(stack))
  const free = new Set(stack.filter(({ fromTag }) => fromTag))
  const partners = tags.map((written) => {
    const entry = [...free].find(({ name }) => name === written.name) ?? null
    if (entry !== null) free.delete(entry)
    return { written, entry }
  })
  const lonely = partners.filter(({ entry, written }) => entry === null && written.tag !== null)
  const renamed = lonely.length === 1 && free.size === 1 ? [...free][0] : undefined
  if (renamed !== undefined) free.delete(renamed)

  const replaced = new Map<StackEntry, StackEntry>()
  const added: StackEntry[] = []
  for (const { written, entry } of partners) {
    if (written.tag === null) continue
    if (entry !== null) replaced.set(entry, withTag(entry, written.tag))
    else {
      const adapter = find(written.name) ?? missingAdapter(written.name)
      if (renamed !== undefined) {
        replaced.set(renamed, withTag({ ...renamed, name: written.name, adapter }, written.tag))
      } else {
        const { name } = written
        const own = newEntry(name)
        const plain = plainEntry({ id: own.id, adapter, name, weight: 1 })
        added.push(withTag({ ...plain, fromTag: true, ...own }, written.tag))
      }
    }
  }
  const kept = stack.flatMap((entry) => (free.has(entry) ? [] : [replaced.get(entry) ?? entry]))
  return { stack: [...kept, ...added], removed: [...free] }
}

/** The prompt that belongs to an edited stack: its tags say what their entries weigh, and those without one go. */
export function followStack(prompt: string, stack: Stack): string {
  const free = new Set(stack.filter(({ fromTag }) => fromTag))
  let text = prompt
  let moved = 0
  for (const { start, end, name, tag } of writtenTags(prompt, roomForTags(stack))) {
    const entry = [...free].find((candidate) => candidate.name === name)
    if (entry !== undefined) free.delete(entry)
    if (tag === null) continue
    const from = start + moved
    const to = end + moved
    if (entry === undefined) {
      const next = cutOut(text, from, to)
      moved += next.length - text.length
      text = next
    } else if (!saysTheSame(tag, entry)) {
      const written = tagText(entry, /^<(\w+):/.exec(text.slice(from, to))?.[1])
      text = text.slice(0, from) + written + text.slice(to)
      moved += written.length - (to - from)
    }
  }
  return text
}

/**
 * What stands for the same picture where tags are only text: the entries of tags are plain cards, and their tags
 * leave the prompt. Tags that cannot be read have no entry, and stay.
 */
export function withoutTags(prompt: string, stack: Stack): { prompt: string; stack: Stack } {
  if (!stack.some(({ fromTag }) => fromTag)) return { prompt, stack }
  const tagged = new Set(stack.flatMap(({ fromTag, name }) => (fromTag ? [name] : [])))
  const spans = writtenTags(prompt).filter(({ name, tag }) => tag !== null && tagged.has(name))
  return {
    prompt: spans.reduceRight((text, { start, end }) => cutOut(text, start, end), prompt),
    stack: stack.map((entry) => (entry.fromTag ? { ...entry, fromTag: false } : entry)),
  }
}

/** `<lora:name:weight>`, or with both weights where the text encoder has its own. */
export function tagText(
  { name, weight, textWeight, dynamicRank }: StackEntry,
  type: string | undefined = 'lora',
): string {
  const weights = textWeight === null ? number(weight) : `${number(textWeight)}:${number(weight)}`
  return `<${type}:${name}:${weights}${dynamicRank === null ? '' : `:dyn=${dynamicRank}`}>`
}

/** Cuts a piece out with the comma or space that belonged to it. */
export function cutOut(text: string, start: number, end: number): string {
  const before = text.slice(0, start)
  const after = text.slice(end)
  if (/^\s*,/.test(after) && (before.trim() === '' || /,\s*$/.test(before))) {
    return before + after.replace(/^\s*,\s*/, '')
  }
  if (after.trim() === '') return before.replace(/[\s,]+$/, '') + after.replace(/^\s+/, '')
  return /\s$/.test(before) && /^\s/.test(after) ? before + after.replace(/^\s/, '') : before + after
}

function withTag(entry: StackEntry, tag: AdapterTag): StackEntry {
  return saysTheSame(tag, entry) ? entry : { ...entry, ...weightsOfTag(tag) }
}

function saysTheSame(tag: AdapterTag, entry: StackEntry): boolean {
  return (
    tag.weight === entry.weight &&
    tag.textWeight === (entry.textWeight ?? entry.weight) &&
    tag.dynamicRank === entry.dynamicRank
  )
}

/** As a tag can hold it: no exponent, no trailing zeros. */
function number(value: number): string {
  return String(Number(value.toFixed(3)))
}
