// The adapter stack of the draft: every edit of a card, and the prompt's tags and trigger words that go with it.
import {
  missingKey,
  plainEntry,
  stackSchema,
  type Stack as Entries,
  type StackEntry,
} from '../../../src-main/contract/adapter.ts'
import { bindStack, type AdapterLookup, type BindableAdapter } from '../../../src-main/contract/bind-stack.ts'
import type {
  AdapterEdit,
  AdapterProof,
  AdapterSummary,
  SavedStack,
} from '../../../src-main/contract/library.ts'
import { widenedRange } from '../../../src-main/contract/weights.ts'
import { trainingOfAdapter } from '../../../src-main/contract/training-project.ts'
import type { Draft, Form } from '../picture/draft.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { AdapterShelf } from './adapter-shelf.svelte.ts'
import type { Proofs } from './proofs.svelte.ts'
import { followPrompt, followStack } from './stack-edits.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { addWords, hasWords, removeWords } from './trigger-words.ts'

export type StackCard = { entry: StackEntry; adapter: AdapterSummary | null; proof: AdapterProof | null }
export type EntryChange = Partial<Omit<StackEntry, 'id' | 'name' | 'adapter' | 'fromTag'>>

export class Stack {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #shelf: AdapterShelf
  readonly #proofs: Proofs
  readonly #toasts: Toasts
  readonly #look: Look
  /** The last entry of a name whose tag was deleted: typing the tag again brings it back as it was. */
  readonly #buried = new Map<string, StackEntry>()
  /** What was on before one was heard alone. */
  #beforeSolo: ReadonlySet<string> | null = null
  #chosenId = $state<string | null>(null)

  readonly cards: readonly StackCard[] = $derived.by(() =>
    this.entries.map((entry) => ({
      entry,
      adapter: this.#shelf.find(entry.adapter),
      proof: this.#proofs.of(entry.adapter),
    })),
  )
  /** The saved stack that was loaded or saved last. */
  readonly chosen: SavedStack | null = $derived.by(
    () => this.#studio.data.stacks.find(({ id }) => id === this.#chosenId) ?? null,
  )
  /** Whether the entries are still what that saved stack says. */
  readonly isSaved: boolean = $derived.by(
    () => this.chosen !== null && isSame(this.chosen.stack, this.entries),
  )

