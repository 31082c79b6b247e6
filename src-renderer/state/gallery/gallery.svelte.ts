// The gallery as this window looks at it: what is asked for, how it lies, what is picked, and what is done to pictures.
import { untrack } from 'svelte'
import {
  aspectOfByte,
  type GalleryCounts,
  type GalleryDay,
  type GallerySort,
} from '../../../src-main/contract/gallery.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Remark } from '../../../src-main/messages/table.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import { PagedList } from '../paged-list.svelte.ts'
import { Picked } from '../picked.svelte.ts'
import { QueryBox, type KnownValue } from '../query-box.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type GalleryParts = { studio: Studio; histories: Histories; toasts: Toasts; look: Look }

export type GalleryShape = {
  readonly days: readonly GalleryDay[]
  /** Width by height, in order. */
  readonly aspects: Float32Array
  /** Pictures in the gallery at all. */
  readonly of: number
  readonly problems: readonly Remark[]
}

const nothing: GalleryShape = { days: [], aspects: new Float32Array(), of: 0, problems: [] }
/** Changes that come together are asked for together. */
const togetherMs = 150

export class Gallery {
  readonly #parts: GalleryParts
  readonly query: QueryBox
  readonly list = new PagedList<PictureSummary>((offset, limit) => this.#askPage(offset, limit))
  readonly picked: Picked
  #sort = $state<GallerySort>('newest')
  #shape = $state.raw<GalleryShape>(nothing)
  #counts = $state.raw<GalleryCounts | null>(null)
  #isOpen = false
  #active = $state(0)
  #question = 0
  #soon: ReturnType<typeof setTimeout> | undefined
  /** What has changed of pictures whose page was answered before. */
  #changed = $state.raw<ReadonlyMap<string, PictureSummary>>(new Map())
  #fullWindow = $state(false)
  atPixels = $state(false)
  #compared = $state.raw<readonly PictureSummary[]>([])

  readonly active: number = $derived(Math.max(0, Math.min(this.#active, this.#shape.aspects.length - 1)))
  readonly current: PictureSummary | null = $derived(this.at(this.active))

  constructor(parts: GalleryParts) {
    this.#parts = parts
    this.query = new QueryBox(
      'gallery',
      () => this.#ask(),
      () => this.#knownValues(),
    )
    this.picked = new Picked({
      idAt: (index) => this.at(index)?.id ?? null,
      idsBetween: (first, end) => this.#ids(first, end),
    })
    parts.studio.listen((event) => {
      if (event.type === 'picture') this.#hear(event.picture)
      else if (event.type === 'picture-removed') this.picked.drop([event.id])
      else if (event.type !== 'snapshot') return
      this.#askSoon()
    })
  }

  get shape(): GalleryShape {
    return this.#shape
  }
  get sort(): GallerySort {
    return this.#sort
  }
  set sort(sort: GallerySort) {
    this.#sort = sort
    this.#ask()
  }
  get isAnswered(): boolean {
    return this.list.isAnswered
  }
  get fullWindow(): boolean {
    return this.#fullWindow
  }
  set fullWindow(isOpen: boolean) {
    this.#fullWindow = isOpen
    this.atPixels = false
  }
  /** Two to four beside each other; empty while nothing is compared. */
  get compared(): readonly PictureSummary[] {
    return this.#compared
  }

  /** The place is looked at: from here on it is kept current. */
  open(): () => void {
    this.#isOpen = true
    // What is read for the question is no reason to open it again.
    untrack(() => this.#ask())
    void this.#askCounts()
    return () => {
      this.#isOpen = false
      clearTimeout(this.#soon)
      this.#soon = undefined
    }
  }

  /** Null while it is not known. */
  at(index: number): PictureSummary | null {
    const picture = this.list.row(index)
    return picture === null ? null : (this.#changed.get(picture.id) ?? picture)
  }

  point(index: number): void {
    this.#active = index
  }
  move(by: 1 | -1): void {
    const to = this.active + by
    if (to < 0 || to >= this.#shape.aspects.length) return
    this.#active = to
    this.list.show(to, to + 1)
    this.picked.only(to)
  }

  /** Those that are picked, else the one at hand; of those that are known here. */
  chosen(): PictureSummary[] {
    if (this.picked.count === 0) return this.current === null ? [] : [this.current]
    return this.list.rows().flatMap(({ id }) => (this.picked.has(id) ? [this.#known(id)] : []))
  }

  /** What is picked, 2 to 4 of them; again, and nothing is. */
  compare(): void {
    const chosen = this.chosen()
    const isAble = this.#compared.length === 0 && chosen.length >= 2 && chosen.length <= 4
    this.#compared = isAble ? chosen : []
  }

  async toggleFavourite(): Promise<void> {
    const chosen = this.chosen()
    const isAll = chosen.every(({ favourite }) => favourite)
    await this.#parts.histories.at('gallery').act({
      name: (words) => words.favourite,
      key: null,
      before: chosen.map(({ id, favourite }) => ({ id, favourite })),
      after: chosen.map(({ id }) => ({ id, favourite: !isAll })),
      put: async (to) => {
        for (const wish of to) await this.#parts.studio.backend.pictures.favourite(wish)
      },
    })
  }

  async trash(): Promise<void> {
    const { histories, look, studio } = this.#parts
    const ids = this.picked.count > 0 ? [...this.picked.ids] : this.current === null ? [] : [this.current.id]
    if (ids.length === 0) return
    const words = look.words.gallery
    await histories.act(
      histories.at('gallery'),
      {
        name: (history) => history.trashed,
        key: null,
        before: 'there',
        after: 'trash',
        put: async (to) => {
          for (const id of ids)
            if (to === 'trash') await studio.backend.pictures.trash({ id })
            else await studio.backend.pictures.restore({ id })
        },
      },
      words.trashed(ids.length),
    )
  }

  #knownValues(): readonly KnownValue[] {
    const counts = this.#counts
    if (counts === null) return []
    const fields = {
      model: counts.models,
      adapter: counts.adapters,
      sampler: counts.samplers,
      size: counts.sizes,
    }
    return Object.entries(fields).flatMap(([field, values]) => values.map((one) => ({ field, ...one })))
  }

  async #askCounts(): Promise<void> {
    // Without them nothing is completed.
    this.#counts = await this.#parts.studio.backend.gallery.counts().catch(() => this.#counts)
  }

  #known(id: string): PictureSummary {
    return this.#changed.get(id) ?? this.list.rows().find((picture) => picture.id === id)!
  }

  #hear(picture: PictureSummary): void {
    this.#changed = new Map([...this.#changed, [picture.id, picture]])
  }

  #askSoon(): void {
    if (this.#isOpen) this.#soon ??= setTimeout(() => this.#ask(), togetherMs)
  }

  /** What is shown stays until another order is known. */
  #ask(): void {
    clearTimeout(this.#soon)
    this.#soon = undefined
    if (!this.#isOpen) return
    this.list.again()
    void this.#askShape()
  }

  async #askShape(): Promise<void> {
    const question = ++this.#question
    try {
      const wish = this.#wish()
      const layout = await this.#parts.studio.backend.gallery.layout(wish)
      // The first pictures and how all of them lie come together, whichever was quicker.
      if (!(await this.list.answered()) || question !== this.#question) return
      const bytes = Uint8Array.from(atob(layout.aspects), (character) => character.charCodeAt(0))
      this.#shape = { ...layout, aspects: Float32Array.from(bytes, aspectOfByte) }
      this.#changed = new Map()
    } catch {
      // The host is away, which is told elsewhere.
    }
  }

  #wish(): { query: string; sort: GallerySort } {
    return { query: this.query.text, sort: this.#sort }
  }

  async #askPage(offset: number, limit: number): Promise<{ total: number; rows: PictureSummary[] }> {
    const page = await this.#parts.studio.backend.gallery.page({ ...this.#wish(), offset, limit })
    return { total: page.total, rows: page.pictures }
  }

  async #ids(first: number, end: number): Promise<readonly string[]> {
    const known = Array.from({ length: end - first }, (_, at) => this.at(first + at)?.id ?? null)
    if (known.every((id) => id !== null)) return known
    return this.#parts.studio.backend.gallery.ids({ ...this.#wish(), first, end })
  }
}
