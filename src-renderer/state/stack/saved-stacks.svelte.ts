// Stacks kept under a name: which one the cards are, loading, saving and removing one.
import type { Stack as Entries } from '../../../src-main/contract/adapter.ts'
import type { SavedStack } from '../../../src-main/contract/library.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Stack } from './stack.svelte.ts'

export type SavedStacksParts = { studio: Studio; stack: Stack; histories: Histories; look: Look }
type Kept = { name: string; stack: Entries }

export class SavedStacks {
  readonly #parts: SavedStacksParts
  #chosenId = $state<string | null>(null)

  /** The one that was loaded or saved last. */
  readonly chosen: SavedStack | null = $derived.by(
    () => this.#parts.studio.data.stacks.find(({ id }) => id === this.#chosenId) ?? null,
  )
  /** Whether the entries are still what it says. */
  readonly isSaved: boolean = $derived.by(
    () => this.chosen !== null && isSame(this.chosen.stack, this.#parts.stack.entries),
  )

  constructor(parts: SavedStacksParts) {
    this.#parts = parts
  }

  load(saved: SavedStack): void {
    this.#chosenId = saved.id
    this.#parts.stack.take(saved)
  }

  async save(name: string): Promise<boolean> {
    const { stack, histories, look } = this.#parts
    const saved = { name, stack: stack.entries }
    const before = this.#named(name)
    return histories.act<Kept | null>(
      histories.at('create'),
      {
        name: (words) => words.saved(name),
        key: null,
        before: before && { name: before.name, stack: before.stack },
        after: saved,
        put: (to) => this.#put(name, to),
      },
      look.words.stack.savedAs(name),
    )
  }

  async forget({ name, stack }: SavedStack): Promise<void> {
    const { histories, look } = this.#parts
    await histories.act<Kept | null>(
      histories.at('create'),
      {
        name: (words) => words.forgotten(name),
        key: null,
        before: { name, stack },
        after: null,
        put: (to) => this.#put(name, to),
      },
      look.words.stack.forgotten(name),
    )
  }

  #named(name: string): SavedStack | null {
    return this.#parts.studio.data.stacks.find((one) => isCalled(one, name)) ?? null
  }

  /** A name has one stack, which may have another id each time it is saved. */
  async #put(name: string, kept: Kept | null): Promise<void> {
    const { backend } = this.#parts.studio
    const id = this.#named(name)?.id
    if (kept !== null) this.#chosenId = (await backend.stacks.save(kept)).id
    else if (id !== undefined) await backend.stacks.remove({ id })
  }
}

function isCalled(saved: SavedStack, name: string): boolean {
  return saved.name.toLowerCase() === name.toLowerCase()
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
