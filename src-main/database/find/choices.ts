// What people choose and write about files: kept by contents, so that it is there again wherever the file is.
import type { ChoiceChange, Choices, Common, Edits, FacetCount, Selection } from '../../contract/find.ts'
import { noChoices } from '../../contract/find.ts'
import { parseStored } from '../../contract/stored.ts'
import type { Connection } from '../connection.ts'
import type { ItemIndex } from './item-index.ts'

/** Trigger groups as they are stored: their shape is the catalog's to check. */
export type StoredChoices = Omit<Choices, 'triggerGroups'> & { triggerGroups: unknown }

export type StoredSelection = Omit<Selection, 'fields'> & {
  fields: Omit<Selection['fields'], 'triggerGroups'> & { triggerGroups: Common<unknown> }
}

export type ChoiceTable = {
  /** Of each that is in the index; the same contents share what was chosen. */
  of(ids: readonly string[]): Map<string, StoredChoices>
  /** What these have in common. */
  selection(ids: readonly string[]): StoredSelection
  /** All or nothing; the index goes along. Ids that are in no index are left out. */
  change(edits: Edits): void
  /** The row of each, made where there was none: what else is kept by contents refers to it. */
  rowsOf(ids: readonly string[]): Map<string, number>
  /** All items with the contents of these, themselves among them. */
  sharing(ids: readonly string[]): string[]
  /** Of these, what was chosen of and has no hash yet. */
  unhashed(ids: readonly string[]): { id: string; path: string }[]
  /** The contents are known now: what was chosen of them before is there again. Says whether anything is new by that. */
  claim(id: string, sha256: string): boolean
  /** What sites know of its contents; null where none was asked. Its shape is the contract's. */
  siteFacts(id: string): unknown
  /** False where its contents are others by now; then nothing is written. */
  putSiteFacts(id: string, sha256: string, facts: StoredSiteFacts): boolean
  /** What sites know of the contents of these goes, each once; what it was. */
  forgetSiteFacts(ids: readonly string[]): HeldSiteFacts[]
  /** The hash of every picture that was chosen, or that a site told of. */
  keptPictures(): Set<string>
}

/** Of one file with these contents. */
export type HeldSiteFacts = { readonly id: string; readonly sha256: string; readonly facts: unknown }

/** `facts` whole, and what of it is filtered, searched and shown by. */
export type StoredSiteFacts = {
  readonly facts: unknown
  readonly line: string | null
  readonly triggers: string
  readonly said: string
  /** The hash by which a picture is kept. */
  readonly preview: string | null
  readonly isNsfw: boolean
}

type Named = Record<string, string | number | null>
type Row = {
  choice: number
  sha256: string | null
  title: string | null
  description: string | null
  rating: number | null
  line: string | null
  notes: string | null
  trigger_groups: string | null
  preferred_weight: number | null
  range_min: number | null
  range_max: number | null
  favourite: number
  preview: string | null
  in_front: number
  site_facts: string | null
}

/** Of one field of a selection: how many have a value, and the lowest and the highest of them. */
const spread = (column: string): string =>
  `count(${column}) as ${column}_count, min(${column}) as ${column}_low, max(${column}) as ${column}_high`
const chosenColumns = [
  ...['title', 'description', 'rating', 'line', 'notes', 'trigger_groups', 'preferred_weight', 'favourite'],
  ...['range_min', 'range_max', 'preview', 'in_front'],
]
const columns =
  'title, description, rating, line, notes, trigger_groups, preferred_weight, range_min, range_max, favourite, preview, in_front'

