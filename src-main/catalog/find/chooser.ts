// What people choose and write about many items at once: what they have in common, one change, and how it was before.
import type { ChoiceChange, Choices, Edited, Edits, Selection } from '../../contract/find.ts'
import type { Publish } from '../../contract/studio.ts'
import type { ChoiceTable } from '../../database/find/choices.ts'
import { triggerGroupsKind } from '../../contract/find.ts'
import { readStored } from '../../contract/stored.ts'
import { readChoices } from './library-finder.ts'

export type Chooser = {
  selection(ids: readonly string[]): Selection
  /** All or nothing. */
  edit(edits: Edits): Edited
}

export type ChooserOptions = {
  choices: ChoiceTable
  /** These were changed, and all that have the same contents. */
  onChanged(ids: readonly string[]): void
  /** SHA-256 of a whole file, read if need be. */
  hash(path: string): Promise<string>
  /** For work that nobody waits for. */
  background(work: Promise<unknown>): void
  publish: Publish<'items'>
}

/** More are not named in an event: a window asks again for what it shows. */
const mostNamed = 100
/** After an edit of more, files get their hashes when everything else rests. */
const mostHashed = 20

export function chooser({ choices, onChanged, hash, background, publish }: ChooserOptions): Chooser {
  function tell(ids: readonly string[]): void {
    onChanged(ids)
    publish({ type: 'items', ids: ids.length > mostNamed ? null : [...ids] })
  }

  /** What is written belongs to the contents: they are found out now, one file after the other. */
  async function learn(ids: readonly string[]): Promise<void> {
    for (const { id, path } of choices.unhashed(ids).slice(0, mostHashed)) {
      const sha256 = await hash(path).catch(() => null)
      // Of the same contents something was written before: it is there now.
      if (sha256 !== null && choices.claim(id, sha256)) tell(choices.sharing([id]))
    }
  }

  return {
    selection: (ids) => readSelection(choices.selection(ids)),
    edit(edits) {
      const before = reversed(edits, choices)
      choices.change(edits)
      const changed = choices.sharing([...new Set(edits.flatMap(({ ids }) => ids))])
      tell(changed)
      background(learn(changed))
      return { count: changed.length, before }
    },
  }
}

function readSelection({ fields, ...selection }: ReturnType<ChoiceTable['selection']>): Selection {
  const { triggerGroups } = fields
  if (triggerGroups.mixed) return { ...selection, fields: { ...fields, triggerGroups } }
  const { value } = readStored(triggerGroupsKind, triggerGroups.value)
  return { ...selection, fields: { ...fields, triggerGroups: { mixed: false, value } } }
}

/** The edits that put back what each field is now; those that were alike together. */
function reversed(edits: Edits, choices: ChoiceTable): Edits {
  const fields = new Map<string, Set<keyof Choices>>()
  for (const { ids, change } of edits) {
    const touched = touchedBy(change)
    for (const id of ids) {
      const known = fields.get(id) ?? new Set()
      touched.forEach((field) => known.add(field))
      fields.set(id, known)
    }
  }
  const alike = new Map<string, { ids: string[]; change: ChoiceChange }>()
  for (const [id, stored] of choices.of([...fields.keys()])) {
    const now = readChoices(stored)
    const change: ChoiceChange = Object.fromEntries(
      [...fields.get(id)!].sort().map((field) => [field, now[field]]),
    )
    const key = JSON.stringify(change)
    const group = alike.get(key) ?? { ids: [], change }
    group.ids.push(id)
    alike.set(key, group)
  }
  return [...alike.values()]
}

function touchedBy({ addTags, removeTags, ...fields }: ChoiceChange): (keyof Choices)[] {
  const named = (Object.keys(fields) as (keyof Choices)[]).filter((field) => fields[field] !== undefined)
  return addTags === undefined && removeTags === undefined ? named : [...new Set([...named, 'tags' as const])]
}
