// Everything the renderer sees of the host: models, jobs, pictures, settings, events.
import { z } from 'zod'
import type { ErrorReport } from '../base/errors.ts'
import type { AdapterSummary, DraftSummary, SavedStack } from './library.ts'
import type { ComparingProgress } from './effects.ts'
import type { Collection, SavedFilter } from './find.ts'
import type { DownloadSummary } from './download.ts'
import type { DeviceReport } from './engine.ts'
import { idleWishSchema, type IdleProgress } from './idle-previews.ts'
import type { JobProgress } from './job-progress.ts'
import type { PictureOrigin } from './picture-origin.ts'
import type { MutedCell, MutingHead } from './muting.ts'
import type { OperationSummary } from './operation.ts'
import type { RoundHead } from './picture-round.ts'
import type { RewritingSummary } from './rewriting.ts'
import type { StoredKind } from './stored.ts'
import type { Transfer } from './transfer.ts'
import type { TrialCell } from './trial.ts'
import type { TrainedFile, TrainingNotice } from './training.ts'
import type {
  DamagedProject,
  RunPlace,
  ShownSample,
  TrainingProject,
  TrainingSummary,
} from './training-project.ts'
import {
  carriedSchema,
  deviceNames,
  generationRequestSchema,
  type GenerationRequest,
  type PictureRecord,
} from './generation.ts'

export type ModelSummary = {
  id: string
  name: string
  fileName: string
  kind: 'checkpoint' | 'vae'
  /** Id of its family; null while it is being read or when it was refused (then `problem` says why). */
  architecture: string | null
  precision: string
  predictionType: string | null
  hasVae: boolean
  /** Of a picture, in pixels. */
  defaultSize: { width: number; height: number } | null
  sizeBytes: number
  problem: ErrorReport | null
  missing: boolean
}

/** What a checkpoint remembers of its last use. */
export const modelMemorySchema = generationRequestSchema
  .pick({
    vae: true,
    clipSkip: true,
    sampler: true,
    scheduler: true,
    steps: true,
    guidance: true,
    width: true,
    height: true,
  })
  .partial()
export type ModelMemory = z.infer<typeof modelMemorySchema>
export const modelMemoryKind: StoredKind<ModelMemory> = {
  name: 'model memory',
  schema: modelMemorySchema,
  upgrades: [],
}

export type JobState = 'queued' | 'running' | 'done' | 'stopped' | 'cancelled' | 'failed'
export type JobSummary = {
  id: string
  state: JobState
  /** Null when what is stored cannot be read; `error` says why. */
  request: GenerationRequest | null
  createdAt: string
  /** Null unless running. */
  progress: JobProgress | null
  error: ErrorReport | null
  pictureIds: string[]
  /** Its pictures belong to a trial, which tells of them. */
  forTrial: boolean
}
export type PictureSummary = {
  id: string
  jobId: string
  url: string
  thumbnailUrl: string
  /** Pixels. */
  width: number
  height: number
  /** ISO 8601. */
  createdAt: string
  /** Null when what is stored cannot be read; `problem` says why. The picture itself is whole. */
  record: PictureRecord | null
  problem: ErrorReport | null
  /** Of a picture that was imported; null for one that was made here. */
  origin: PictureOrigin | null
  /** It belongs to a trial, and to no session. */
  forTrial: boolean
  favourite: boolean
  /** Relative to the pictures folder. */
  fileName: string
}

export const themes = ['system', 'dark', 'light'] as const
export const languages = ['system', 'en', 'ja'] as const
/** More than there are keys to change. */
const mostKeys = 500
/** Keys that a person changed, by place and command of the page; null for a command that has none any more. */
export const keyChangesSchema = z
  .record(z.string().max(80), z.string().min(1).max(40).nullable())
  .refine((keys) => Object.keys(keys).length <= mostKeys)
export type KeyChanges = z.infer<typeof keyChangesSchema>

export const settingsSchema = z.object({
  theme: z.enum(themes),
  language: z.enum(languages),
  device: z.enum(deviceNames),
  scale: z.number().min(0.8).max(2),
  picturesFolder: z.string().min(1),
  modelFolders: z.array(z.string().min(1)),
  /** Folders of other programs that are not offered any more. */
  declinedLayouts: z.array(z.string().min(1)).max(1000),
  picturePattern: z.string().min(1).max(200),
  keys: keyChangesSchema,
  idlePreviews: idleWishSchema,
})
export type Settings = z.infer<typeof settingsSchema>
export const settingsKind: StoredKind<Settings> = {
  name: 'settings',
  schema: settingsSchema,
  upgrades: [],
}

