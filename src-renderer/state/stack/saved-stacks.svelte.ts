// Stacks kept under a name: which one the cards are, loading, saving and removing one.
import type { Stack as Entries } from '../../../src-main/contract/adapter.ts'
import type { SavedStack } from '../../../src-main/contract/library.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import type { Stack } from './stack.svelte.ts'

export type SavedStacksParts = { studio: Studio; stack: Stack; toasts: Toasts; look: Look }

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
    const { studio, stack, toasts, look } = this.#parts
    return toasts.attempt(async () => {
      const saved = await studio.backend.stacks.save({ name, stack: stack.entries })
      this.#chosenId = saved.id
      toasts.say(look.words.stack.savedAs(saved.name))
    })
  }

  async forget(saved: SavedStack): Promise<void> {
    const { studio, toasts, look } = this.#parts
    await toasts.attempt(async () => {
      await studio.backend.stacks.remove({ id: saved.id })
      toasts.say(look.words.stack.forgotten(saved.name), {
        label: look.words.common.undo,
        run: () => void toasts.attempt(() => studio.backend.stacks.save(saved)),
      })
    })
  }
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
