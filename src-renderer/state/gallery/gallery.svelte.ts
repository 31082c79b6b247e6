// The gallery as this window looks at it: what is asked for, how it lies, what is picked, and what is done to pictures.
import { SvelteMap } from 'svelte/reactivity'
import { type GalleryCounts, type GalleryDay, type GallerySort } from '../../../src-main/contract/gallery.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Transfer } from '../../../src-main/contract/transfer.ts'
import type { Remark } from '../../../src-main/messages/table.ts'
import { FoundList } from '../found-list.svelte.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { KnownValue } from '../query-box.svelte.ts'
import { PictureImport } from './picture-import.svelte.ts'
import { PictureExport, type PictureExportParts } from './picture-export.svelte.ts'
import { aspectsOf } from './aspects.ts'
import { Replay } from './replay.svelte.ts'
import { SmallPictures } from './small-pictures.ts'

export type GalleryParts = PictureExportParts & { histories: Histories }

export type GalleryShape = {
  readonly days: readonly GalleryDay[]
  /** Width by height, in order. */
  readonly aspects: Float32Array
  /** Pictures in the gallery at all. */
  readonly of: number
  readonly problems: readonly Remark[]
}

const nothing: GalleryShape = { days: [], aspects: new Float32Array(), of: 0, problems: [] }

export class Gallery {
  readonly #parts: GalleryParts
  readonly found: FoundList<PictureSummary, GallerySort> = new FoundList({
    place: 'gallery',
    sort: 'newest',
    askPage: (offset, limit) => this.#askPage(offset, limit),
    askIds: (first, end) => this.#parts.studio.backend.gallery.ids({ ...this.#wish(), first, end }),
    onAsk: () => void this.#askShape(),
    valuesOf: () => this.#knownValues(),
    now: (picture) => this.#changed.get(picture.id) ?? picture,
  })
  readonly replay: Replay
  readonly pictureExport: PictureExport
  readonly pictureImport: PictureImport
  readonly smallPictures: SmallPictures
  #shape = $state.raw<GalleryShape>(nothing)
  #counts = $state.raw<GalleryCounts | null>(null)
  #question = 0
  /** The name of the order that is shown. */
  #order: string | null = null
  /** What has changed of pictures whose page was answered before. */
  readonly #changed = new SvelteMap<string, PictureSummary>()
  #fullWindow = $state(false)
  atPixels = $state(false)
  #compared = $state.raw<readonly PictureSummary[]>([])

  constructor(parts: GalleryParts) {
    this.#parts = parts
    this.replay = new Replay(parts)
    this.pictureExport = new PictureExport(parts)
    this.pictureImport = new PictureImport(parts)
    this.smallPictures = new SmallPictures(parts.studio.backend)
    parts.studio.listen((event) => {
      // Whoever comes back asks anew.
      if (event.type === 'picture' && this.found.isOpen) this.#changed.set(event.picture.id, event.picture)
      else if (event.type === 'picture-removed') this.found.picked.drop([event.id])
      else if (event.type !== 'snapshot') return
      this.found.askSoon()
    })
  }

  get shape(): GalleryShape {
    return this.#shape
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
    const end = this.found.open()
    // Nobody sees them before something is typed: the pictures come first.
    void this.found.list.answered().then(() => this.#askCounts())
    return end
  }

  /** One of those that a query finds, by its place among the newest first. */
  show(query: string, at: number): void {
    const { found } = this
    found.sort = 'newest'
    found.query.set(query)
    found.point(at)
    found.picked.only(at)
    this.fullWindow = true
  }

  move(by: 1 | -1): void {
    const { found } = this
    const to = found.active + by
    if (to < 0 || to >= found.list.total) return
    found.point(to)
    found.list.show(to, to + 1)
    found.picked.only(to)
  }

  /** What is picked, 2 to 4 of them; again, and nothing is. */
  compare(): void {
    const chosen = this.found.chosen()
    const isAble = this.#compared.length === 0 && chosen.length >= 2 && chosen.length <= 4
    this.#compared = isAble ? chosen : []
  }

  /** The picture at hand is made again; again, and what is shown of that goes. */
  replayOrClose(): void {
    const { current } = this.found
    if (this.replay.picture !== null) this.replay.close()
    else if (current !== null && current.record !== null) {
      this.#compared = []
      void this.replay.start(current)
    }
  }

  /** What is shown in the place of the grid goes. */
  closeBeside(): void {
    this.#compared = []
    this.replay.close()
  }

  /** Those of the host and of this window. */
  get transfers(): readonly Transfer[] {
    return [...this.#parts.studio.data.transfers, ...this.pictureImport.transfers]
  }

  pauseTransfer({ id, state }: Pick<Transfer, 'id' | 'state'>): void {
    const { studio, toasts } = this.#parts
    const isPaused = state === 'running'
    if (this.pictureImport.pause(id, isPaused)) return
    void toasts.attempt(() => studio.backend.gallery.pauseTransfer({ id, isPaused }))
  }

  /** One that goes on is cancelled; one that is over is put away. */
  endTransfer({ id, state }: Transfer): void {
    const { studio, toasts } = this.#parts
    const { gallery } = studio.backend
    const isOver = state === 'done' || state === 'cancelled'
    if (this.pictureImport.end(id)) return
    void toasts.attempt(() => (isOver ? gallery.dismissTransfer({ id }) : gallery.cancelTransfer({ id })))
  }

  async toggleFavourite(): Promise<void> {
    const chosen = this.found.chosen()
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
    const ids = this.found.chosenIds()
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

  async #askShape(): Promise<void> {
    const question = ++this.#question
    try {
      const wish = { ...this.#wish(), known: this.#order }
      const { of, problems, order, lies } = await this.#parts.studio.backend.gallery.layout(wish)
      // The first pictures and how all of them lie come together, whichever was quicker.
      if (!(await this.found.list.answered()) || question !== this.#question) return
      const { days, aspects } = this.#shape
      const shown = lies === null ? { days, aspects } : { days: lies.days, aspects: aspectsOf(lies.aspects) }
      this.#shape = { of, problems, ...shown }
      this.#order = order
      this.#changed.clear()
    } catch {
      // The host is away, which is told elsewhere.
    }
  }

  #wish(): { query: string; sort: GallerySort } {
    return { query: this.found.query.text, sort: this.found.sort }
  }

  async #askPage(offset: number, limit: number): Promise<{ total: number; rows: PictureSummary[] }> {
    const page = await this.#parts.studio.backend.gallery.page({ ...this.#wish(), offset, limit })
    return { total: page.total, rows: page.pictures }
  }
}
