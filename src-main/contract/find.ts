// Finding what lies in the library, and what a person chooses and writes about it.
import { z } from 'zod'
import { sha256Pattern } from '../base/sha256.ts'
import type { ErrorReport } from '../base/errors.ts'
import type { Remark } from '../messages/table.ts'
import type { AboutFile } from './about-file.ts'
import type { SameReason } from './effects.ts'
import { idleSources, mostIdlePrompts } from './idle-previews.ts'
import type { AdapterSummary } from './library.ts'
import type { StoredKind } from './stored.ts'

/** `newest`: found last first; `relevance`: what fits the words best. */
export const findSorts = ['newest', 'name', 'used', 'rating', 'size', 'rank', 'relevance'] as const
export type FindSort = (typeof findSorts)[number]

/** Versions of one training as one card, or each file for itself. */
export const versionWays = ['together', 'apart'] as const
export type VersionWay = (typeof versionWays)[number]

const longestQuery = 2_000
const id = z.string().min(1).max(200)
/** A selection: as many as a library has. */
const ids = z.array(id).max(100_000)

const askedSchema = z.object({
  /** In the language of `query/parse.ts`, with the fields of the library. */
  query: z.string().max(longestQuery),
  /** Its last word may be the beginning of one. */
  typing: z.boolean().default(false),
  /** What `fits` asks about: the id of a checkpoint. */
  model: z.string().max(200).nullable(),
  /** Whether versions of one training share a card, where the query itself does not say. */
  versions: z.enum(versionWays).optional(),
})
export const findSchema = askedSchema.extend({
  sort: z.enum(findSorts),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(500),
})
export const facetsSchema = askedSchema
export const everyIdSchema = findSchema.omit({ offset: true, limit: true })

/** What a card shows. */
export type FoundItem = {
  id: string
  /** The file's stem. */
  name: string
  /** As a person calls it; null for the name. */
  title: string | null
  /** Of an adapter its kind, as `lokr`; else what it is, as `checkpoint`. */
  kind: string
  isAdapter: boolean
  dora: boolean
  ranks: number[]
  /** Id of the family. */
  architecture: string | null
  /** The base line, as `Pony`. */
  line: string | null
  previewUrl: string | null
  preferredWeight: number | null
  rating: number | null
  favourite: boolean
  tags: string[]
  /** Ids of those it belongs to. */
  collections: string[]
  problem: ErrorReport | null
  missing: boolean
  /** Not for everybody's eyes, as a site says that was asked. */
  isNsfw: boolean
  /** Where the search is by effect: how much it does what that one does. */
  alike?: Alikeness
  /** Where the search is by groups that do the same: its place in its own. */
  same?: SamePlace
  /** Where versions share a card: how many there are, found or not. */
  versions?: number
}

/** One of those that share a card. `version` as its name has it; `isFront`: it stands for all; `isChosen`: a person put it there. */
export type CardVersion = {
  id: string
  name: string
  title: string | null
  version: string | null
  epoch: number | null
  step: number | null
  preferredWeight: number | null
  favourite: boolean
  isFront: boolean
  isChosen: boolean
  modifiedAt: string
}

/** `team`: the group's number; `place` 0 is the best of it, of `of`. Why and cosine are with the best; null for it. */
export type SamePlace = {
  team: number
  place: number
  of: number
  why: SameReason | null
  cosine: number | null
}

/** `proof`: exact where both files were read whole, else what fingerprints say; `self`: that one itself. */
export type Alikeness = {
  cosine: number
  proof: 'exact' | 'estimate' | 'self'
  why: SameReason | null
}

/** What a search by effect is about. */
export type FoundByEffect = {
  by: 'likeness' | 'groups'
  /** The one that all others are compared with; empty for groups. */
  name: string
  /** Why nothing is known; null where it is compared. */
  problem: Remark | null
  /** Adapters that nothing is known of yet. */
  left: number
}

/** What was not understood of a query, and where it stands. */
export type FoundProblem = { from: number; to: number; what: Remark }

/** `total`: on all pages. */
export type Found = {
  total: number
  items: FoundItem[]
  problems: FoundProblem[]
  /** Null for a search that is in the order that was asked for. */
  byEffect: FoundByEffect | null
}

export type FacetCount = { value: string; count: number }
/** Each counted over what the query finds without its filters of that facet. */
export type Facets = {
  total: number
  /** Every folder with items in it or below, by its path below the model folders, with a slash at its end; counted with those below. */
  folders: FacetCount[]
  /** `unknown` where it is not known. */
  lines: FacetCount[]
  bases: FacetCount[]
  tags: FacetCount[]
  kinds: FacetCount[]
  /** `value` is the name. */
  collections: FacetCount[]
  /** Those that do the same as another one. */
  duplicates: number
  favourites: number
  neverUsed: number
  problems: number
}

const text = (most: number) => z.string().trim().max(most)
const tag = text(100).min(1)
const tags = z.array(tag).max(100)

const range = z.object({ min: z.number(), max: z.number() }).refine((one) => one.min < one.max)
const groups = z.array(z.array(z.string().max(500)).max(100)).max(100)

