// Finds what lies in the library: a query's items page by page, its facets, and everything that is known of one.
import { shownVersion } from '../adapters/adapter-keys.ts'
import { basename, dirname } from 'node:path'
import { AppError, isErrorReport } from '../../base/errors.ts'
import { triggerGroupsKind } from '../../contract/find.ts'
import type {
  CardVersion,
  Choices,
  FacetCount,
  Facets,
  Found,
  FoundByEffect,
  FoundItem,
  FoundProblem,
  ItemDetails,
  VersionWay,
  findSchema,
  facetsSchema,
} from '../../contract/find.ts'
import { nothingSaid } from '../../contract/about-file.ts'
import { readStored } from '../../contract/stored.ts'
import type { ChoiceTable, StoredChoices } from '../../database/find/choices.ts'
import type { Circumstances, EffectOrder } from '../../database/find/conditions.ts'
import type { FileTable } from '../../database/files.ts'
import type { ItemRow, ItemSearch } from '../../database/find/item-search.ts'
import type { StoredVersion, VersionTable } from '../../database/versions.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { parseQuery, type PlacedFilter } from '../../query/parse.ts'
import { withoutFilters, type Query } from '../../query/tree.ts'
import type { AdapterCatalog } from '../adapters/adapter-catalog.ts'
import type { AlikeList } from '../effects/alike-lists.ts'
import type { Effects } from '../effects/effects.ts'
import type { ModelCatalog } from '../models/model-catalog.ts'
import { storedThing } from '../kinds/file-thing.ts'
import { folderName, foldersCalled } from './folder-names.ts'
import type { z } from 'zod'

export type FindWish = z.infer<typeof findSchema>
export type AskWish = z.infer<typeof facetsSchema>

export type ListedItem = FoundItem & {
  path: string
  sizeBytes: number
  addedAt: string
  lastUsedAt: string | null
  /** Where versions of one training are there: the one that stands for all, and how many there are; null for one alone. */
  card: { id: string; name: string; versions: number } | null
}

export type LibraryFinder = {
  items(wish: FindWish): Promise<Found>
  /** Of all pages, in order. */
  ids(wish: Omit<FindWish, 'offset' | 'limit'>): Promise<string[]>
  /** All pages, each with its path: what a command prints. */
  list(wish: Omit<FindWish, 'offset' | 'limit'>): Promise<{ items: ListedItem[]; problems: FoundProblem[] }>
  facets(wish: AskWish): Promise<Facets>
  /** Throws `library/not-found`. */
  details(id: string): ItemDetails
  /** These, with all that share a card with one of them. */
  withVersions(ids: readonly string[]): string[]
  /** By id, or by the path where it lies; null where there is nothing. */
  one(idOrPath: string): ListedItem | null
}

export type LibraryFinderOptions = {
  items: ItemSearch
  choices: Pick<ChoiceTable, 'of'>
  files: Pick<FileTable, 'byPath'>
  versions: Pick<VersionTable, 'sharing' | 'cards' | 'withOthers'>
  adapters: Pick<AdapterCatalog, 'about' | 'byName' | 'find' | 'fitting'>
  effects: Pick<Effects, 'likeTo' | 'countUnread' | 'samePlaces'>
  models: Pick<ModelCatalog, 'knownHash'>
  roots(): readonly string[]
  previewUrl(id: string, version: number): string
  /** The version of a picture that was made for an item that has none; none has unless told otherwise. */
  idleVersion?(id: string): number | null
  now(): Date
}

const everything = 2 ** 31

type Asked = {
  readonly query: Query
  readonly problems: FoundProblem[]
  readonly circumstances: Circumstances
  /** Of the filter whose order the search has; `like` where it is one. */
  readonly byEffect: FoundByEffect | null
  readonly like: Liked | null
}

type Liked = AlikeList & { readonly name: string; readonly remark: Remark | null }

