// Which file of the library was made from which, by the hashes of contents that files name.
import type { Source } from '../contract/lineage.ts'
import { given, type Connection } from './connection.ts'

export type KnownFile = {
  readonly id: string
  readonly name: string
  readonly isAdapter: boolean
  readonly sha256: string | null
  readonly autoV3: string | null
}

export type LineageTable = {
  /** As the file names them. */
  sourcesOf(id: string): Source[]
  /** Files that name these contents as a source, and what they were added with. */
  madeFrom(sha256: string): (KnownFile & { readonly weight: number | null })[]
  find(id: string): KnownFile | null
  /** A file of these contents, rather one that is there. */
  bySha256(sha256: string): KnownFile | null
}

type Stored = Omit<KnownFile, 'isAdapter'> & { isAdapter: number }

const columns = `i.id, coalesce(i.title, i.name) as name, i.is_adapter as isAdapter,
  coalesce(a.sha256, m.sha256) as sha256, a.auto_v3 as autoV3`
const files = 'items i left join adapters a on a.id = i.id left join models m on m.id = i.id'

export function lineageTable(database: Connection): LineageTable {
  const sourcesOf = database.prepare<[string], Source>(
    'select name, sha256, weight from made_from where id = ? order by position',
  )
  const madeFrom = database.prepare<[string], Stored & { weight: number | null }>(
    `select ${columns}, f.weight from made_from f join ${files.replace('items i', 'items i on i.id = f.id')}
     where f.sha256 = ${given()} order by i.added_at, i.id`,
  )
  const find = database.prepare<[string], Stored>(`select ${columns} from ${files} where i.id = ${given()}`)
  const bySha256 = database.prepare<[{ sha256: string }], Stored>(
    `select ${columns} from ${files} where i.id in
       (select id from adapters where sha256 = @sha256 union all select id from models where sha256 = @sha256)
     order by i.missing, i.added_at, i.id limit 1`,
  )
  return {
    sourcesOf: (id) => sourcesOf.all(id),
    madeFrom: (sha256) => madeFrom.all(sha256).map(({ weight, ...row }) => ({ ...fromStored(row), weight })),
    find: (id) => known(find.get(id)),
    bySha256: (sha256) => known(bySha256.get({ sha256 })),
  }
}

function known(row: Stored | undefined): KnownFile | null {
  return row === undefined ? null : fromStored(row)
}

function fromStored({ isAdapter, ...row }: Stored): KnownFile {
  return { ...row, isAdapter: isAdapter === 1 }
}