/** What is chosen and written; null follows the file. */
export const choicesSchema = z.object({
  title: text(300).min(1).nullable(),
  description: text(20_000).min(1).nullable(),
  tags,
  rating: z.number().int().min(0).max(5).nullable(),
  /** The base line it was made for, in the words of the person. */
  line: text(100).min(1).nullable(),
  notes: z.string().max(20_000).nullable(),
  triggerGroups: groups.nullable(),
  preferredWeight: z.number().nullable(),
  range: range.nullable(),
  favourite: z.boolean(),
  /** A picture that stands for it: the SHA-256 by which it is kept. */
  preview: z.string().regex(sha256Pattern).nullable(),
  /** Of all versions of its training it is the one that their card shows. */
  inFront: z.boolean(),
})
export type Choices = z.infer<typeof choicesSchema>

export const noChoices: Choices = {
  title: null,
  description: null,
  tags: [],
  rating: null,
  line: null,
  notes: null,
  triggerGroups: null,
  preferredWeight: null,
  range: null,
  favourite: false,
  preview: null,
  inFront: false,
}

/** What is left out stays; tags are replaced, or added to and taken from what each has. */
export const choiceChangeSchema = choicesSchema.partial().extend({
  addTags: tags.optional(),
  removeTags: tags.optional(),
})
export type ChoiceChange = z.infer<typeof choiceChangeSchema>

/** One change of many items, or several, done at once. */
export const editsSchema = z.array(z.object({ ids, change: choiceChangeSchema })).max(100_000)
export type Edits = z.infer<typeof editsSchema>
/** `before` are the edits that take it back: what each field was, for the items that it differed in. */
export type Edited = { count: number; before: Edits }

/**
 * Where a picture of an item is from, in the order in which they stand for it: `beside` its file, `embedded` in it; made in
 * idle time at its `preferred` weight, and `without` it.
 */
export const previewSources = ['chosen', 'beside', 'embedded', 'site', ...idleSources] as const
export const previewSourceSchema = z.enum(previewSources)
export type PreviewSource = (typeof previewSources)[number]
/** `place` and `prompt` where several of one source are made of several prompts; else 0 and null. */
export type ItemPreview = { from: PreviewSource; place: number; prompt: string | null; url: string }

/** `picture`: the id of one of ours, which stands for these from now on. */
export const choosePreviewSchema = z.object({ ids: ids.min(1), picture: id })
/** One of its own pictures stands for it instead of the first of them. */
export const preferPreviewSchema = z.object({
  id,
  from: previewSourceSchema,
  place: z.number().int().min(0).max(mostIdlePrompts).default(0),
})

/** `preview` is what was chosen: an edit with it does the same again. */
export type ChosenPreview = Edited & { preview: string }

export const selectionSchema = z.object({ ids })
/** Of one field: what all have, or that they differ. */
export type Common<Value> = { mixed: false; value: Value } | { mixed: true }
export type Selection = {
  /** Of those that are known. */
  count: number
  fields: { [Name in Exclude<keyof Choices, 'tags'>]: Common<Choices[Name]> }
  /** Every tag of any, with how many have it. */
  tags: FacetCount[]
}

/** All that is known of one. */
export type ItemDetails = {
  item: FoundItem
  fileName: string
  /** Below the model folders, with a slash at its end. */
  folder: string
  sizeBytes: number
  addedAt: string
  lastUsedAt: string | null
  sha256: string | null
  autoV3: string | null
  choices: Choices
  /** What its file tells, under what was chosen; null for what is not an adapter. */
  adapter: AdapterSummary | null
  /** How a search names it, and nothing else. */
  calledBy: string
  /** What its file and what lies beside it say of it. */
  about: AboutFile
  /** All that share a card with it, itself among them, the last one first; empty where it is alone. */
  versions: CardVersion[]
  /** Whether the hash that is said is its own: unproven until the file was read to its end. Null where none is said. */
  saidHash: 'unproven' | 'right' | 'wrong' | null
}
/** With the pictures that can stand for it; the first one does. */
export type ShownDetails = ItemDetails & { previews: ItemPreview[] }

export const collectionSchema = z.object({ name: text(200).min(1) })
export type Collection = { id: string; name: string; count: number }
export const collectSchema = z.object({
  id,
  add: ids.default([]),
  remove: ids.default([]),
})
/** The whole content in its order; of those that are nowhere now, `kept` says how many stay in it besides. */
export const arrangeSchema = z.object({ id, items: ids })
/** What it held before, in its order: `arrange` with it takes the change back. */
export type Collected = { collection: Collection; before: string[] }
/** Enough to make it again. */
export const wholeCollectionSchema = z.object({ id, name: text(200).min(1), items: ids })
export type WholeCollection = z.infer<typeof wholeCollectionSchema>

export const savedFilterSchema = z.object({
  name: text(200).min(1),
  query: z.string().max(longestQuery),
  sort: z.enum(findSorts),
})
export type SavedFilter = z.infer<typeof savedFilterSchema> & { id: string }

/** As a person wrote them; null follows the file. */
export const triggerGroupsKind: StoredKind<string[][] | null> = {
  name: 'trigger groups',
  schema: z.array(z.array(z.string())).nullable(),
  upgrades: [],
}
