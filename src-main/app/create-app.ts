// The application without a window: one `(Request) => Promise<Response>` over one data folder.
import { mkdirSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { remark } from '../messages/table.ts'
import type { EngineState, PictureSummary, Settings } from '../contract/studio.ts'
import { adapterCatalog } from '../catalog/adapters/adapter-catalog.ts'
import { embeddingIndex } from '../catalog/embeddings/embedding-index.ts'
import { library } from '../catalog/library.ts'
import { modelCatalog } from '../catalog/models/model-catalog.ts'
import { libraryThreads } from '../catalog/worker/library-threads.ts'
import type { LibraryWork } from '../catalog/worker/library-work.ts'
import { openCatalog } from '../database/catalog-database.ts'
import { removeAbandonedPartsBelow } from '../files/part-files.ts'
import { pictureStore } from '../gallery/picture-store.ts'
import { pictureProcess, type PictureProcess } from '../files/decoding/picture-process.ts'
import { thumbnails } from '../gallery/thumbnails.ts'
import type { AccessRules } from './http/access.ts'
import { routes } from './http/routes.ts'
import { deviceList } from './devices.ts'
import { createDrafts } from './drafts.ts'
import type { EngineLink } from './engine-link.ts'
import { appRoot } from './app-root.ts'
import { createEventBus } from './events.ts'
import { claimFolder } from './folder-owner.ts'
import { folderRules } from './folder-rules.ts'
import { createFleet } from './fleet.ts'
import { createLocalQueue } from './jobs/local-queue.ts'
import { pictureJobRunner } from './jobs/picture-job.ts'
import { modelMemoryStore } from './library/model-memory.ts'
import { hashLedger } from './library/hash-ledger.ts'
import { countPrompt } from './prompt-count.ts'
import { savedStacks } from './library/saved-stacks.ts'
import { defaultPicturePattern, settingsStore } from './settings.ts'
import type { Studio } from './studio.ts'
import { training } from './training/training.ts'
import { workspaceStore } from './workspace.ts'
import { note } from '../files/terminal.ts'

export type AppOptions = Partial<AccessRules> & {
  dataFolder: string
  /** The built renderer; null serves calls and media only. */
  staticFolder: string | null
  /** Besides those in the settings. */
  modelFolders: readonly string[]
  engine: EngineLink
  /** Tests read pretend models with this. */
  libraryWork?: LibraryWork
  /** Where pictures go until the settings say otherwise. */
  picturesFolder?: string
  version?: string
  /** Tests decode pictures in their own process. */
  pictureWork?: PictureProcess
  watchModels?: boolean
  /** The only folders that a page may choose; null, or left out, for all that are not the system's or our own. */
  foldersWithin?: readonly string[] | null
}

export type App = {
  fetch(request: Request): Promise<Response>
  studio: Studio
  /** Written beside the catalog, so that a second start on the same data folder can say where the app is. */
  announce(address: string): void
  close(): Promise<void>
}

/** The first scan gets this long before the app answers without its results. */
const firstScanMs = 1_500
const adapterPreviewSide = 256
const trainingThumbnailSide = 320

/** Throws `app/already-running` with the other host's address in its details. */
export async function createApp(options: AppOptions): Promise<App> {
  mkdirSync(options.dataFolder, { recursive: true })
  const owner = claimFolder(options.dataFolder)
  let database: ReturnType<typeof openCatalog>
  try {
    database = openCatalog(join(options.dataFolder, 'catalog.sqlite'))
  } catch (error) {
    owner.release()
    throw error
  }
  const fleet = createFleet([options.engine])
  const { link: engine, gate } = fleet.local
  const events = createEventBus()
  const defaults: Settings = {
    theme: 'system',
    language: 'system',
    device: 'auto',
    scale: 1,
    picturesFolder: options.picturesFolder ?? join(homedir(), 'Pictures', 'Lamina'),
    modelFolders: [],
    picturePattern: defaultPicturePattern,
  }
  const pictureWork = options.pictureWork ?? pictureProcess()
  const rules = folderRules({
    dataFolder: options.dataFolder,
    programFolder: appRoot(),
    within: options.foldersWithin ?? null,
  })
  const settings = settingsStore(database.settings, defaults, rules)
  const folders = (): string[] => [...new Set([...options.modelFolders, ...settings.get().modelFolders])]
  const threads = libraryThreads()
  const reading = options.libraryWork ?? threads
  const hashes = hashLedger(database.hashedFiles, reading.hashes)
  const work = { ...reading, hashes: hashes.now }
  const models = modelCatalog({
    table: database.models,
    hash: async (path) => (await hashes.now(path)).sha256,
    publish: events.publish,
  })
  const known = adapterCatalog({
    table: database.adapters,
    modelPath: (id) => models.usable(id).path,
    previewUrl: (id, version) => `/media/adapter/${id}?v=${version}`,
    onChange: (list) => events.publish({ type: 'adapters', adapters: list }),
    work,
  })
  const embeddings = embeddingIndex(database.files, folders)
  const shelf = library({
    table: database.files,
    roots: folders,
    work,
    readers: [models.reader, known.reader, embeddings.reader],
    onProgress: (scan) => events.publish({ type: 'scan', scan }),
    tell: (error) => events.publish({ type: 'notice', level: 'info', error }),
    onFailure: (error) => lookFailed(error),
  })
  function lookFailed(error: unknown): void {
    const what = error instanceof Error ? error.message : String(error)
    events.publish({ type: 'notice', level: 'error', error: remark('library/look-failed', { what }) })
  }
  const stacks = savedStacks({
    table: database.stacks,
    newId: randomUUID,
    now: () => new Date(),
    publish: events.publish,
  })
  const pictures = pictureStore(database.pictures)
  const swept = Promise.all([removeAbandonedPartsBelow(options.dataFolder), pictures.tidy()])
  const onPicture = (picture: PictureSummary): void => events.publish({ type: 'picture', picture })
  const workspace = workspaceStore(database.workspace)
  const trainings = training({
    dataFolder: options.dataFolder,
    engine,
    models,
    adapters: known,
    embeddings,
    library: shelf,
    settings,
    pictureWork,
    rules,
    folders,
    lastModel: () => workspace.get(models.list(), known).request.model,
    onChange: (project) => events.publish({ type: 'training', project }),
    onRemove: (id) => events.publish({ type: 'training-removed', id }),
    // Found before anyone listens to events.
    onDamaged: (path) => note(`A training project cannot be read: ${path}`),
  })
  const adapters = { ...known, trained: (id: string) => trainings.trained(id) }
  const parts = { engine, models, adapters, embeddings, hashes, settings }
  const jobs = createLocalQueue({
    table: database.jobs,
    runner: pictureJobRunner({ ...parts, pictures, onPicture }),
    gate,
    pictureIds: pictures.idsOfJob,
    newId: randomUUID,
    now: () => new Date(),
  })
  jobs.listen({
    job: (job) => events.publish({ type: 'job', job }),
    order: (order) => events.publish({ type: 'queue', order }),
  })
  const drafts = createDrafts({
    ...parts,
    folder: join(options.dataFolder, 'drafts'),
    gate,
    pictures,
    newId: randomUUID,
    onChange: (draft) => events.publish({ type: 'draft', draft }),
    onPicture,
  })
  const devices = deviceList(database.devices, engine, events.publish)
  const studio: Studio = {
    version: options.version ?? '0.0.0',
    jobs,
    drafts,
    library: shelf,
    models,
    adapters,
    stacks,
    training: trainings,
    pictureWork,
    trainingThumbnails: thumbnails(
      join(options.dataFolder, 'training-thumbnails'),
      pictureWork,
      trainingThumbnailSide,
    ),
    memory: modelMemoryStore(database.modelMemory),
    pictures,
    thumbnails: thumbnails(join(options.dataFolder, 'thumbnails'), pictureWork),
    adapterPreviews: thumbnails(
      join(options.dataFolder, 'adapter-previews'),
      pictureWork,
      adapterPreviewSide,
    ),
    settings,
    workspace,
    devices,
    events,
    engineState: () => withDeviceLabel(engine.state()),
    countPrompt: (text, profile) => countPrompt(text, profile, embeddings.words()),
  }

  // Once: a device whose check kills the engine must not do so again and again.
  let asked = false
  function askForDevices(): void {
    if (asked) return
    asked = true
    // A failure here shows in the engine's own state.
    devices.refresh().catch(() => undefined)
  }
  const forgetEngine = engine.listen({
    state(state) {
      events.publish({ type: 'engine', engine: withDeviceLabel(state) })
      if (state.state === 'ready') askForDevices()
    },
  })
  function withDeviceLabel(state: EngineState): EngineState {
    const label = devices.known().find(({ name }) => name === state.device)?.label
    return { ...state, device: label ?? state.device }
  }

  const scanned = shelf.look().catch(lookFailed)
  await Promise.race([scanned, new Promise((resolve) => setTimeout(resolve, firstScanMs).unref())])
  if (options.watchModels !== false) shelf.watch()
  jobs.start()
  if (engine.state().state === 'ready') askForDevices()

  const hono = routes(studio, {
    staticFolder: options.staticFolder,
    token: options.token ?? null,
    allowedHosts: options.allowedHosts ?? [],
    allowAddresses: options.allowAddresses ?? false,
    allowedOrigins: options.allowedOrigins ?? [],
  })
  return {
    fetch: async (request) => hono.fetch(request),
    studio,
    announce: (address) => owner.announce(address),
    async close() {
      forgetEngine()
      events.close()
      await trainings.close()
      await drafts.close()
      await jobs.close()
      await threads.close()
      await shelf.close()
      await adapters.close()
      await fleet.close()
      await swept
      await pictureWork.close()
      database.close()
      owner.release()
    },
  }
}
