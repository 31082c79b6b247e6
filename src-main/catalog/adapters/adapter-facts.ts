// What reading an adapter file's header tells; kept in the catalog until the file changes.
import { z } from 'zod'
import { cutText, cutValue } from '../../base/cut.ts'
import type { ErrorReport } from '../../base/errors.ts'
import type { StoredKind } from '../../contract/stored.ts'
import { problemSchema } from '../problem-schema.ts'
import { remarkSchema } from '../remark-schema.ts'
import { aboutFileSchema, nothingSaid } from '../../contract/about-file.ts'
import { adapterDialects, adapterKinds } from '../../contract/adapter.ts'

const countSchema = z.object({ matched: z.number(), unmatched: z.number() })

export const adapterFactsSchema = z.object({
  /** Null when the file was refused. */
  kind: z.enum(adapterKinds).nullable(),
  dora: z.boolean(),
  dialects: z.array(z.enum(adapterDialects)),
  ranks: z.array(z.number()),
  /** Id of a family. */
  architecture: z.string().nullable(),
  // What only explains was once written as sentences: an adapter whose file is away goes on without them.
  architectureWhy: z.array(remarkSchema).catch([]),
  madeFor: z.object({ name: z.string(), how: remarkSchema }).nullable().catch(null),
  triggerGroups: z.array(z.array(z.string())),
  /** Whether nobody wrote them: they are what the captions of its training have in common. */
  areSuggested: z.boolean().default(false),
  embeddings: z.array(z.string()),
  /** Against the published modules of its architecture. */
  unet: countSchema,
  text: countSchema,
  warnings: z.array(remarkSchema).catch([]),
  /** `ss_output_name`, A1111's other name for it. */
  alias: z.string().nullable(),
  /** What the trainer wrote as the hash of the tensors; A1111 believes it. */
  modelHash: z.string().nullable(),
  preferredWeight: z.number().nullable(),
  /** Weights at which somebody says that it is of use. */
  range: z.object({ min: z.number(), max: z.number() }).nullable().default(null),
  notes: z.string().nullable(),
  /** A file name in the adapter's folder. */
  preview: z.string().nullable(),
  /** Of the table of contents: the same file elsewhere has the same. */
  headerHash: z.string(),
  about: aboutFileSchema.default(nothingSaid),
  problem: problemSchema,
})
export type AdapterFacts = z.infer<typeof adapterFactsSchema>

export const adapterFactsKind: StoredKind<AdapterFacts> = {
  name: 'adapter facts',
  schema: adapterFactsSchema,
  upgrades: [withoutSentences],
}

/** What was found out was once kept in sentences of English; a file that is there tells it anew. */
function withoutSentences(facts: unknown): unknown {
  const { architectureWhy, madeFor, warnings } = facts as Record<string, unknown>
  const remarks = (value: unknown): unknown[] =>
    Array.isArray(value) ? value.filter((one) => typeof one !== 'string') : []
  const how = typeof madeFor === 'object' && madeFor !== null && 'how' in madeFor ? madeFor.how : null
  return {
    ...(facts as object),
    architectureWhy: remarks(architectureWhy),
    madeFor: typeof how === 'string' ? null : madeFor,
    warnings: remarks(warnings),
  }
}
/** The energies of its blocks; null where they depend on the base. */
export const blockProfileKind: StoredKind<number[] | null> = {
  name: 'block profile',
  schema: z.array(z.number()).nullable(),
  upgrades: [],
}
const limits = { text: 400, items: 100, depth: 5 }
const longestNotes = 20_000
/** Characters of all trigger words together: a long prompt. */
const mostTriggers = 5_000

/** What a file says of itself goes into the catalog and to every window: however much that is, this is small. */
export function smallFacts(facts: AdapterFacts): AdapterFacts {
  let left = mostTriggers
  const takes = (group: readonly string[]): boolean => (left -= group.join().length) >= 0
  return {
    ...cutValue({ ...facts, about: nothingSaid, triggerGroups: [] }, limits),
    triggerGroups: cutValue(facts.triggerGroups, { ...limits, text: 500 }).filter(takes),
    about: facts.about,
    notes: facts.notes === null ? null : cutText(facts.notes, longestNotes),
  }
}

/** Of a file that cannot be read, or is not an adapter that Lamina knows. */
export function refusedFacts(problem: ErrorReport | null): AdapterFacts {
  return {
    kind: null,
    dora: false,
    dialects: [],
    ranks: [],
    architecture: null,
    architectureWhy: [],
    madeFor: null,
    triggerGroups: [],
    areSuggested: false,
    embeddings: [],
    unet: { matched: 0, unmatched: 0 },
    text: { matched: 0, unmatched: 0 },
    warnings: [],
    alias: null,
    modelHash: null,
    preferredWeight: null,
    range: null,
    notes: null,
    preview: null,
    headerHash: '',
    about: nothingSaid,
    problem,
  }
}
