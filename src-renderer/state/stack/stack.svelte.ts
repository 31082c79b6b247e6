// The adapter stack of the draft: every edit of a card, and the prompt's tags and trigger words that go with it.
import {
  missingKey,
  mostEntries,
  plainEntry,
  type Stack as Entries,
  type StackEntry,
} from '../../../src-main/contract/adapter.ts'
import { bindStack } from '../../../src-main/contract/bind-stack.ts'
import { knowsTags } from '../../../src-main/contract/generation.ts'
import type { AdapterProof, AdapterSummary, SavedStack } from '../../../src-main/contract/library.ts'
import { trainingOfAdapter } from '../../../src-main/contract/training-project.ts'
import { remark } from '../../../src-main/messages/table.ts'
import type { ChangeHow, Draft, Form } from '../picture/draft.svelte.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Entry } from '../history/timeline.ts'
import type { Look } from '../look.svelte.ts'
import type { AdapterLibrary } from './adapter-library.svelte.ts'
import type { AdapterShelf } from './adapter-shelf.svelte.ts'
import type { Proofs } from './proofs.svelte.ts'
import { followPrompt, followStack, withoutTags } from './stack-edits.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { addWords, hasWords } from '../../../src-main/text/prompt-phrases.ts'
import { removeWords } from './trigger-words.ts'

export type StackCard = { entry: StackEntry; adapter: AdapterSummary | null; proof: AdapterProof | null }
export type StackParts = {
  draft: Draft
  shelf: AdapterShelf
  proofs: Proofs
  library: AdapterLibrary
  histories: Histories
  toasts: Toasts
  look: Look
}
export type EntryChange = Partial<Omit<StackEntry, 'id' | 'name' | 'adapter' | 'fromTag'>>

/** What a change of a field is called. */
const fieldNames = {
  on: 'turned',
  weight: 'weight',
  textWeight: 'textWeight',
  blockWeights: 'blocks',
  schedule: 'schedule',
  dynamicRank: 'entry',
} as const satisfies Record<keyof EntryChange, string>

export class Stack {
  readonly #parts: StackParts
  readonly #draft: Draft
  /** The last entry of a name whose tag was deleted: typing the tag again brings it back as it was. */
  readonly #buried = new Map<string, StackEntry>()
  /** The entry that somebody looks for. */
  #called = $state.raw<{ readonly id: string } | null>(null)
  /** What was on before one was heard alone. */
  #beforeSolo: ReadonlySet<string> | null = null

  readonly cards: readonly StackCard[] = $derived.by(() =>
    this.entries.map((entry) => ({
      entry,
      adapter: this.#parts.shelf.find(entry.adapter),
      proof: this.#parts.proofs.of(entry.adapter),
    })),
  )