/** The Create view as it was left; saved as it is typed. A random seed is `null`. */
export const workspaceSchema = z.object({
  request: generationRequestSchema.omit({ seed: true }).extend({
    seed: z.string().nullable(),
    /** Empty while there is no model. */
    model: z.string(),
    carried: carriedSchema.nullable().default(null),
  }),
  lastSeed: z.string().nullable(),
  advancedOpen: z.boolean(),
  /** Makes the picture again whenever a slider comes to rest. */
  live: z.boolean().default(false),
  /** Steps and size of live drafts; null follows the request. */
  liveSteps: z.number().int().min(1).max(1000).nullable().default(null),
  /** Words that a card put into the prompt, by entry: only these leave with it. */
  insertedWords: z.record(z.string(), z.array(z.string())).default({}),
  selectedPictureId: z.string().nullable(),
})
export type Workspace = z.infer<typeof workspaceSchema>
export const workspaceKind: StoredKind<Workspace> = {
  name: 'workspace',
  schema: workspaceSchema,
  upgrades: [],
}

/** How long a prompt is, as the text encoders see it. */
export type PromptCount = {
  /** Of the longest text the prompt ever becomes; full chunks count 75. */
  tokens: number
  /** Character offsets in the prompt; one fewer than there are chunks. */
  borders: number[]
}

/** A look through the model folders. */
export type ScanProgress = {
  /** Files that may be models, adapters or embeddings. */
  found: number
  /** Of those that are new or have changed. */
  read: number
  toRead: number
  /** By how fast those were read until now; null while that says nothing. */
  secondsLeft: number | null
}

/** Whole files are hashed, and adapters measured, while nothing else goes on. */
export type HashingProgress = {
  /** The name of the file that is read now, and how much of it has been; null between two. */
  file: string | null
  share: number | null
  /** Adapters that are measured, of those that nobody asked about; 0 of 0 where a single file is hashed. */
  done: number
  of: number
  secondsLeft: number | null
  /** It waits while pictures are made, and is paused by a person. */
  state: 'running' | 'waiting' | 'paused'
}

export type EngineState = {
  state: 'starting' | 'ready' | 'working' | 'stopped'
  reason: string | null
  device: string
}

/**
 * One multiplexed stream. An event is about one thing and replaces what the renderer knew of it; where a list has an
 * order, the renderer puts a new item into its place.
 */
export type StudioEvent =
  | { type: 'job'; job: JobSummary }
  | { type: 'job-removed'; id: string }
  /** Of the running job; everything else about it is as it was. */
  | { type: 'progress'; jobId: string; progress: JobProgress }
  | { type: 'queue'; order: string[] }
  | { type: 'picture'; picture: PictureSummary }
  | { type: 'picture-removed'; id: string }
  | { type: 'model'; model: ModelSummary }
  | { type: 'model-removed'; id: string }
  | { type: 'adapter'; adapter: AdapterSummary }
  | { type: 'adapter-removed'; id: string }
  /** Many have changed at once: what is shown of adapters is asked for again. */
  | { type: 'adapters' }
  /**
   * What was chosen or written of these has changed, or what they belong to; null for more than are worth naming. What
   * their files tell comes as `adapter`, `adapters` and `model`.
   */
  | { type: 'items'; ids: string[] | null }
  /** `calledBefore`: where it has another name now. */
  | { type: 'collection'; collection: Collection; calledBefore?: string }
  | { type: 'collection-removed'; id: string }
  | { type: 'saved-filter'; filter: SavedFilter }
  | { type: 'saved-filter-removed'; id: string }
  | { type: 'stack'; stack: SavedStack }
  | { type: 'stack-removed'; id: string }
  /** How far a look through the model folders has come; null when it is over. */
  | { type: 'scan'; scan: ScanProgress | null }
  /** How far the hashing of files has come; null when there is nothing to hash. */
  | { type: 'hashing'; hashing: HashingProgress | null }
  /** Files were moved, or moved back. */
  | { type: 'operation'; operation: OperationSummary }
  /** How far the comparing of adapters has come; null when there is nothing to compare. */
  | { type: 'comparing'; comparing: ComparingProgress | null }
  /** How far previews in idle time have come; null when there is nothing to do. */
  | { type: 'idle-previews'; idle: IdleProgress | null }
  /** Pictures on their way into the gallery or out of it. */
  /** More is known of where sliders mark the weights of adapters on this model. */
  | { type: 'weight-marks'; model: string }
  | { type: 'transfer'; transfer: Transfer }
  | { type: 'transfer-removed'; id: string }
  /** Files that are written anew. */
  | { type: 'rewriting'; rewriting: RewritingSummary }
  | { type: 'rewriting-removed'; id: string }
  | { type: 'draft'; draft: DraftSummary }
  /** How far a trial has come, or another one that took its place. */
  | { type: 'trial'; trial: RoundHead }
  | { type: 'trial-cell'; trial: string; index: number; cell: TrialCell }
  | { type: 'trial-removed'; id: string }
  /** How far the muting of a picture's adapters has come, or of another one that took its place. */
  | { type: 'muting'; muting: MutingHead }
  | { type: 'muting-cell'; muting: string; index: number; cell: MutedCell }
  | { type: 'muting-removed'; id: string }
  | { type: 'download'; download: DownloadSummary }
  | { type: 'download-removed'; id: string }
  /** The whole project, when a person or a turn of its run changed it. */
  | { type: 'training'; project: TrainingProject }
  | { type: 'training-place'; id: string; place: RunPlace }
  | { type: 'training-file'; id: string; file: TrainedFile }
  | { type: 'training-sample'; id: string; sample: ShownSample }
  /** `count` of all its notices, this one included. */
  | { type: 'training-notice'; id: string; notice: TrainingNotice; count: number }
  | { type: 'training-tagging'; id: string; tagging: TrainingProject['tagging'] }
  | { type: 'training-removed'; id: string }
  | { type: 'training-damaged'; project: DamagedProject }
  | { type: 'settings'; settings: Settings }
  /** A window changed these fields of the Create view, or the host, for whoever had no model; the whole as it is now. */
  | { type: 'workspace'; window: string; workspace: Workspace; changed: readonly string[] }
  | { type: 'engine'; engine: EngineState }
  | { type: 'device'; device: DeviceReport }
  /** The data folder cannot be written, and why; null when it can again. */
  | { type: 'storage'; problem: ErrorReport | null }
  /** What happened to the catalog, until a person has read it; null when there is nothing to tell. */
  | { type: 'catalog'; told: ErrorReport | null }
  | { type: 'notice'; level: 'info' | 'error'; error: ErrorReport }

