// The index of all that lies in the library: written in step with the rows it stands for, in the same transaction.
import { basename, dirname } from 'node:path'
import { given, type Connection } from '../connection.ts'
import { parseStored } from '../../contract/stored.ts'
import { foldKey, foldName, foldText } from './fold-text.ts'
import type { ItemFile } from './item-file.ts'
import { movePaths, type MovePaths } from '../moved-paths.ts'
import { cardPlaces } from '../versions.ts'
import { sortKey } from './sort-key.ts'

/** Grows when files are put into the index differently: it is then made anew. */
const indexVersion = 4
const nearFolders = 3

export type ItemIndex = {
  /** What was chosen, when it was found first and used last stay. All or nothing. */
  put(files: readonly ItemFile[]): void
  setMissing(ids: readonly string[], missing: boolean): void
  setUsed(ids: readonly string[], at: string): void
  remove(ids: readonly string[]): void
  /** What was chosen of these has changed. */
  refresh(ids: readonly string[]): void
  /** Whether it is of this version, and its tables fit each other. */
  isWhole(): boolean
  /** Empties it; what is put into it now counts once `finish` is called. */
  begin(): void
  finish(): void
  movePaths: MovePaths
  /** Ids of what lies at a path and is no adapter. */
  filesAt(path: string): string[]
}

type Named = Record<string, string | number | null>
type Choice = {
  choice: number | null
  title: string | null
  description: string | null
  rating: number | null
  line: string | null
  notes: string | null
  trigger_groups: string | null
  preferred_weight: number | null
  favourite: number | null
  preview: string | null
  site_line: string | null
  site_triggers: string | null
  site_said: string | null
  site_preview: string | null
  site_nsfw: number | null
}
type Chosen = Choice & {
  item: number
  path: string
  name: string
  names: string
  triggers: string
  file_notes: string | null
  said: string
  file_line: string | null
  file_weight: number | null
  name_sort_key: string
}

const unchosen: Choice = {
  choice: null,
  title: null,
  description: null,
  rating: null,
  line: null,
  notes: null,
  trigger_groups: null,
  preferred_weight: null,
  favourite: null,
  preview: null,
  site_line: null,
  site_triggers: null,
  site_said: null,
  site_preview: null,
  site_nsfw: null,
}