  constructor(parts: StackParts) {
    const { draft, shelf, proofs } = parts
    this.#parts = parts
    this.#draft = draft
    draft.agreeWith((after, before) => this.#agree(after, before))
    draft.onRestore(() => this.#rebind())
    shelf.onChange(() => {
      this.#rebind()
      this.#want(this.entries)
    })
    proofs.onForgotten(() => this.#want(this.entries))
    draft.onChange(({ stack, prompt }) => {
      if (stack !== undefined || prompt !== undefined) this.#want(this.entries)
    })
    draft.onAdopt(() => this.#want(this.entries))
    this.#want(this.entries)
  }

  get entries(): Entries {
    return this.#draft.form.stack
  }

  has(adapterId: string): boolean {
    return this.entries.some(({ adapter }) => adapter === adapterId)
  }

  /** The entry whose card is to be shown and to have the focus; another object each time. */
  get called(): { readonly id: string } | null {
    return this.#called
  }

  /**
   * One step, however many. One that is there already is called instead: added once more it would act twice. Null where
   * nothing was added.
   */
  add(...adapters: readonly AdapterSummary[]): Entry | null {
    const there = this.entries.find((entry) => adapters.some(({ id }) => entry.adapter === id))
    if (there !== undefined) this.#called = { id: there.id }
    const fresh = adapters.filter(({ id }) => !this.has(id))
    if (fresh.length === 0) return null
    const entries = fresh.map(({ id, name, preferredWeight }) =>
      plainEntry({ id: newId(), adapter: id, name, weight: preferredWeight }),
    )
    const names = fresh.map(({ name }) => name).join(', ')
    return this.#put([...this.entries, ...entries], { name: (words) => words.added(names), key: null })
  }

  change(id: string, change: EntryChange): Entry | null {
    const name = this.entries.find((entry) => entry.id === id)?.name ?? ''
    const fields = Object.keys(change) as (keyof EntryChange)[]
    const field = fields.length === 1 ? fields[0] : undefined
    return this.#put(
      this.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
      {
        name: (words) => (field === undefined ? words.entry : words[fieldNames[field]])(name),
        key: `card ${id} ${fields.join(' ')}`,
      },
    )
  }

  /** Removes a card with its tag and the words it put in; said, with a way back. */
  remove(id: string): void {
    const entry = this.entries.find((candidate) => candidate.id === id)
    if (entry === undefined) return
    const { name } = entry
    const step = this.#draft.change(
      {
        stack: this.entries.filter((candidate) => candidate.id !== id),
        prompt: removeWords(this.#withoutTagOf(entry), this.#wordsOf(id)),
      },
      { name: (words) => words.removed(name), key: null },
    )
    this.#say(this.#parts.look.words.stack.removed(name), step)
  }

  clear(): void {
    if (this.entries.length === 0) return
    const mine = this.entries.flatMap(({ id }) => this.#wordsOf(id))
    const step = this.#draft.change(
      { stack: [], prompt: removeWords(this.#promptOf([]), mine) },
      { name: (words) => words.cleared, key: null },
    )
    this.#say(this.#parts.look.words.stack.cleared, step)
  }

  turnAll(on: boolean): void {
    this.#beforeSolo = null
    this.#put(
      this.entries.map((entry) => ({ ...entry, on })),
      { name: (words) => words.turnedAll, key: null },
    )
  }

  turn(id: string, on: boolean): void {
    this.#beforeSolo = null
    this.change(id, { on })
  }

  /** Only this one acts; again, those that acted before. */
  solo(id: string): void {
    const alone = this.entries.every((entry) => entry.on === (entry.id === id))
    const before = this.#beforeSolo
    if (!alone) this.#beforeSolo = new Set(this.entries.filter(({ on }) => on).map((entry) => entry.id))
    const name = this.entries.find((entry) => entry.id === id)?.name ?? ''
    this.#put(
      this.entries.map((entry) => ({
        ...entry,
        on: alone ? (before?.has(entry.id) ?? true) : entry.id === id,
      })),
      { name: (words) => words.solo(name), key: null },
    )
  }

  /** To a place among the others, counted from 0. Returns the place it got. */
  move(id: string, to: number): number {
    const from = this.entries.findIndex((entry) => entry.id === id)
    const target = Math.min(this.entries.length - 1, Math.max(0, to))
    if (from === -1 || from === target) return from
    const entry = this.entries[from]!
    this.#put(this.entries.toSpliced(from, 1).toSpliced(target, 0, entry), {
      name: (words) => words.moved(entry.name),
      key: `order ${id}`,
    })
    return target
  }

  /** Whether a group of trigger words is in the prompt, in the negative one, or not there. */
  placeOf(words: readonly string[]): 'prompt' | 'negative' | null {
    if (hasWords(this.#draft.form.prompt, words)) return 'prompt'
    return hasWords(this.#draft.form.negativePrompt, words) ? 'negative' : null
  }

  /** Puts a group of words into the prompt, or takes it out of where it is. */
  toggleWords(id: string, words: readonly string[]): void {
    const { prompt, negativePrompt } = this.#draft.form
    const place = this.placeOf(words)
    const how: ChangeHow = { name: (names) => names.words, key: null }
    if (place === 'negative') {
      this.#draft.change({ negativePrompt: removeWords(negativePrompt, words) }, how)
    } else if (place === 'prompt') {
      const mine = this.#wordsOf(id).filter((word) => !words.includes(word))
      this.#draft.change(
        { prompt: removeWords(prompt, words), insertedWords: this.#remembering(id, mine) },
        how,
      )
    } else {
      const { text, inserted } = addWords(prompt, words)
      const mine = [...this.#wordsOf(id), ...inserted]
      this.#draft.change({ prompt: text, insertedWords: this.#remembering(id, mine) }, how)
    }
  }

  /** The entries of a saved stack, instead of those that no tag has put in. */
  take(saved: SavedStack): void {
    const kept = this.entries.filter(({ fromTag }) => fromTag)
    const fresh = saved.stack.map((entry) => ({ ...entry, id: newId(), fromTag: false }))
    const untagged = fresh.filter(({ name }) => !kept.some((entry) => entry.name === name))
    const step = this.#put(bindStack([...kept, ...untagged], this.#parts.library.lookup()), {
      name: (words) => words.loaded(saved.name),
      key: null,
    })
    this.#say(this.#parts.look.words.stack.loaded(saved.name), step)
  }

  #put(stack: Entries, how: ChangeHow): Entry | null {
    if (stack.length > mostEntries) {
      this.#parts.toasts.fail(remark('stack/too-long', { most: mostEntries }))
      return null
    }
    return this.#draft.change({ stack, prompt: this.#promptOf(stack) }, how)
  }

  /** The prompt as it is, or with the tags that belong to these entries. */
  #promptOf(stack: Entries): string {
    const { prompt, profile } = this.#draft.form
    return knowsTags[profile] ? followStack(prompt, stack) : prompt
  }

  /** After every change of prompt or stack both say the same. */
  #agree(after: Form, before: Form): Form {
    if (!knowsTags[after.profile]) return { ...after, ...withoutTags(after.prompt, after.stack) }
    const typed = after.prompt !== before.prompt
    const { stack, removed } = followPrompt(
      after.prompt,
      after.stack,
      (name) => this.#found(name),
      (name) => this.#exhume(name),
    )
    if (removed.length === 0) return { ...after, stack }
    for (const entry of removed) this.#buried.set(entry.name, entry)
    const words = removed.flatMap(({ id }) => this.#wordsOf(id))
    const prompt = typed && words.length > 0 ? removeWords(after.prompt, words) : after.prompt
    return { ...after, stack, prompt }
  }

  #found(name: string): string | null {
    this.#parts.shelf.want({ names: [name] })
    return this.#parts.library.find(name)?.id ?? null
  }

