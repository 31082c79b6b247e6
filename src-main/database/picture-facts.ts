// What pictures are searched and filtered by: one narrow row each, and one for each adapter that acted.
import type { Connection } from './connection.ts'
import { foldName, foldText } from './find/fold-text.ts'

export type PictureFacts = {
  sequence: number
  createdMs: number
  width: number
  height: number
  /** Names in lower case; empty where nothing is known. */
  model: string
  modelSha256: string | null
  sampler: string
  /** The program that made it. */
  source: string
  steps: number
  seed: string
  prompt: string
  /** Of its file: what it is found by besides its prompt, its model and its adapters. */
  fileName: string
  adapters: readonly { name: string; sha256: string | null; autoV3: string | null }[]
}

export type PictureForm = Pick<PictureFacts, 'sequence' | 'createdMs' | 'width' | 'height'>

export type PictureFactsTable = {
  /** All or nothing; `reader` is the version of what made them. */
  put(facts: readonly PictureFacts[], reader: number): void
  /** Rows of pictures whose facts another version made, or nobody yet. */
  unread(reader: number, limit: number): number[]
  /** Of the pictures that are shown, those after a sequence, in its order. */
  forms(after: number, limit: number): PictureForm[]
}

export function pictureFactsTable(database: Connection): PictureFactsTable {
  const putFacts = database.prepare<[Record<string, unknown>]>(
    `insert or replace into picture_facts
       (sequence, reader, created_ms, width, height, model, model_sha256, sampler, steps, seed, source)
     values (@sequence, @reader, @createdMs, @width, @height, @model, @modelSha256, @sampler, @steps, @seed, @source)`,
  )
  const removeAdapters = database.prepare<[number]>('delete from picture_adapters where sequence = ?')
  const putAdapter = database.prepare<[Record<string, unknown>]>(
    `insert into picture_adapters (sequence, position, name, sha256, auto_v3)
     values (@sequence, @position, @name, @sha256, @autoV3)`,
  )
  const unword = database.prepare<[number]>('delete from picture_words where rowid = ?')
  const setWords = database.prepare<[Record<string, unknown>]>(
    'insert into picture_words (rowid, prompt, names) values (@sequence, @prompt, @names)',
  )
  const unread = database.prepare<[number, number], { sequence: number }>(
    `select p.sequence from pictures p left join picture_facts f using (sequence)
     where f.reader is null or f.reader <> ? limit ?`,
  )
  const forms = database.prepare<[number, number], PictureForm>(
    `select f.sequence, f.created_ms as createdMs, f.width, f.height
     from picture_facts f join pictures p using (sequence)
     where f.sequence > ? and p.trashed_at is null order by f.sequence limit ?`,
  )
  return {
    put: database.transaction((facts: readonly PictureFacts[], reader: number) => {
      for (const { adapters, prompt, fileName, ...one } of facts) {
        const { sequence } = one
        putFacts.run({ ...one, reader })
        removeAdapters.run(sequence)
        for (const [position, adapter] of adapters.entries())
          putAdapter.run({ sequence, position, ...adapter })
        const names = [fileName, one.model, ...adapters.map(({ name }) => name)].map(foldName).join('\n')
        unword.run(sequence)
        setWords.run({ sequence, prompt: foldText(prompt), names })
      }
    }),
    unread: (reader, limit) => unread.all(reader, limit).map(({ sequence }) => sequence),
    forms: (after, limit) => forms.all(after, limit),
  }
}