export type LogLevel = 'info' | 'warning' | 'error'

/** A line of the log file. */
export type LogEntry = { at: string; level: LogLevel; text: string }

/**
 * An event with its place in the stream. `begun` comes first and says where the stream begins; `missed` says that
 * events before it are gone for good, and only a new snapshot tells what they told.
 */
export type SentEvent = { id: EventId; event: StudioEvent | { type: 'begun' } | { type: 'missed' } }
/** `<host>-<number>`: numbers of another host's start mean nothing. */
export type EventId = string

/** How a store tells what changed in it: handed to each store for the types of event that are its own. */
export type Publish<Type extends StudioEvent['type'] = StudioEvent['type']> = (
  event: Extract<StudioEvent, { type: Type }>,
) => void

/** The first paint needs exactly this. */
export type StudioSnapshot = {
  /** What it is as new as: events up to this one are in it. */
  at: EventId
  version: string
  settings: Settings
  workspace: Workspace
  models: ModelSummary[]
  /** Those of the workspace's stack; others are asked for. */
  adapters: AdapterSummary[]
  stacks: SavedStack[]
  /** Every project, newest first; `training.project` has the whole of one. */
  trainings: TrainingSummary[]
  damagedTrainings: DamagedProject[]
  jobs: JobSummary[]
  /** Those that are being made, wait, or can still be kept. */
  drafts: DraftSummary[]
  /** Newest first, the last 200. */
  pictures: PictureSummary[]
  engine: EngineState
  devices: DeviceReport[]
  /** Null unless the model folders are being looked through. */
  scan: ScanProgress | null
  hashing: HashingProgress | null
  comparing: ComparingProgress | null
  idle: IdleProgress | null
  /** Those that go on, and those that ended and were not put away. */
  transfers: Transfer[]
  /** Null unless adapters are tried, or were and nobody has put it away. */
  trial: RoundHead | null
  /** The same of a picture whose adapters are muted one by one. */
  muting: MutingHead | null
  /** Those that are not over. */
  downloads: DownloadSummary[]
  rewritings: RewritingSummary[]
  /** Why the data folder cannot be written; null when it can. */
  storage: ErrorReport | null
  /** Of a damaged catalog: what is empty here, or as at the first start. */
  unread: UnreadPart[]
  /** What happened to the catalog, until a person has read it. */
  catalog: ErrorReport | null
}

/** A part of the snapshot that is read from the catalog for it. */
export type UnreadPart = 'settings' | 'workspace' | 'adapters' | 'stacks' | 'jobs' | 'pictures' | 'trial'
