// The application's parts by name; what every call works on.
import type { EngineState, ModelMemory, PromptCount } from '../contract/studio.ts'
import type { ModelFile } from '../contract/model-file.ts'
import type { GenerationRequest, Profile } from '../contract/generation.ts'
import type { PictureSettings } from '../contract/picture-settings.ts'
import type { AdapterCatalog } from '../catalog/adapters/adapter-catalog.ts'
import type { Effects } from '../catalog/effects/effects.ts'
import type { Chooser } from '../catalog/find/chooser.ts'
import type { Collections } from '../catalog/find/collections.ts'
import type { LibraryFinder } from '../catalog/find/library-finder.ts'
import type { Marks } from '../catalog/strength/weight-marks.ts'
import type { Hashing } from '../catalog/hashing.ts'
import type { Library } from '../catalog/library.ts'
import type { ModelCatalog } from '../catalog/models/model-catalog.ts'
import type { TrainedWith } from '../contract/trained-with.ts'
import type { Lineage, LineageWish } from '../contract/lineage.ts'
import type { PictureWork } from '../files/decoding/picture-work.ts'
import type { Gallery } from '../gallery/gallery.ts'
import type { PictureStore } from '../gallery/picture-store.ts'
import type { Thumbnails } from '../gallery/thumbnails.ts'
import type { Journal } from '../journal/journal.ts'
import type { DeviceList } from './devices.ts'
import type { Downloads } from './downloads/downloads.ts'
import type { Tokens } from './downloads/tokens.ts'
import type { Drafts } from './drafts.ts'
import type { SiteKnowledge } from './facts/site-facts.ts'
import type { EventBus } from './events.ts'
import type { JobQueue } from './jobs/queue.ts'
import type { Layouts } from './library/layouts.ts'
import type { ChosenPreviews } from './library/chosen-previews.ts'
import type { ItemPreviews } from './library/item-previews.ts'
import type { LibraryFiles } from './library/library-files.ts'
import type { Renaming } from './library/renaming.ts'
import type { TrashEmptying } from './library/trash-emptying.ts'
import type { Replays } from './library/replays.ts'
import type { Exporter } from './pictures/exporter.ts'
import type { Importer } from './pictures/importer.ts'
import type { FolderGrants } from './pictures/folder-grants.ts'
import type { Transfers } from './pictures/transfers.ts'
import type { Trials } from './library/trials.ts'
import type { Attention } from './idle/attention.ts'
import type { IdlePreviews } from './idle/idle-previews.ts'
import type { Mutings } from './muting/mutings.ts'
import type { Rewritings } from './rewriting/rewritings.ts'
import type { SavedStacks } from './library/saved-stacks.ts'
import type { Log } from './log.ts'
import type { SettingsStore } from './settings.ts'
import type { Storage } from './storage.ts'
import type { StackAdapters } from './library/stack-of-request.ts'
import type { CatalogKeeper } from './safekeeping/catalog-keeper.ts'
import type { Training } from './training/training.ts'
import type { WorkspaceStore } from './workspace.ts'

export type ModelMemoryStore = {
  get(modelId: string): ModelMemory
  remember(request: GenerationRequest): void
}

export type Studio = {
  version: string
  jobs: JobQueue
  drafts: Drafts
  downloads: Downloads
  tokens: Tokens
  siteFacts: SiteKnowledge
  library: Library
  hashing: Pick<Hashing, 'pause' | 'progress'>
  effects: Effects
  weightMarks: Pick<Marks, 'of'>
  models: ModelCatalog
  /** All that lies in the library and is not an adapter. */
  modelFiles(): Promise<ModelFile[]>
  adapters: AdapterCatalog & Required<Pick<StackAdapters, 'trained'>>
  finder: LibraryFinder
  /** What was made from what, by contents. */
  lineageOf(file: LineageWish): Lineage
  /** Of a file of the library, by its id. Throws what keeps it from being read. */
  trainedWith(id: string): Promise<TrainedWith | null>
  chooser: Chooser
  chosenPreviews: ChosenPreviews
  /** All pictures that can stand for an item. */
  itemPreviews: ItemPreviews
  collections: Collections
  stacks: SavedStacks
  training: Training
  /** Adapters tried one by one. */
  trials: Trials
  /** Made of adapters while nobody uses the app. */
  idlePreviews: IdlePreviews
  attention: Pick<Attention, 'note'>
  /** Adapters of a picture muted one by one. */
  mutings: Mutings
  /** Small versions of the pictures that projects learn from. */
  trainingThumbnails: Thumbnails
  pictureWork: PictureWork
  layouts: Layouts
  memory: ModelMemoryStore
  pictures: PictureStore
  moves: Journal
  files: LibraryFiles
  renaming: Renaming
  emptying: TrashEmptying
  gallery: Gallery
  replays: Replays
  exporter: Exporter
  importer: Importer
  transfers: Transfers
  rewritings: Rewritings
  grants: FolderGrants
  thumbnails: Thumbnails
  settings: SettingsStore
  workspace: WorkspaceStore
  devices: DeviceList
  events: EventBus
  log: Log
  storage: Storage
  keeper: Pick<CatalogKeeper, 'told' | 'dismiss' | 'backUp' | 'start' | 'startAgain'>
  /** For work that nobody waits for: what it fails with is written down, and never ends the host. */
  background(work: Promise<unknown>): void
  engineState(): EngineState
  /** Of any length. */
  countPrompt(text: string, profile: Profile): Promise<PromptCount>
  /** Of the bytes of a PNG, JPEG, WebP or AVIF file, as they arrive. */
  pictureSettings(picture: AsyncIterable<Uint8Array>): Promise<PictureSettings>
  /** Of a text that was pasted as a prompt; null where it is no settings of a picture. */
  pastedSettings(text: string): Promise<PictureSettings | null>
}
