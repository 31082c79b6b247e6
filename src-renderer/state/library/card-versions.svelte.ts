// The versions behind a card: walked through on the card itself, put in front, and picked with it.
import { SvelteMap } from 'svelte/reactivity'
import type { CardVersion, Edits, FoundItem, ShownDetails } from '../../../src-main/contract/find.ts'
import type { FoundRows } from '../found-list.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type CardVersionsParts = {
  studio: Studio
  toasts: Toasts
  found: Pick<FoundRows<FoundItem>, 'list' | 'picked' | 'active'> & { chosenIds(): string[] }
  /** One step of the history. */
  edit(edits: Edits): Promise<void>
  /** Of the one at hand; null while they are not there. */
  details(): ShownDetails | null
  /** Another version is at hand, with its details. */
  onShown(details: ShownDetails): void
}

export class CardVersions {
  readonly #parts: CardVersionsParts
  /** By the id of the row that a card was found as: the version that it shows now. */
  readonly #shown = new SvelteMap<string, FoundItem>()

  constructor(parts: CardVersionsParts) {
    this.#parts = parts
  }

  /** A row as its card shows it. */
  now(row: FoundItem): FoundItem {
    return this.#shown.get(row.id) ?? row
  }

  /** Of the one at hand. */
  get all(): readonly CardVersion[] {
    return this.#parts.details()?.versions ?? []
  }

  /** The card at hand shows this version, whatever found it. */
  async show(id: string): Promise<void> {
    const { studio, toasts, found } = this.#parts
    const { active } = found
    const row = found.list.row(active)
    if (row === null) return
    await toasts.attempt(async () => {
      const details = await studio.backend.find.details({ id })
      // Another card is at hand by now, or other cards are there.
      if (found.active !== active || found.list.row(active)?.id !== row.id) return
      const before = this.now(row).id
      const { item, versions } = details
      if (item.id === row.id) this.#shown.delete(row.id)
      else this.#shown.set(row.id, { ...item, versions: versions.length })
      // What was picked of the card stays picked.
      if (found.picked.has(before))
        found.picked.these([...found.picked.ids].map((one) => (one === before ? id : one)))
      this.#parts.onShown(details)
    })
  }

  /** 1 is an older one, −1 a newer one. */
  async step(by: 1 | -1): Promise<void> {
    const at = this.all.findIndex(({ id }) => id === this.#parts.details()?.item.id)
    const next = at === -1 ? undefined : this.all[at + by]
    if (next !== undefined) await this.show(next.id)
  }

  /** In front of its card from now on; the one that a person put there is not any more. Again: as it would be without. */
  async putInFront({ id, isChosen }: CardVersion): Promise<void> {
    const others = this.all.filter((one) => one.isChosen && one.id !== id).map((one) => one.id)
    const ids = this.all.map((one) => one.id)
    await this.#parts.edit([
      { ids: [id], change: { inFront: !isChosen } },
      ...(others.length === 0 ? [] : [{ ids: others, change: { inFront: false } }]),
    ])
    for (const one of ids) this.#shown.delete(one)
  }

  /** Whatever is chosen, with all versions of it. */
  async pickAll(): Promise<void> {
    const { studio, toasts, found } = this.#parts
    await toasts.attempt(async () => {
      found.picked.these(await studio.backend.find.withVersions({ ids: found.chosenIds() }))
    })
  }

  /** More is known of a version that a card shows. */
  heard({ item, versions }: ShownDetails): void {
    for (const [row, shown] of this.#shown) {
      const now = { ...item, versions: versions.length }
      if (shown.id === item.id && JSON.stringify(shown) !== JSON.stringify(now)) this.#shown.set(row, now)
    }
  }

  forget(): void {
    this.#shown.clear()
  }
}
