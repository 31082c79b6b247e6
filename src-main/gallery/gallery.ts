// The gallery: every picture there is, in order, searched and filtered, laid out and handed out page by page.
import { randomUUID } from 'node:crypto'
import { setImmediate as immediate, setTimeout as rest } from 'node:timers/promises'
import { createKept } from '../base/kept.ts'
import { recordKind } from '../contract/generation.ts'
import type { FacetCount } from '../contract/find.ts'
import type {
  GalleryCounts,
  GalleryLayout,
  GalleryLayoutWish,
  GalleryLies,
  GalleryPage,
  GalleryWish,
} from '../contract/gallery.ts'
import { originKind, type PictureOrigin } from '../contract/picture-origin.ts'
import { readStored } from '../contract/stored.ts'
import type { StudioEvent } from '../contract/studio.ts'
import type { Remark } from '../messages/table.ts'
import type { PictureFactsTable } from '../database/picture-facts.ts'
import type { PictureSearch } from '../database/picture-search.ts'
import type { PictureRow, PictureTable } from '../database/pictures.ts'
import { parseQuery } from '../query/parse.ts'
import type { Query } from '../query/tree.ts'
import { isWordBegun } from '../query/word-begun.ts'
import { galleryIndex, type GalleryIndex, type GalleryOrder } from './gallery-index.ts'
import { factsReader, pictureFacts } from './picture-facts.ts'
import { summaryOf } from './picture-summary.ts'

export type Gallery = {
  layout(wish: GalleryLayoutWish): Promise<Omit<GalleryLayout, 'at'>>
  page(wish: GalleryWish & { offset: number; limit: number }): Promise<Omit<GalleryPage, 'at'>>
  /** Of pictures from one place in the order up to another. */
  ids(wish: GalleryWish & { first: number; end: number }): Promise<string[]>
  /** What pictures were made with, for what is typed into the search. */
  counts(): Promise<GalleryCounts>
  /** Hears what the store of pictures tells; `isMark`: nothing but a heart has changed. */
  hear(event: Extract<StudioEvent, { type: 'picture' | 'picture-removed' }>, isMark?: boolean): void
  /** Facts that are missing are made, a few at a time, and with rests while nobody waits for them. */
  fillBehind(): Promise<void>
  /** What is being made is not made on. */
  close(): Promise<void>
}

export type GalleryOptions = {
  pictures: PictureTable
  facts: PictureFactsTable
  search: PictureSearch
  /** Writes what is only remembered, if the disk takes it. */
  attempt(write: () => void): void
  now(): Date
}

/** Ten milliseconds of work or so. */
const piece = 100
/** Between two of them, where nobody waits. */
const restMs = 15
const formsAtOnce = 5000
const keptOrders = 6

type Found = {
  readonly query: Query
  /** Of pictures in the trash, too; null where all pictures are found. */
  readonly hits: number | null
  readonly order: GalleryOrder
  /** Of the order, in this life of the host. */
  readonly name: string
  readonly problems: Remark[]
}

