// How much adapters do what one of them does, as lists that a search is narrowed to and put in order by. They last as long
// as the connection.
import type { Connection } from '../connection.ts'
import type { Database } from '../open.ts'

export type LikenessTable = {
  /** Replaces the list of this number. */
  put(list: number, rows: readonly { readonly id: string; readonly cosine: number }[]): void
  /** False for one that was never put, or lost with its connection. */
  has(list: number): boolean
  forget(list: number): void
}

/** On a connection that was just opened. */
export function makeLikeness(database: Database): void {
  database.exec(`
    create temp table likeness (
      list integer not null, item integer not null, cosine real not null, primary key (list, item)
    ) strict, without rowid;
    create index temp.likeness_in_order on likeness (list, cosine desc, item);`)
}

export function likenessTable(database: Connection): LikenessTable {
  const clear = database.prepare<[number]>('delete from likeness where list = ?')
  const add = database.prepare<[{ list: number; rows: string }]>(
    `insert or ignore into likeness (list, item, cosine)
     select @list, i.item, r.value ->> 1 from json_each(@rows) r join items i on i.id = r.value ->> 0`,
  )
  const any = database.prepare<[number], { there: number }>(
    'select exists (select 1 from likeness where list = ?) as there',
  )
  return {
    put: database.transaction((list: number, rows: Parameters<LikenessTable['put']>[1]) => {
      clear.run(list)
      add.run({ list, rows: JSON.stringify(rows.map(({ id, cosine }) => [id, cosine])) })
    }),
    has: (list) => any.get(list)?.there === 1,
    forget: (list) => clear.run(list),
  }
}