export function choiceTable(database: Connection, index: ItemIndex): ChoiceTable {
  const ofItem = database.prepare<[string], Row>(
    'select c.* from chosen join choices c on c.choice = chosen.choice where chosen.id = ?',
  )
  const isItem = database.prepare<[string], { id: string }>('select id from items where id = ?')
  const bySha256 = database.prepare<[string], Row>('select * from choices where sha256 = ?')
  const tagsOf = database.prepare<[number], { tag: string }>(
    'select tag from choice_tags where choice = ? order by position',
  )
  const hashOf = database.prepare<[Named], { sha256: string | null }>(
    `select sha256 from adapters where id = @id and sha256 is not null
     union all select sha256 from models where id = @id and sha256 is not null`,
  )
  const make = database.prepare<[Named], { choice: number }>(
    `insert into choices (sha256, path, size_bytes) select @sha256, path, size_bytes from items where id = @id
     returning choice`,
  )
  const copy = database.prepare<[Named], { choice: number }>(
    `insert into choices (sha256, path, size_bytes, ${columns})
     select @sha256, path, size_bytes, ${columns} from choices where choice = @choice returning choice`,
  )
  const copyTags = database.prepare<[Named]>(
    'insert into choice_tags (choice, key, tag, position) select @to, key, tag, position from choice_tags where choice = @from',
  )
  const copyMemberships = database.prepare<[Named]>(
    `insert or ignore into collection_items (collection, choice, position)
     select collection, @to, position from collection_items where choice = @from`,
  )
  const link = database.prepare<[Named]>('insert or replace into chosen (id, choice) values (@id, @choice)')
  const linkCopies = database.prepare<[Named]>(
    `insert or ignore into chosen (id, choice)
     select id, @choice from adapters where sha256 = @sha256
     union all select id, @choice from models where sha256 = @sha256`,
  )
  const setHash = database.prepare<[Named]>('update choices set sha256 = @sha256 where choice = @choice')
  const put = database.prepare<[Named]>(
    `update choices set title = @title, description = @description, rating = @rating, line = @line, notes = @notes,
       trigger_groups = @triggerGroups, preferred_weight = @preferredWeight, range_min = @min, range_max = @max,
       favourite = @favourite, preview = @preview, in_front = @inFront where choice = @choice`,
  )
  const untag = database.prepare<[number]>('delete from choice_tags where choice = ?')
  const setTag = database.prepare<[Named]>(
    'insert or ignore into choice_tags (choice, key, tag, position) values (@choice, @key, @tag, @position)',
  )
  const others = database.prepare<[string], { id: string }>(
    `select other.id from chosen own join chosen other using (choice) where own.id = ?`,
  )
  const unhashed = database.prepare<[string], { id: string; path: string }>(
    `select i.id, i.path from items i join choices c on c.choice = i.choice
     where i.id = ? and c.sha256 is null and i.missing = 0`,
  )
  const countUses = database.prepare<[number], { count: number }>(
    'select count(*) as count from chosen where choice = ?',
  )
  const putSiteFacts = database.prepare<[Named]>(
    `update choices set site_facts = @facts, site_line = @line, site_triggers = @triggers, site_said = @said,
       site_preview = @preview, site_nsfw = @isNsfw where choice = @choice`,
  )
  const clearSiteFacts = database.prepare<[number]>(
    `update choices set site_facts = null, site_line = null, site_triggers = null, site_said = null,
       site_preview = null, site_nsfw = 0 where choice = ?`,
  )
  const withPictures = database.prepare<[], Pick<Row, 'preview' | 'site_facts'>>(
    'select preview, site_facts from choices where preview is not null or site_facts is not null',
  )
  const removeRow = database.prepare<[number]>('delete from choices where choice = ?')
  const removeMemberships = database.prepare<[number]>('delete from collection_items where choice = ?')

  // One that nothing was chosen of is no favourite.
  const selected = database.prepare<[string], Record<string, string | number | null>>(
    `select count(*) as count, ${chosenColumns.map(spread).join(', ')} from
       (select c.title, c.description, c.rating, c.line, c.notes, c.trigger_groups, c.preferred_weight, c.range_min,
          c.range_max, c.preview, coalesce(c.favourite, 0) as favourite, coalesce(c.in_front, 0) as in_front
        from json_each(?) s join items i on i.id = s.value left join choices c on c.choice = i.choice)`,
  )
  const selectedTags = database.prepare<[string], FacetCount>(
    `select min(t.tag) as value, count(*) as count from json_each(?) s join items i on i.id = s.value
     join choice_tags t on t.choice = i.choice group by t.key order by 2 desc, 1 collate nocase`,
  )

  function read(row: Row): StoredChoices {
    const { range_min: min, range_max: max } = row
    return {
      title: row.title,
      description: row.description,
      tags: tagsOf.all(row.choice).map(({ tag }) => tag),
      rating: row.rating,
      line: row.line,
      notes: row.notes,
      triggerGroups: row.trigger_groups === null ? null : parseStored(row.trigger_groups),
      preferredWeight: row.preferred_weight,
      range: rangeOf(min, max),
      favourite: row.favourite === 1,
      preview: row.preview,
      inFront: row.in_front === 1,
    }
  }

  function write(choice: number, choices: StoredChoices): void {
    const { range, triggerGroups, favourite, inFront, tags, ...plain } = choices
    put.run({
      ...plain,
      choice,
      triggerGroups: triggerGroups === null ? null : JSON.stringify(triggerGroups),
      min: range?.min ?? null,
      max: range?.max ?? null,
      favourite: favourite ? 1 : 0,
      inFront: inFront ? 1 : 0,
    })
    untag.run(choice)
    tags.forEach((tag, position) => setTag.run({ choice, key: foldTag(tag), tag, position }))
  }

  /** Undefined for what is not in the index. */
  function rowOf(id: string): Row | undefined {
    const known = ofItem.get(id)
    if (known !== undefined || isItem.get(id) === undefined) return known
    const sha256 = hashOf.get({ id })?.sha256 ?? null
    const row = sha256 === null ? undefined : bySha256.get(sha256)
    const choice = row?.choice ?? make.get({ id, sha256 })!.choice
    link.run({ id, choice })
    // Copies whose hash was known before anything was chosen.
    if (sha256 !== null) linkCopies.run({ sha256, choice })
    return ofItem.get(id)
  }

  function sharing(ids: readonly string[]): string[] {
    return [...new Set(ids.flatMap((id) => [id, ...others.all(id).map((other) => other.id)]))]
  }

  return {
    of(ids) {
      const found = new Map<string, StoredChoices>()
      for (const id of ids) {
        const row = ofItem.get(id)
        if (row !== undefined) found.set(id, read(row))
        else if (isItem.get(id) !== undefined) found.set(id, noChoices)
      }
      return found
    },
    selection(ids) {
      const list = JSON.stringify(ids)
      const row = selected.get(list)!
      const count = Number(row.count)
      const common = <Value>(
        column: string,
        read: (value: string | number | null) => Value,
      ): Common<Value> => {
        const [some, low, high] = ['count', 'low', 'high'].map((what) => row[`${column}_${what}`] ?? null)
        const isSame = some === 0 || (some === count && low === high)
        return isSame ? { mixed: false, value: read(low ?? null) } : { mixed: true }
      }
      const text = (column: string): Common<string | null> =>
        common(column, (value) => (value === null ? null : String(value)))
      const number = (column: string): Common<number | null> =>
        common(column, (value) => (value === null ? null : Number(value)))
      const [min, max] = [number('range_min'), number('range_max')]
      return {
        count,
        fields: {
          title: text('title'),
          description: text('description'),
          rating: number('rating'),
          line: text('line'),
          notes: text('notes'),
          triggerGroups: common('trigger_groups', (value) =>
            value === null ? null : parseStored(String(value)),
          ),
          preferredWeight: number('preferred_weight'),
          range:
            min.mixed || max.mixed ? { mixed: true } : { mixed: false, value: rangeOf(min.value, max.value) },
          favourite: common('favourite', (value) => value === 1),
          preview: text('preview'),
          inFront: common('in_front', (value) => value === 1),
        },
        tags: selectedTags.all(list),
      }
    },
    change: database.transaction((edits: Edits) => {
      const changed = new Set<string>()
      for (const { ids, change } of edits) {
        for (const id of ids) {
          const row = rowOf(id)
          if (row === undefined) continue
          write(row.choice, changedBy(read(row), change))
          changed.add(id)
        }
      }
      index.refresh(sharing([...changed]))
    }),
    rowsOf: database.transaction((ids: readonly string[]) => {
      const rows = new Map<string, number>()
      for (const id of ids) {
        const isNew = ofItem.get(id) === undefined
        const row = rowOf(id)
        if (row === undefined) continue
        rows.set(id, row.choice)
        if (isNew) index.refresh([id])
      }
      return rows
    }),
    sharing,
    unhashed: (ids) => ids.flatMap((id) => unhashed.all(id)),
    siteFacts(id) {
      const stored = ofItem.get(id)?.site_facts ?? null
      return stored === null ? null : parseStored(stored)
    },
    putSiteFacts: database.transaction((id: string, sha256: string, facts: StoredSiteFacts) => {
      const row = rowOf(id)
      if (row?.sha256 !== sha256) return false
      putSiteFacts.run({
        ...facts,
        choice: row.choice,
        facts: JSON.stringify(facts.facts),
        isNsfw: facts.isNsfw ? 1 : 0,
      })
      index.refresh(sharing([id]))
      return true
    }),
    forgetSiteFacts: database.transaction((ids: readonly string[]) => {
      const held = ids.flatMap((id): HeldSiteFacts[] => {
        const row = ofItem.get(id)
        if (row === undefined || row.site_facts === null || row.sha256 === null) return []
        clearSiteFacts.run(row.choice)
        return [{ id, sha256: row.sha256, facts: parseStored(row.site_facts) }]
      })
      index.refresh(sharing(held.map(({ id }) => id)))
      return held
    }),
    keptPictures() {
      const found = new Set<string>()
      for (const { preview, site_facts: facts } of withPictures.all()) {
        if (preview !== null) found.add(preview)
        for (const [, kept] of (facts ?? '').matchAll(/"kept":"([0-9a-f]{64})"/g)) found.add(kept!)
      }
      return found
    },
    claim: database.transaction((id: string, sha256: string) => {
      const own = ofItem.get(id)
      const kept = bySha256.get(sha256)
      if (own === undefined && kept === undefined) return false
      if (own?.sha256 === sha256) return false
      if (own === undefined) link.run({ id, choice: kept!.choice })
      else if (kept === undefined) {
        if (own.sha256 === null) {
          setHash.run({ choice: own.choice, sha256 })
        } else {
          // Another file lies at its place now: it keeps what was chosen, and so do the contents that were.
          const { choice } = copy.get({ sha256, choice: own.choice })!
          copyTags.run({ from: own.choice, to: choice })
          copyMemberships.run({ from: own.choice, to: choice })
          link.run({ id, choice })
        }
      } else if (own.sha256 === null) {
        // What was chosen before it was known counts more: it is newer.
        write(kept.choice, merged(read(own), read(kept)))
        copyMemberships.run({ from: own.choice, to: kept.choice })
        link.run({ id, choice: kept.choice })
        if (countUses.get(own.choice)?.count === 0) {
          untag.run(own.choice)
          removeMemberships.run(own.choice)
          removeRow.run(own.choice)
        }
      } else link.run({ id, choice: kept.choice })
      linkCopies.run({ sha256, choice: ofItem.get(id)!.choice })
      const changed = sharing([id])
      index.refresh(changed)
      return own === undefined || kept !== undefined || own.sha256 !== null || changed.length > 1
    }),
  }
}

function rangeOf(min: number | null, max: number | null): Choices['range'] {
  return min === null || max === null ? null : { min, max }
}

/** How tags are compared. */
export function foldTag(tag: string): string {
  return tag.normalize('NFKC').trim().toLowerCase()
}

function changedBy(
  choices: StoredChoices,
  { addTags = [], removeTags = [], ...fields }: ChoiceChange,
): StoredChoices {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  const next = { ...choices, ...given }
  const removed = new Set(removeTags.map(foldTag))
  const kept = next.tags.filter((tag) => !removed.has(foldTag(tag)))
  const there = new Set(kept.map(foldTag))
  const added = addTags.filter((tag) => !there.has(foldTag(tag)) && there.add(foldTag(tag)))
  return { ...next, tags: [...kept, ...added] }
}

function merged(own: StoredChoices, kept: StoredChoices): StoredChoices {
  const given = Object.entries(own).filter(([, value]) => value !== null)
  return {
    ...kept,
    ...Object.fromEntries(given),
    tags: [...new Map([...kept.tags, ...own.tags].map((tag) => [foldTag(tag), tag])).values()],
    favourite: own.favourite || kept.favourite,
    inFront: own.inFront || kept.inFront,
  }
}