export function libraryFinder(options: LibraryFinderOptions): LibraryFinder {
  const { items, choices, adapters, effects, models, roots, previewUrl, now } = options

  async function asked({ query: text, typing, model, versions: way }: AskWish): Promise<Asked> {
    const { query, problems, filters } = parseQuery(text, 'library', { typing })
    const asksFit = filters.filter(({ leaf }) => leaf.field === 'fits')
    const fits = asksFit.length === 0 ? null : await adapters.fitting(model)
    const asksLike = filters.filter(({ leaf }) => leaf.field === 'like')
    const likes = new Map<string, Liked>()
    for (const { leaf } of asksLike) likes.set(leaf.value, likes.get(leaf.value) ?? (await liked(leaf.value)))
    const unlike = asksLike.flatMap(({ leaf, from, to }) => {
      const { remark: what } = likes.get(leaf.value)!
      return what === null ? [] : [{ from, to, what }]
    })
    const first = filters.find(
      ({ leaf, isWhole, isNot }) => isWhole && !isNot && ['like', 'duplicates'].includes(leaf.field),
    )
    const like = first?.leaf.field === 'like' ? likes.get(first.leaf.value)! : null
    const unfit =
      fits === null ? asksFit.map(({ from, to }) => ({ from, to, what: remark('query/no-model') })) : []
    const versions = versionsAsked(filters)
    return {
      query: withoutFilters(query, 'versions'),
      problems: [...problems, ...unfit, ...unlike, ...versions.problems],
      circumstances: {
        fits,
        now: now(),
        foldersCalled: (name) => foldersCalled(name, items.folders(), roots()),
        likeTo: (name) => likes.get(name)?.list ?? null,
        order: first === undefined ? null : like === null ? { by: 'groups' } : orderOf(like),
        // What files do is asked of each of them.
        versions: versions.way ?? (first === undefined ? (way ?? 'apart') : 'apart'),
      },
      byEffect:
        first === undefined
          ? null
          : {
              by: like === null ? 'groups' : 'likeness',
              name: like?.name ?? '',
              problem: like?.remark ?? null,
              left: effects.countUnread(),
            },
      like,
    }
  }

  async function liked(name: string): Promise<Liked> {
    const adapter = adapters.find(name) ?? adapters.byName(name)
    if (adapter === null)
      return {
        list: null,
        problem: null,
        of: new Map(),
        name,
        remark: remark('query/like-unknown', { name }),
      }
    const list = await effects.likeTo(adapter.id)
    return { ...list, name: adapter.name, remark: untold(list.problem, adapter.name) }
  }

  /** The shortest that means this adapter and no other: its name, the end of its path, or its id. */
  function calledBy({ id, name, path }: ItemRow): string {
    const inFolder = `${folderName(dirname(path), roots())}${basename(path)}`
    return [name, inFolder].find((one) => adapters.byName(one)?.id === id) ?? id
  }

  function itemOf(row: ItemRow): FoundItem {
    const {
      path: _,
      sizeBytes: __,
      addedAt: ___,
      usedAt: ____,
      previewVersion,
      chosenPreview,
      sitePreview,
      versions: _____,
      problem,
      ...item
    } = row
    const version =
      shownVersion({ chosen: chosenPreview, file: previewVersion, site: sitePreview }) ??
      options.idleVersion?.(row.id) ??
      null
    return {
      ...item,
      previewUrl: version === null || row.missing ? null : previewUrl(row.id, version),
      problem: isErrorReport(problem) ? problem : null,
    }
  }

  function listed(rows: readonly ItemRow[]): ListedItem[] {
    const cards = options.versions.cards(rows.flatMap(({ id, versions }) => (versions > 1 ? [id] : [])))
    return rows.map((row) => ({
      ...itemOf(row),
      path: row.path,
      sizeBytes: row.sizeBytes,
      addedAt: row.addedAt,
      lastUsedAt: row.usedAt,
      card: cards.get(row.id) ?? null,
    }))
  }

  return {
    async items({ sort, offset, limit, ...wish }) {
      const { query, problems, circumstances, byEffect, like } = await asked(wish)
      const { total, rows } = items.page({ query, sort, offset, limit }, circumstances)
      const places = byEffect?.by === 'groups' ? effects.samePlaces(rows.map(({ id }) => id)) : null
      const found = rows.map((row): FoundItem => {
        const [alike, same] = [like?.of.get(row.id), places?.get(row.id)]
        const versions = circumstances.versions === 'together' && row.versions > 1 ? row.versions : null
        return {
          ...itemOf(row),
          ...(alike && { alike }),
          ...(same && { same }),
          ...(versions !== null && { versions }),
        }
      })
      return { total, items: found, problems, byEffect }
    },
    async ids({ sort, ...wish }) {
      const { query, circumstances } = await asked(wish)
      return items.ids({ query, sort }, circumstances)
    },
    async list({ sort, ...wish }) {
      const { query, problems, circumstances } = await asked(wish)
      const { rows } = items.page({ query, sort, offset: 0, limit: everything }, circumstances)
      return { items: listed(rows), problems }
    },
    async facets(wish) {
      const { query, circumstances } = await asked(wish)
      const { spread, ...found } = items.facets(query, circumstances)
      return { ...found, folders: withAbove(found.folders, spread, roots()) }
    },
    details(id) {
      const [row] = items.rowsOf([id])
      if (row === undefined) throw new AppError('library/not-found', {}, { details: { id } })
      const adapter = adapters.find(id)
      const sha256 = adapter?.sha256 ?? models.knownHash(id)
      const about = adapters.about(id) ?? storedThing(options.files.byPath(row.path))?.about ?? nothingSaid
      return {
        item: itemOf(row),
        fileName: basename(row.path),
        folder: folderName(dirname(row.path), roots()),
        sizeBytes: row.sizeBytes,
        addedAt: row.addedAt,
        lastUsedAt: row.usedAt,
        sha256,
        autoV3: adapter?.autoV3 ?? null,
        choices: readChoices(choices.of([id]).get(id)!),
        adapter,
        calledBy: calledBy(row),
        versions: versionsOf(options.versions.sharing(id)),
        about,
        saidHash: about.sha256 && proofOf(about.sha256.value, sha256),
      }
    },
    withVersions: (ids) => options.versions.withOthers(ids),
    one(idOrPath) {
      const row = items.rowsOf([idOrPath])[0] ?? items.byPath(idOrPath)
      return row === null ? null : listed([row])[0]!
    },
  }
}