  #exhume(name: string): Partial<StackEntry> & { id: string } {
    const buried = this.#buried.get(name)
    if (buried === undefined) return { id: newId() }
    this.#buried.delete(name)
    const { id, on, blockWeights, schedule } = buried
    return this.entries.some((entry) => entry.id === id)
      ? { id: newId() }
      : { id, on, blockWeights, schedule }
  }

  #withoutTagOf(entry: StackEntry): string {
    return entry.fromTag
      ? this.#promptOf(this.entries.filter(({ id }) => id !== entry.id))
      : this.#draft.form.prompt
  }

  #remembering(id: string, words: readonly string[]): Record<string, string[]> {
    return { ...this.#draft.insertedWords, [id]: [...words] }
  }

  #wordsOf(id: string): readonly string[] {
    return this.#draft.insertedWords[id] ?? []
  }

  #say(message: string, step: Entry | null): void {
    const { histories, toasts } = this.#parts
    toasts.say(message, histories.wayBack(histories.at('create'), step))
  }

  /** A file that appears is matched by hash or name; one that goes leaves its card. */
  #rebind(): void {
    const bound = bindStack(this.entries, this.#parts.library.lookup())
    if (bound.some((entry, index) => entry !== this.entries[index]))
      this.#draft.change({ stack: bound }, { silent: true })
  }

  /** What is not known of the entries is asked for. */
  #want(entries: Entries): void {
    const { shelf, proofs } = this.#parts
    const keys = entries.map(({ adapter }) => missingKey(adapter))
    const lost = entries.flatMap(({ name }, index) => (keys[index] === null ? [] : [name, keys[index] ?? '']))
    const ids = entries.flatMap(({ adapter }, index) =>
      keys[index] === null && trainingOfAdapter(adapter) === null ? [adapter] : [],
    )
    shelf.want({ ids, names: lost })
    proofs.want(ids.flatMap((id) => shelf.find(id) ?? []))
  }
}

/** Also where the page has no secure context: a phone in the same network. */
function newId(): string {
  return `entry-${Math.random().toString(36).slice(2, 12)}`
}
