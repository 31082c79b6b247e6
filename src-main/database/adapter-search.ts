// Searching the adapters: by words, by what fits a model, page by page in the order of the picker.
import { adapterOfStored, type AdapterRow, type StoredAdapter } from './adapter-row.ts'
import type { Connection } from './connection.ts'

export type AdapterSearch = {
  /** Lower case; each is somewhere in what is searched. */
  words: readonly string[]
  favouritesOnly: boolean
  /** Leaves out what is known not to fit these modules, and what cannot be used at all; null asks about no model. */
  fitting: { modulesHash: string; matching: number } | null
  offset: number
  limit: number
}

/** `total`: how many there are on all pages. Used last first, then by name; what cannot be used comes last. */
export type AdapterPage = { total: number; rows: AdapterRow[] }

export const mostWords = 8

export function adapterSearch(database: Connection): (search: AdapterSearch) => AdapterPage {
  const byId = database.prepare<[string], StoredAdapter>('select * from adapters where id = ?')
  /** By the form of the question: how many words, which filters. */
  const prepared = new Map<string, ReturnType<typeof prepare>>()

  function prepare(words: number, favourites: boolean, fitting: boolean) {
    const where = [
      'missing = 0',
      ...(favourites ? ['favourite = 1'] : []),
      ...Array.from({ length: words }, (_, at) => `instr(search, @word${at}) > 0`),
      ...(fitting
        ? [
            `refused = 0 and not exists (select 1 from proofs p where p.modules_hash = @modulesHash
             and p.header_hash = adapters.header_hash and p.name = adapters.name
             and p.matching = @matching and p.verdict = 'refused')`,
          ]
        : []),
    ].join(' and ')
    return {
      count: database.prepare<[Named], { count: number }>(
        `select count(*) as count from adapters where ${where}`,
      ),
      // The index holds all that is asked about: rows are large, and only those of the page are read.
      page: database.prepare<[Named], { id: string }>(
        `select id from adapters where ${where}
         order by refused, coalesce(last_used_at, '') desc, sort_key, id limit @limit offset @offset`,
      ),
    }
  }

  return ({ words: asked, favouritesOnly, fitting, offset, limit }) => {
    const words = asked.slice(0, mostWords)
    const form = `${words.length} ${favouritesOnly} ${fitting !== null}`
    const statements = prepared.get(form) ?? prepare(words.length, favouritesOnly, fitting !== null)
    prepared.set(form, statements)
    const params = {
      ...Object.fromEntries(words.map((word, at) => [`word${at}`, word])),
      ...(fitting ?? {}),
    }
    return {
      total: statements.count.get(params)?.count ?? 0,
      rows: statements.page.all({ ...params, limit, offset }).flatMap(({ id }) => {
        const row = byId.get(id)
        return row === undefined ? [] : [adapterOfStored(row)]
      }),
    }
  }
}

type Named = Record<string, string | number>
