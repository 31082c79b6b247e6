// Finds what lies in the library: a query's items page by page, its facets, and everything that is known of one.
import { chosenVersion } from '../adapters/adapter-keys.ts'
import { basename, dirname } from 'node:path'
import { AppError, isErrorReport } from '../../base/errors.ts'
import { triggerGroupsKind } from '../../contract/find.ts'
import type {
  Choices,
  FacetCount,
  Facets,
  Found,
  FoundItem,
  FoundProblem,
  ItemDetails,
  findSchema,
  facetsSchema,
} from '../../contract/find.ts'
import { nothingSaid } from '../../contract/about-file.ts'
import { readStored } from '../../contract/stored.ts'
import type { ChoiceTable, StoredChoices } from '../../database/find/choices.ts'
import type { Circumstances } from '../../database/find/conditions.ts'
import type { FileTable } from '../../database/files.ts'
import type { ItemRow, ItemSearch } from '../../database/find/item-search.ts'
import { remark } from '../../messages/table.ts'
import { parseQuery } from '../../query/parse.ts'
import type { Query } from '../../query/tree.ts'
import type { AdapterCatalog } from '../adapters/adapter-catalog.ts'
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
  /** By id, or by the path where it lies; null where there is nothing. */
  one(idOrPath: string): ListedItem | null
}

export type LibraryFinderOptions = {
  items: ItemSearch
  choices: Pick<ChoiceTable, 'of'>
  files: Pick<FileTable, 'byPath'>
  adapters: Pick<AdapterCatalog, 'about' | 'find' | 'fitting'>
  models: Pick<ModelCatalog, 'knownHash'>
  roots(): readonly string[]
  previewUrl(id: string, version: number): string
  now(): Date
}

const everything = 2 ** 31

type Asked = {
  readonly query: Query
  readonly problems: FoundProblem[]
  readonly circumstances: Circumstances
}

export function libraryFinder(options: LibraryFinderOptions): LibraryFinder {
  const { items, choices, adapters, models, roots, previewUrl, now } = options

  async function asked({ query: text, typing, model }: AskWish): Promise<Asked> {
    const { query, problems, filters } = parseQuery(text, 'library', { typing })
    const asksFit = filters.filter(({ leaf }) => leaf.field === 'fits')
    const fits = asksFit.length === 0 ? null : await adapters.fitting(model)
    const unfit =
      fits === null ? asksFit.map(({ from, to }) => ({ from, to, what: remark('query/no-model') })) : []
    return {
      query,
      problems: [...problems, ...unfit],
      circumstances: {
        fits,
        now: now(),
        foldersCalled: (name) => foldersCalled(name, items.folders(), roots()),
      },
    }
  }

  function itemOf(row: ItemRow): FoundItem {
    const {
      path: _,
      sizeBytes: __,
      addedAt: ___,
      usedAt: ____,
      previewVersion,
      chosenPreview,
      problem,
      ...item
    } = row
    const version = chosenPreview === null ? previewVersion : chosenVersion(chosenPreview)
    return {
      ...item,
      previewUrl: version === null || row.missing ? null : previewUrl(row.id, version),
      problem: isErrorReport(problem) ? problem : null,
    }
  }

  const listed = (row: ItemRow): ListedItem => ({
    ...itemOf(row),
    path: row.path,
    sizeBytes: row.sizeBytes,
    addedAt: row.addedAt,
    lastUsedAt: row.usedAt,
  })

  return {
    async items({ sort, offset, limit, ...wish }) {
      const { query, problems, circumstances } = await asked(wish)
      const { total, rows } = items.page({ query, sort, offset, limit }, circumstances)
      return { total, items: rows.map(itemOf), problems }
    },
    async ids({ sort, ...wish }) {
      const { query, circumstances } = await asked(wish)
      return items.ids({ query, sort }, circumstances)
    },
    async list({ sort, ...wish }) {
      const { query, problems, circumstances } = await asked(wish)
      const { rows } = items.page({ query, sort, offset: 0, limit: everything }, circumstances)
      return { items: rows.map(listed), problems }
    },
    async facets(wish) {
      const { query, circumstances } = await asked(wish)
      const found = items.facets(query, circumstances)
      return { ...found, folders: withAbove(found.folders, roots()) }
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
        about,
        saidHash: about.sha256 && proofOf(about.sha256.value, sha256),
      }
    },
    one(idOrPath) {
      const row = items.rowsOf([idOrPath])[0] ?? items.byPath(idOrPath)
      return row === null ? null : listed(row)
    },
  }
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

/** Each folder with what lies in it and below, and those that only hold others. */
function withAbove(counts: readonly FacetCount[], roots: readonly string[]): FacetCount[] {
  const all = new Map<string, number>()
  for (const { value, count } of counts) {
    let above = ''
    for (const part of folderName(value, roots).split('/').slice(0, -1)) {
      above += `${part}/`
      all.set(above, (all.get(above) ?? 0) + count)
    }
  }
  return [...all].map(([value, count]) => ({ value, count })).sort((a, b) => (a.value < b.value ? -1 : 1))
}