/** As the query itself says; the last word counts. What stands in a part of it is about the whole. */
function versionsAsked(filters: readonly PlacedFilter[]): {
  way: VersionWay | null
  problems: FoundProblem[]
} {
  const said = filters.filter(({ leaf }) => leaf.field === 'versions')
  const last = said.findLast(({ isWhole }) => isWhole)
  const isApart = (last?.leaf.value === 'apart') !== (last?.isNot ?? false)
  return {
    way: last === undefined ? null : isApart ? 'apart' : 'together',
    problems: said
      .filter(({ isWhole }) => !isWhole)
      .map(({ from, to }) => ({ from, to, what: remark('query/versions-part') })),
  }
}

function orderOf({ list }: Liked): EffectOrder | null {
  return list === null ? null : { by: 'likeness', list }
}

function untold(problem: AlikeList['problem'], name: string): Remark | null {
  if (problem === null) return null
  return remark(problem === 'untold' ? 'query/like-untold' : 'query/like-unread', { name })
}

function frontOf(rows: readonly StoredVersion[]): StoredVersion | null {
  const front = Math.min(...rows.map(({ place }) => place))
  return rows.find(({ place }) => place === front) ?? null
}

function versionsOf(rows: readonly StoredVersion[]): CardVersion[] {
  const front = frontOf(rows)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    title: row.title,
    version: row.version,
    epoch: row.epoch,
    step: row.step,
    preferredWeight: row.preferred_weight,
    favourite: row.favourite === 1,
    isFront: row === front,
    isChosen: row.in_front === 1,
    modifiedAt: new Date(row.modified_ms).toISOString(),
  }))
}

/** A hash that somebody wrote beside a file is a hint: the file's own is what it is. */
function proofOf(said: string, sha256: string | null): ItemDetails['saidHash'] {
  if (sha256 === null) return 'unproven'
  return said === sha256 ? 'right' : 'wrong'
}

/** Groups that cannot be read are none of one's own: the file's count. */
export function readChoices(stored: StoredChoices): Choices {
  return { ...stored, triggerGroups: readStored(triggerGroupsKind, stored.triggerGroups).value }
}

/** Each folder with what lies in it and below, and those that only hold others. `spread`: cards that lie in several. */
function withAbove(
  counts: readonly FacetCount[],
  spread: readonly FacetCount[],
  roots: readonly string[],
): FacetCount[] {
  const all = new Map<string, number>()
  for (const { value, count } of counts)
    for (const folder of withThoseAbove(value, roots)) all.set(folder, (all.get(folder) ?? 0) + count)
  for (const ofCard of Map.groupBy(spread, ({ count }) => count).values()) {
    const seen = new Set<string>()
    // In a folder that holds several of them it counts once.
    for (const folder of ofCard.flatMap(({ value }) => withThoseAbove(value, roots)))
      if (seen.has(folder)) all.set(folder, all.get(folder)! - 1)
      else seen.add(folder)
  }
  return [...all].map(([value, count]) => ({ value, count })).sort((a, b) => (a.value < b.value ? -1 : 1))
}

function withThoseAbove(folder: string, roots: readonly string[]): string[] {
  const parts = folderName(folder, roots).split('/').slice(0, -1)
  return parts.map((_, at) => `${parts.slice(0, at + 1).join('/')}/`)
}