  constructor(studio: Studio, draft: Draft, shelf: AdapterShelf, proofs: Proofs, toasts: Toasts, look: Look) {
    this.#studio = studio
    this.#draft = draft
    this.#shelf = shelf
    this.#proofs = proofs
    this.#toasts = toasts
    this.#look = look
    draft.agreeWith((after, before) => this.#agree(after, before))
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

  add(adapter: AdapterSummary): void {
    const { id, name, preferredWeight } = adapter
    const entry = plainEntry({ id: newId(), adapter: id, name, weight: preferredWeight })
    this.#put([...this.entries, entry])
  }

  change(id: string, change: EntryChange): void {
    this.#put(this.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)))
  }

  /** Removes a card with its tag and the words it put in; said, with a way back. */
  remove(id: string): void {
    const entry = this.entries.find((candidate) => candidate.id === id)
    if (entry === undefined) return
    const undo = this.#memory()
    this.#draft.change({
      stack: this.entries.filter((candidate) => candidate.id !== id),
      prompt: removeWords(this.#withoutTagOf(entry), this.#wordsOf(id)),
    })
    this.#say(this.#look.words.stack.removed(entry.name), undo)
  }

  clear(): void {
    if (this.entries.length === 0) return
    const undo = this.#memory()
    const words = this.entries.flatMap(({ id }) => this.#wordsOf(id))
    this.#draft.change({ stack: [], prompt: removeWords(followStack(this.#draft.form.prompt, []), words) })
    this.#say(this.#look.words.stack.cleared, undo)
  }

  turnAll(on: boolean): void {
    this.#beforeSolo = null
    this.#put(this.entries.map((entry) => ({ ...entry, on })))
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
    this.#put(
      this.entries.map((entry) => ({
        ...entry,
        on: alone ? (before?.has(entry.id) ?? true) : entry.id === id,
      })),
    )
  }

  /** To a place among the others, counted from 0. Returns the place it got. */
  move(id: string, to: number): number {
    const from = this.entries.findIndex((entry) => entry.id === id)
    const target = Math.min(this.entries.length - 1, Math.max(0, to))
    if (from === -1 || from === target) return from
    const moved = this.entries.toSpliced(from, 1)
    this.#put(moved.toSpliced(target, 0, this.entries[from]!))
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
    if (place === 'negative') this.#draft.change({ negativePrompt: removeWords(negativePrompt, words) })
    else if (place === 'prompt') {
      this.#remember(id, (mine) => mine.filter((word) => !words.includes(word)))
      this.#draft.change({ prompt: removeWords(prompt, words) })
    } else {
      const { text, inserted } = addWords(prompt, words)
      this.#remember(id, (mine) => [...mine, ...inserted])
      this.#draft.change({ prompt: text })
    }
  }

  load(saved: SavedStack): void {
    const undo = this.#memory()
    this.#chosenId = saved.id
    const kept = this.entries.filter(({ fromTag }) => fromTag)
    const fresh = saved.stack.map((entry) => ({ ...entry, id: newId(), fromTag: false }))
    const untagged = fresh.filter(({ name }) => !kept.some((entry) => entry.name === name))
    this.#put(bindStack([...kept, ...untagged], this.#lookup()))
    this.#say(this.#look.words.stack.loaded(saved.name), undo)
  }

  async save(name: string): Promise<boolean> {
    return this.#toasts.attempt(async () => {
      const saved = await this.#studio.backend.stacks.save({ name, stack: this.entries })
      this.#chosenId = saved.id
      this.#toasts.say(this.#look.words.stack.savedAs(saved.name))
    })
  }

  async forget(saved: SavedStack): Promise<void> {
    await this.#toasts.attempt(async () => {
      await this.#studio.backend.stacks.remove({ id: saved.id })
      this.#toasts.say(this.#look.words.stack.forgotten(saved.name), {
        label: this.#look.words.common.undo,
        run: () => void this.#toasts.attempt(() => this.#studio.backend.stacks.save(saved)),
      })
    })
  }

  /** What a person changes of the adapter itself: preferred weight, notes, favourite. */
  async edit(adapter: AdapterSummary, edit: AdapterEdit): Promise<void> {
    const put = (next: AdapterSummary): void => this.#studio.learn({ type: 'adapter', adapter: next })
    // A range that goes back to the usual one is the host's to say.
    if (edit.range !== null) put({ ...adapter, ...(edit as Partial<AdapterSummary>) })
    const done = await this.#toasts.attempt(async () =>
      put(await this.#studio.backend.adapters.edit({ id: adapter.id, edit })),
    )
    if (!done) put(adapter)
  }

  /** A weight beyond the adapter's range makes the range wider, for good. */
  widen(adapter: AdapterSummary, weight: number): void {
    const range = widenedRange(adapter.range, weight)
    if (range.min !== adapter.range.min || range.max !== adapter.range.max) void this.edit(adapter, { range })
  }

  resetRange(adapter: AdapterSummary): void {
    void this.edit(adapter, { range: null })
  }

  /** By its name as tags call it, or by its hash. */
  find(name: string): BindableAdapter | null {
    return this.#shelf.byName(name) ?? this.#shelf.byHash(name)
  }

  /** Whether a tag of this name means no adapter; false while the host has not said so. */
  isNothing(name: string): boolean {
    return this.find(name) === null && this.#shelf.isNothing(name)
  }

  #put(stack: Entries): void {
    if (!stackSchema.safeParse(stack).success) {
      this.#toasts.fail({ code: 'stack/too-long', message: this.#look.words.stack.tooMany })
      return
    }
    this.#draft.change({ stack, prompt: followStack(this.#draft.form.prompt, stack) })
  }

  /** After every change of prompt or stack both say the same. */
  #agree(after: Form, before: Form): Form {
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
    this.#shelf.want({ names: [name] })
    return this.find(name)?.id ?? null
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
    const { prompt } = this.#draft.form
    return entry.fromTag
      ? followStack(
          prompt,
          this.entries.filter(({ id }) => id !== entry.id),
        )
      : prompt
  }

  #remember(id: string, change: (words: readonly string[]) => string[]): void {
    this.#draft.insertedWords = { ...this.#draft.insertedWords, [id]: change(this.#wordsOf(id)) }
  }

  #wordsOf(id: string): readonly string[] {
    return this.#draft.insertedWords[id] ?? []
  }

  /** What a removal takes away, and how it comes back. */
  #memory(): () => void {
    const { stack, prompt, negativePrompt } = this.#draft.form
    const inserted = this.#draft.insertedWords
    return () => {
      this.#draft.insertedWords = inserted
      this.#draft.change({ stack, prompt, negativePrompt })
    }
  }

  #say(message: string, undo: () => void): void {
    this.#toasts.say(message, { label: this.#look.words.common.undo, run: undo })
  }

  /** A file that appears is matched by hash or name; one that goes leaves its card. */
  #rebind(): void {
    const bound = bindStack(this.entries, this.#lookup())
    if (bound.some((entry, index) => entry !== this.entries[index])) this.#draft.change({ stack: bound })
  }

  #lookup(): AdapterLookup {
    const shelf = this.#shelf
    return {
      find: (id) => shelf.bindable(id),
      byName: (name) => shelf.byName(name),
      byHash: (hash) => shelf.byHash(hash),
    }
  }

  /** What is not known of the entries is asked for. */
  #want(entries: Entries): void {
    const keys = entries.map(({ adapter }) => missingKey(adapter))
    const lost = entries.flatMap(({ name }, index) => (keys[index] === null ? [] : [name, keys[index] ?? '']))
    const ids = entries.flatMap(({ adapter }, index) =>
      keys[index] === null && trainingOfAdapter(adapter) === null ? [adapter] : [],
    )
    this.#shelf.want({ ids, names: lost })
    this.#proofs.want(ids.flatMap((id) => this.#shelf.find(id) ?? []))
  }
}

/** Also where the page has no secure context: a phone in the same network. */
function newId(): string {
  return `entry-${Math.random().toString(36).slice(2, 12)}`
}

/** The same adapters in the same order, doing the same. */
function isSame(a: Entries, b: Entries): boolean {
  const meaning = (stack: Entries): string =>
    JSON.stringify(
      stack.map(({ name, on, weight, textWeight, blockWeights, schedule, dynamicRank }) => [
        name,
        on,
        weight,
        textWeight,
        blockWeights,
        schedule,
        dynamicRank,
      ]),
    )
  return meaning(a) === meaning(b)
}