export function gallery({ pictures, facts, search, attempt, now }: GalleryOptions): Gallery {
  let index: Promise<GalleryIndex> | null = null
  let filled: Promise<void> | null = null
  /** Somebody looks at the gallery, or has. */
  let isAwaited = false
  let closed = false
  /** Another one whenever anything of any picture has changed. */
  let news = 0
  const found = createKept<string, Found>({ limit: keptOrders })
  const life = randomUUID()
  let orders = 0

  async function fillNow(): Promise<void> {
    while (!closed) {
      const sequences = facts.unread(factsReader, piece)
      if (sequences.length === 0) return
      const made = pictures
        .bySequence(sequences)
        .map((row) => pictureFacts(row, readStored(recordKind, row.record).value, originOf(row)))
      facts.put(made, factsReader)
      await (isAwaited ? immediate() : rest(restMs))
    }
  }

  function fill(): Promise<void> {
    isAwaited = true
    return fillBehind()
  }

  const fillBehind = (): Promise<void> =>
    (filled ??= fillNow().catch((error: unknown) => {
      // Tried again by whoever asks next.
      filled = null
      throw error
    }))

  async function readIndex(): Promise<GalleryIndex> {
    await fill()
    const fresh = galleryIndex()
    for (let after = 0; ;) {
      const forms = facts.forms(after, formsAtOnce)
      for (const { createdMs, ...form } of forms) fresh.put({ ...form, createdAt: new Date(createdMs) })
      const last = forms.at(-1)
      if (last === undefined) break
      after = last.sequence
      await immediate()
    }
    return fresh
  }

  const indexNow = (): Promise<GalleryIndex> =>
    (index ??= readIndex().catch((error: unknown) => {
      index = null
      throw error
    }))

  async function orderOf({ query: text, sort }: GalleryWish): Promise<Found> {
    const all = await indexNow()
    const state = `${all.revision} ${news} ${sort} `
    const kept = found.get(state + text)
    if (kept !== undefined) return kept
    const parsed = parseQuery(text, 'gallery', { typing: true })
    const { query } = parsed
    const problems = parsed.problems.map(({ what }) => what)
    const shorter = found
      .entries()
      .filter(([key, one]) => key.startsWith(state) && isWordBegun(one.query, query))
      .map(([, one]) => one)
    const fresh: Found = { ...(sameAs(shorter, query) ?? freshly(all, query, sort)), query, problems }
    found.put(state + text, fresh)
    return fresh
  }

  /** Whoever types on finds some of the same, or as many and so the same: they are counted in a third of the time. */
  function sameAs(shorter: readonly Found[], query: Query): Found | undefined {
    if (shorter.length === 0) return undefined
    const count = search.countTexts(query)
    return shorter.find(({ hits }) => hits === count)
  }

  function freshly(all: GalleryIndex, query: Query, sort: GalleryWish['sort']): Omit<Found, 'problems'> {
    const hits = isEverything(query) ? null : search.find(query, now())
    const order = all.order(hits, sort)
    return { query, hits: hits?.length ?? null, order, name: `${life} ${++orders}` }
  }

  return {
    async layout({ known, ...wish }) {
      const { order, name, problems } = await orderOf(wish)
      const lies = known === name ? null : liesOf(order)
      return { of: (await indexNow()).size, problems, order: name, lies }
    },
    async page({ offset, limit, ...wish }) {
      const { sequences } = (await orderOf(wish)).order
      const rows = pictures.bySequence([...sequences.subarray(offset, offset + limit)])
      return { total: sequences.length, pictures: rows.map(summaryOf) }
    },
    async ids({ first, end, ...wish }) {
      const { sequences } = (await orderOf(wish)).order
      return pictures.ids([...sequences.subarray(first, end)])
    },
    async counts() {
      await fill()
      const { models, adapters, samplers, sizes } = search.counters
      // A picture that is asked for meanwhile waits for one of them.
      const counted = async (count: () => FacetCount[]): Promise<FacetCount[]> => {
        await immediate()
        return count()
      }
      return {
        models: await counted(models),
        adapters: await counted(adapters),
        samplers: await counted(samplers),
        sizes: await counted(sizes),
      }
    },
    hear(event, isMark = false) {
      news += 1
      if (isMark) return
      if (event.type === 'picture-removed') {
        forget(event.id)
        return
      }
      const row = pictures.find(event.picture.id)
      if (row === null) return
      attempt(() => facts.put([pictureFacts(row, event.picture.record, event.picture.origin)], factsReader))
      changeIndex((now) => now.put({ ...row, createdAt: new Date(row.createdAt) }))
    },
    fillBehind,
    async close() {
      closed = true
      await filled?.catch(() => undefined)
    },
  }

  function forget(id: string): void {
    const row = pictures.find(id)
    if (row !== null) changeIndex((now) => now.remove(row.sequence))
  }

  /** What is being read anew may or may not have the change: it is made afterwards, too. */
  function changeIndex(change: (index: GalleryIndex) => void): void {
    index?.then(change, () => undefined)
  }
}

function originOf({ origin }: PictureRow): PictureOrigin | null {
  return origin === null ? null : readStored(originKind, origin).value
}

function liesOf({ days, aspects }: GalleryOrder): GalleryLies {
  return { days: [...days], aspects: Buffer.from(aspects).toString('base64') }
}

function isEverything(query: Query): boolean {
  return query.is === 'all' && query.of.length === 0
}
