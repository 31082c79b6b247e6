// Collections of the library as a window shows and changes them; each change is one step of the library's history.
import { SvelteMap } from 'svelte/reactivity'
import type { Collection, WholeCollection } from '../../../src-main/contract/find.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { History } from '../history/history.svelte.ts'
import type { Step, StepName } from '../history/step.ts'
import { takenBack } from '../history/taken-back.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type CollectionsParts = { studio: Studio; histories: Histories; toasts: Toasts; look: Look }

export class Collections {
  readonly #parts: CollectionsParts
  readonly #known = new SvelteMap<string, Collection>()

  /** By name. */
  readonly list: readonly Collection[] = $derived.by(() => {
    const collator = new Intl.Collator(this.#parts.look.language, { numeric: true })
    return [...this.#known.values()].sort((a, b) => collator.compare(a.name, b.name))
  })

  constructor(parts: CollectionsParts) {
    this.#parts = parts
    parts.studio.listen((event) => {
      if (event.type === 'collection') this.#known.set(event.collection.id, event.collection)
      else if (event.type === 'collection-removed') this.#known.delete(event.id)
      else if (event.type === 'snapshot' && this.#known.size > 0) void this.ask()
    })
  }

  get #find(): Studio['backend']['find'] {
    return this.#parts.studio.backend.find
  }
  get #history(): History {
    return this.#parts.histories.at('library')
  }

  /** What there is now. */
  async ask(): Promise<void> {
    try {
      const all = await this.#find.collections()
      this.#known.clear()
      for (const collection of all) this.#known.set(collection.id, collection)
    } catch {
      // The host is away, which is told elsewhere.
    }
  }

  named(name: string): Collection | null {
    const key = name.trim().toLowerCase()
    return this.list.find((one) => one.name.toLowerCase() === key) ?? null
  }

  /** With these in it; one of this name that is there takes them instead. */
  async create(name: string, ids: readonly string[] = []): Promise<void> {
    const same = this.named(name)
    if (same !== null) return this.collect(same.id, { add: ids })
    const created = this.#parts.toasts.attempt(async () => {
      const { id } = await this.#find.createCollection({ name })
      if (ids.length > 0) await this.#find.collect({ id, add: [...ids], remove: [] })
      this.#history.record(
        this.#being({ id, name, items: [...ids] }, true, (words) => words.collectionMade(name)),
      )
    })
    await this.#history.during(created)
  }

  async rename({ id, name: before }: Collection, after: string): Promise<void> {
    await this.#history.act({
      name: (words) => words.collectionRenamed(after),
      key: null,
      before,
      after,
      put: async (name) => {
        await this.#find.renameCollection({ id, name })
      },
    })
  }

  async remove({ id, name }: Collection): Promise<void> {
    const step = this.#being({ id, name, items: [] }, false, (words) => words.collectionRemoved(name))
    const { histories, look } = this.#parts
    await histories.act(this.#history, step, look.words.library.collectionRemoved(name))
  }

  /** What is in it already stays where it is in its order. */
  async collect(id: string, change: { add?: readonly string[]; remove?: readonly string[] }): Promise<void> {
    const { histories, toasts, look } = this.#parts
    const { add = [], remove = [] } = change
    const collected = toasts.attempt(async () => {
      const { collection, before } = await this.#find.collect({ id, add: [...add], remove: [...remove] })
      const after = await this.#find.collectionItems({ id })
      const { name } = collection
      const entry = this.#history.record({
        name: (words) => words.collected(name),
        key: null,
        before,
        after,
        put: (to, from) => this.#arrange(id, to, from),
      })
      const words = look.words.library
      const message =
        add.length > 0 ? words.collected(add.length, name) : words.uncollected(remove.length, name)
      if (entry !== null) toasts.say(message, histories.wayBack(this.#history, entry))
    })
    await this.#history.during(collected)
  }

  /** What others have put in or taken out since stays so. */
  async #arrange(id: string, to: readonly string[], from: readonly string[]): Promise<void> {
    const things = (ids: readonly string[]): { id: string }[] => ids.map((item) => ({ id: item }))
    const now = await this.#find.collectionItems({ id })
    const items = takenBack(things(now), things(from), things(to)).map((thing) => thing.id)
    await this.#find.arrange({ id, items })
  }

  /** Whether it is there is what the step changes; what was in it when it went comes back with it. */
  #being(whole: WholeCollection, isThereAfter: boolean, name: StepName): Step<boolean> {
    let kept = whole
    return {
      name,
      key: null,
      before: !isThereAfter,
      after: isThereAfter,
      put: async (isThere) => {
        if (isThere) await this.#find.restoreCollection(kept)
        else kept = await this.#find.removeCollection({ id: kept.id })
      },
    }
  }
}
