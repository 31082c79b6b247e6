// What is said of an adapter file: its kind, dialect, what it changes, and how well it fits a base model.
import { z } from 'zod'
import { mostBlocks } from './blocks.ts'
import type { StoredKind } from './stored.ts'

export const adapterKinds = [
  'lora',
  'locon',
  'loha',
  'lokr',
  'full',
  'norm',
  'ia3',
  'glora',
  'oft',
  'boft',
] as const
/** `locon` is a LoRA that also changes convolutions; DoRA is a modifier of any kind. */
export type AdapterKind = (typeof adapterKinds)[number]

export const adapterDialects = ['kohya', 'diffusers', 'peft', 'lycoris', 'dotted', 'cloneofsimo'] as const
/** How a file names its modules. `dotted` is OneTrainer's, OMI's and ComfyUI's spelling. */
export type AdapterDialect = (typeof adapterDialects)[number]

const finite = z.number()

/** A weight over the steps: `factor` at fractions of the run (0 first step, 1 last), straight lines between. */
export const weightScheduleSchema = z
  .array(z.object({ at: z.number().min(0).max(1), factor: finite }))
  .min(1)
  .max(100)
export type WeightSchedule = z.infer<typeof weightScheduleSchema>

/** In characters. */
export const longestAdapterName = 500

/** One adapter of a stack. The same file twice is two entries. */
export const stackEntrySchema = z.object({
  id: z.string().min(1).max(100),
  /** Adapter id in the app, file path below it; `missing:<hash or name>` for a file that is nowhere. */
  adapter: z.string().min(1),
  /** As shown, and as `<lora:…>` tags call it. */
  name: z.string().min(1).max(longestAdapterName),
  on: z.boolean().default(true),
  weight: finite,
  /** For the text encoders; null follows `weight`. */
  textWeight: finite.nullable().default(null),
  /** Factors of the family's blocks in its order, in one of its forms; null is 1 everywhere. */
  blockWeights: z.array(finite).max(mostBlocks).nullable().default(null),
  schedule: weightScheduleSchema.nullable().default(null),
  /** True when a `<lora:…>` tag of the prompt is this entry: tag and entry are one and act once. */
  fromTag: z.boolean().default(false),
  /** Rank cut of A1111's `dyn=`: how many columns of up and rows of down act. */
  dynamicRank: z.number().int().positive().nullable().default(null),
})
export type StackEntry = z.infer<typeof stackEntrySchema>

const missingPrefix = 'missing:'

/** What an entry's `adapter` is while its file is nowhere; when the file appears the entry is bound to it again. */
export function missingAdapter(hashOrName: string): string {
  return `${missingPrefix}${hashOrName}`
}

/** The hash or name of an adapter that is nowhere; null for an adapter's id. */
export function missingKey(adapter: string): string | null {
  return adapter.startsWith(missingPrefix) ? adapter.slice(missingPrefix.length) : null
}

/** An entry with nothing changed but its weight: on, the text encoders follow, every block and step alike. */
export function plainEntry(entry: Pick<StackEntry, 'id' | 'adapter' | 'name' | 'weight'>): StackEntry {
  return {
    ...entry,
    on: true,
    textWeight: null,
    blockWeights: null,
    schedule: null,
    fromTag: false,
    dynamicRank: null,
  }
}

export const mostEntries = 100
/** The stack of one picture; order matters to kinds that depend on the weight they change. */
export const stackSchema = z.array(stackEntrySchema).max(mostEntries)
export type Stack = z.infer<typeof stackSchema>

/** As it is saved under a name. */
export const stackKind: StoredKind<Stack> = { name: 'stack', schema: stackSchema, upgrades: [] }

export type ModuleCount = { matched: number; unmatched: number }

/** What acted on a picture, entry by entry, in order. */
export const actedAdapterSchema = z.object({
  name: z.string(),
  kind: z.string(),
  /** Whole file; and the tensors alone (what A1111 writes into `Lora hashes`, first 12 digits). */
  sha256: z.string().optional(),
  autoV3: z.string().optional(),
  weight: z.number(),
  textWeight: z.number(),
  matched: z.number().int(),
  unmatched: z.number().int(),
})
export type ActedAdapter = z.infer<typeof actedAdapterSchema>