export function itemIndex(database: Connection): ItemIndex {
  const putItem = database.prepare<[Named]>(
    `insert into items (id, path, folder, name, sort_key, kind, is_adapter, dora, architecture, line, line_key, ranks,
       rank, size_bytes, preview_version, preferred_weight, problem, header_hash, added_at, used_at, missing, choice,
       title, rating, favourite, has_notes, has_triggers, chosen_preview, site_preview, nsfw)
     values (@id, @path, @folder, @name, @sortKey, @kind, @isAdapter, @dora, @architecture, @line, @lineKey, @ranks,
       @rank, @sizeBytes, @previewVersion, @preferredWeight, @problem, @headerHash, @addedAt, @usedAt, @missing, @choice,
       @title, @rating, @favourite, @hasNotes, @hasTriggers, @chosenPreview, @sitePreview, @nsfw)
     on conflict (id) do update set path = excluded.path, folder = excluded.folder, name = excluded.name,
       kind = excluded.kind, is_adapter = excluded.is_adapter, dora = excluded.dora,
       architecture = excluded.architecture, ranks = excluded.ranks, rank = excluded.rank,
       size_bytes = excluded.size_bytes, preview_version = excluded.preview_version, problem = excluded.problem,
       header_hash = excluded.header_hash, missing = excluded.missing`,
  )
  // To have the row returned costs as much as to write it.
  const newest = database.prepare<[], { item: number }>('select last_insert_rowid() as item')
  const putTexts = database.prepare<[Named]>(
    `insert or replace into item_texts (item, names, triggers, notes, said, line, preferred_weight, name_sort_key)
     values (@item, @names, @triggers, @notes, @said, @line, @preferredWeight, @nameSortKey)`,
  )
  // Until its hash says more, a file of that size at that place is the one that something was written about.
  const adopt = database.prepare<[Named]>(
    `insert or ignore into chosen (id, choice)
     select @id, max(choice) from choices where path = @path and size_bytes = @sizeBytes having count(*) > 0`,
  )
  const chosen = database.prepare<[string], Chosen>(
    `select i.item, i.path, i.name, c.choice, c.title, c.description, c.rating, c.line, c.notes, c.trigger_groups,
       c.preferred_weight, c.favourite, c.preview, c.site_line, c.site_triggers, c.site_said, c.site_preview,
       c.site_nsfw, t.names, t.triggers, t.notes as file_notes, t.said,
       t.line as file_line,
       t.preferred_weight as file_weight, t.name_sort_key
     from items i join item_texts t on t.item = i.item left join chosen using (id)
       left join choices c on c.choice = chosen.choice where i.id = ${given()}`,
  )
  const choiceOf = database.prepare<[string], Choice>(
    `select choice, title, description, rating, line, notes, trigger_groups, preferred_weight, favourite, preview,
       site_line, site_triggers, site_said, site_preview, site_nsfw
     from chosen join choices using (choice) where id = ${given()}`,
  )
  const tagsOf = database.prepare<[number], { tag: string }>('select tag from choice_tags where choice = ?')
  const setChosen = database.prepare<[Named]>(
    `update items set choice = @choice, title = @title, sort_key = @sortKey, rating = @rating, line = @line,
       line_key = @lineKey, preferred_weight = @preferredWeight, favourite = @favourite, has_notes = @hasNotes,
       has_triggers = @hasTriggers, chosen_preview = @chosenPreview, site_preview = @sitePreview, nsfw = @nsfw
     where item = @item`,
  )
  const unword = database.prepare<[number]>('delete from item_words where rowid = ?')
  const setWords = database.prepare<[Named]>(
    `insert into item_words (rowid, names, triggers, tags, rest) values (@item, @names, @triggers, @tags, @rest)`,
  )
  const setMissing = database.prepare<[number, string]>('update items set missing = ? where id = ?')
  const setUsed = database.prepare<[string, string]>('update items set used_at = ? where id = ?')
  const find = database.prepare<[string], { item: number }>('select item from items where id = ?')
  const filesAt = database.prepare<[string], { id: string }>(
    'select id from items where path = ? and not is_adapter',
  )
  const removeItem = database.prepare<[number]>('delete from items where item = ?')
  const unmade = database.prepare<[string]>('delete from made_from where id = ?')
  const setMade = database.prepare<[Named]>(
    'insert into made_from (id, position, name, sha256, weight) values (@id, @position, @name, @sha256, @weight)',
  )
  const removeTexts = database.prepare<[number]>('delete from item_texts where item = ?')
  const version = database.prepare<[], { version: number }>('select version from index_state')
  const setVersion = database.prepare<[number]>('update index_state set version = ?')
  const count = database.prepare<[], { count: number }>('select count(*) as count from items')
  const texts = database.prepare<[], { count: number }>('select count(*) as count from item_texts')
  const words = database.prepare<[], { count: number }>('select count(*) as count from item_words_docsize')
  const empty = ['items', 'item_texts', 'made_from'].map((table) => database.prepare(`delete from ${table}`))
  const emptyWords = database.prepare(`insert into item_words (item_words) values ('delete-all')`)
  const placeInCard = cardPlaces(database)
  const checkWords = database.prepare(`insert into item_words (item_words) values ('integrity-check')`)

  function putOne(file: ItemFile): void {
    const { id, path, name, sizeBytes, ranks, texts: own } = file
    adopt.run({ id, path, sizeBytes })
    const known = find.get(id)
    const isNew = known === undefined
    const texts = {
      names: own.names.join('\n'),
      triggers: own.triggers.join('\n'),
      file_notes: own.notes,
      said: own.said.join('\n'),
      file_line: file.line,
      file_weight: file.preferredWeight,
      name_sort_key: sortKey(name),
    }
    const shown = shownOf({ path, name, ...texts, ...((isNew ? choiceOf.get(id) : undefined) ?? unchosen) })
    putItem.run({
      ...shown.columns,
      id,
      path,
      folder: dirname(path),
      name,
      kind: file.kind,
      isAdapter: file.isAdapter ? 1 : 0,
      dora: file.dora ? 1 : 0,
      architecture: file.architecture,
      ranks: ranks.join(),
      rank: ranks.length === 0 ? null : Math.max(...ranks),
      sizeBytes,
      previewVersion: file.previewVersion,
      problem: file.problem === null ? null : JSON.stringify(file.problem),
      headerHash: file.headerHash,
      addedAt: file.addedAt,
      usedAt: file.usedAt,
      missing: file.missing ? 1 : 0,
    })
    const { item } = known ?? newest.get()!
    putTexts.run({
      item,
      names: texts.names,
      triggers: texts.triggers,
      notes: texts.file_notes,
      said: texts.said,
      line: texts.file_line,
      preferredWeight: texts.file_weight,
      nameSortKey: texts.name_sort_key,
    })
    unmade.run(id)
    for (const [position, source] of file.sources.entries()) setMade.run({ ...source, id, position })
    if (isNew) {
      setWords.run({ item, ...shown.words })
      placeInCard(id)
    } else refreshOne(id)
  }

  function refreshOne(id: string): void {
    const row = chosen.get(id)
    if (row === undefined) return
    const { columns, words } = shownOf(row)
    setChosen.run({ item: row.item, ...columns })
    unword.run(row.item)
    setWords.run({ item: row.item, ...words })
    placeInCard(id)
  }

  /** What is filtered, sorted and searched by: what a person chose before what the file tells, and that before sites. */
  function shownOf(row: Omit<Chosen, 'item'>): { columns: Named; words: Named } {
    const { choice, title } = row
    const line = row.line ?? row.file_line ?? row.site_line
    const notes = row.notes ?? row.file_notes ?? ''
    const own = row.trigger_groups === null ? row.triggers : wordsIn(parseStored(row.trigger_groups))
    // Searched by both, whichever of them is shown.
    const triggers = [own, row.site_triggers ?? ''].join('\n')
    const tags = choice === null ? [] : tagsOf.all(choice).map(({ tag }) => tag)
    const columns = {
      choice,
      title,
      sortKey: title === null ? row.name_sort_key : sortKey(title),
      rating: row.rating,
      line,
      lineKey: line === null ? null : foldKey(line),
      preferredWeight: row.preferred_weight ?? row.file_weight,
      favourite: row.favourite ?? 0,
      hasNotes: notes.trim() === '' ? 0 : 1,
      hasTriggers: triggers.trim() === '' ? 0 : 1,
      chosenPreview: row.preview,
      sitePreview: row.site_preview,
      nsfw: row.site_nsfw ?? 0,
    }
    const rest = [
      basename(row.path),
      folderNames(row.path),
      row.description ?? '',
      notes,
      line ?? '',
      row.said,
      row.site_said ?? '',
    ]
    const words = {
      // What is shown stands first: names that begin with what is looked for come before all others.
      names: [title ?? '', row.name, row.names].map(foldName).join('\n'),
      triggers: foldText(triggers),
      tags: foldText(tags.join('\n')),
      rest: foldText(rest.join('\n')),
    }
    return { columns, words }
  }

  return {
    put: database.transaction((files: readonly ItemFile[]) => files.forEach(putOne)),
    setMissing: database.transaction((ids: readonly string[], missing: boolean) => {
      for (const id of ids) setMissing.run(missing ? 1 : 0, id)
    }),
    setUsed: database.transaction((ids: readonly string[], at: string) => {
      for (const id of ids) setUsed.run(at, id)
    }),
    remove: database.transaction((ids: readonly string[]) => {
      for (const id of ids) {
        const item = find.get(id)?.item
        if (item === undefined) continue
        removeItem.run(item)
        unmade.run(id)
        removeTexts.run(item)
        unword.run(item)
      }
    }),
    refresh: database.transaction((ids: readonly string[]) => ids.forEach(refreshOne)),
    isWhole() {
      if (version.get()?.version !== indexVersion) return false
      const all = count.get()?.count
      if (texts.get()?.count !== all || words.get()?.count !== all) return false
      try {
        checkWords.run()
        return true
      } catch {
        return false
      }
    },
    begin: database.transaction(() => {
      setVersion.run(0)
      for (const statement of empty) statement.run()
      emptyWords.run()
    }),
    finish: () => setVersion.run(indexVersion),
    movePaths: movePaths(database, 'items'),
    filesAt: (path) => filesAt.all(path).map(({ id }) => id),
  }
}

/** Those nearest to the file: what lies above them holds everything. */
function folderNames(path: string): string {
  return dirname(path).split(/[\\/]/).slice(-nearFolders).join('\n')
}

/** Of trigger groups, as a person wrote them; whatever else it may be has none. */
function wordsIn(groups: unknown): string {
  return Array.isArray(groups)
    ? groups
        .flat()
        .filter((word) => typeof word === 'string')
        .join('\n')
    : ''
}
