// The application's parts, made and wired: each store gets what it needs and the way to tell what changed in it.
import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { adapterCatalog } from '../catalog/adapters/adapter-catalog.ts'
import { effects } from '../catalog/effects/effects.ts'
import { embeddingIndex } from '../catalog/embeddings/embedding-index.ts'
import { chooser } from '../catalog/find/chooser.ts'
import { collections } from '../catalog/find/collections.ts'
import { foldersCalled } from '../catalog/find/folder-names.ts'
import { libraryFinder } from '../catalog/find/library-finder.ts'
import { lineageOf } from '../catalog/find/lineage.ts'
import { hashing } from '../catalog/hashing.ts'
import { storedThing } from '../catalog/kinds/file-thing.ts'
import { layoutProcess } from '../catalog/layouts/layout-process.ts'
import { likelyPlaces, type LikelyPlaces } from '../catalog/layouts/likely-places.ts'
import { ourSurroundings } from '../catalog/layouts/surroundings.ts'
import { library } from '../catalog/library.ts'
import type { LibraryReader } from '../catalog/library-reader.ts'
import { movedRows } from '../catalog/moving/moved-rows.ts'
import { modelCatalog } from '../catalog/models/model-catalog.ts'
import { weightMarks } from '../catalog/strength/weight-marks.ts'
import { libraryProcesses } from '../catalog/worker/library-processes.ts'
import type { LibraryWork } from '../catalog/worker/library-work.ts'
import { noIdlePreviews } from '../contract/idle-previews.ts'
import { nothingSaid } from '../contract/about-file.ts'
import { mostPictureBytes } from '../contract/picture-settings.ts'
import type { Settings } from '../contract/studio.ts'
import type { CatalogDatabase } from '../database/catalog-database.ts'
import { pictureProcess, type PictureProcess } from '../files/decoding/picture-process.ts'
import type { Safekeeping } from '../database/safekeeping/safekeeping.ts'
import { thumbnails } from '../gallery/thumbnails.ts'
import { journal } from '../journal/journal.ts'
import { appRoot } from './app-root.ts'
import { deviceList } from './devices.ts'
import { places } from './downloads/places.ts'
import { downloadParts, type DownloadOptions } from './downloads/download-parts.ts'
import { createDrafts } from './drafts.ts'
import type { EngineLink } from './engine-link.ts'
import { engineReporter } from './engine-state.ts'
import type { EventBus } from './events.ts'
import { factsParts } from './facts/facts-parts.ts'
import { createFaults, type Faults } from './faults.ts'
import { createFleet } from './fleet.ts'
import { folderRules } from './folder-rules.ts'
import { attention } from './idle/attention.ts'
import { idlePreviews, type IdlePreviews } from './idle/idle-previews.ts'
import { idleRunner } from './idle/idle-run.ts'
import { idleShelf } from './idle/idle-shelf.ts'
import { requireRoom } from './idle/room.ts'
import { createLocalQueue } from './jobs/local-queue.ts'
import { pictureJobRunner } from './jobs/picture-job.ts'
import { chosenPreviews } from './library/chosen-previews.ts'
import { itemPreviews } from './library/item-previews.ts'
import { layouts } from './library/layouts.ts'
import { idsInUse } from './library/ids-in-use.ts'
import { libraryFiles } from './library/library-files.ts'
import { renaming } from './library/renaming.ts'
import { trashEmptying, type TrashItem } from './library/trash-emptying.ts'
import { hashLedger } from './library/hash-ledger.ts'
import { modelFiles } from './library/model-files.ts'
import { modelMemoryStore } from './library/model-memory.ts'
import { replays } from './library/replays.ts'
import { savedStacks } from './library/saved-stacks.ts'
import { stripResponses } from './library/strip-responses.ts'
import { trials } from './library/trials.ts'
import { foldersForAdditions, modelFolders } from './library/own-folders.ts'
import { createLog } from './log.ts'
import { logEngine, logNotice } from './logged.ts'
import { withIncomingFile } from './picture-settings/incoming-file.ts'
import { matchSettings } from './picture-settings/match-settings.ts'
import { settingsReader } from './picture-settings/settings-reader.ts'
import { settingsTextProcess } from './picture-settings/settings-text-process.ts'
import { galleryParts, type GalleryParts } from './pictures/gallery-parts.ts'
import { promptProcess } from './prompt/prompt-process.ts'
import { catalogKeeper, type CatalogKeeper } from './safekeeping/catalog-keeper.ts'
import { readOwnPicture } from './safekeeping/read-own-picture.ts'
import { mutings } from './muting/mutings.ts'
import { begunRewritings } from './rewriting/begun-rewritings.ts'
import { rewritings } from './rewriting/rewritings.ts'
import { defaultPicturePattern, settingsStore } from './settings.ts'
import { ourTrash, type TrashSurroundings } from '../files/system-trash/trash-place.ts'
import type { Storage } from './storage.ts'
import type { Studio } from './studio.ts'
import { training } from './training/training.ts'
import { workspaceStore } from './workspace.ts'

export type PartsOptions = {
  dataFolder: string
  /** Besides those in the settings. */
  modelFolders: readonly string[]
  engine: EngineLink
  /** Closes all of this and opens it once more; left out where nobody can. */
  startAgain?: () => void
  /** Tests read pretend models with this. */
  libraryWork?: LibraryWork
  /** Where pictures go until the settings say otherwise. */
  picturesFolder?: string
  version?: string
  /** Tests decode pictures in their own process. */
  pictureWork?: PictureProcess
  /** The only folders that a page may choose; null, or left out, for all that are not the system's or our own. */
  foldersWithin?: readonly string[] | null
  /** Of the desktop, for tokens; what tests ask instead of the web. */
  downloads?: DownloadOptions
  /** Where folders of other programs are looked for; what is usual on this system unless told otherwise. */
  likelyPlaces?: LikelyPlaces
  /** Where the system's trash is looked for; as it is on this system unless told otherwise. */
  trashSurroundings?: TrashSurroundings
  /** The desktop's way into the system's trash, where nobody else knows one. */
  trashItem?: TrashItem
  /** Whether what nobody asked for is measured, and made small, while nothing else is going on; true unless told otherwise. */
  measures?: boolean
  /** How long nobody uses the app before pictures are made that nobody asked for; a minute unless told otherwise. */
  idleAfterMs?: number
}

export type Parts = Studio &
  Pick<GalleryParts, 'thumbnailsAhead' | 'findPictures'> & {
    faults: Faults
    keeper: CatalogKeeper
    /** In the order in which they let go of each other. */
    close(): Promise<void>
  }

const adapterPreviewSide = 256
const trainingThumbnailSide = 320
const hashPatienceMs = 10_000
const idleAfterMs = 60_000
const otherBasePatience = 10
const mostIdleLookMs = 500

export function createParts(
  options: PartsOptions,
  database: CatalogDatabase,
  storage: Storage,
  events: EventBus,
  safe: Safekeeping,
): Parts {
  const { dataFolder } = options
  const fleet = createFleet([options.engine])
  const { link: engine, gate } = fleet.local
  const log = createLog({ dataFolder })
  const publish: EventBus['publish'] = (event) => {
    logNotice(event, log)
    events.publish(event)
    idle?.hear(event)
  }
  let idle: IdlePreviews | null = null
  const faults = createFaults(storage, publish, log)
  const unlogged = logEngine(engine, log)
  const now = (): Date => new Date()
  const pictureWork = options.pictureWork ?? pictureProcess()
  const rules = folderRules({
    dataFolder,
    programFolder: appRoot(),
    within: options.foldersWithin ?? null,
  })
  const settings = settingsStore({
    table: database.settings,
    defaults: defaultSettings(options),
    rules,
    publish,
  })
  const folders = (): string[] => modelFolders(options.modelFolders, settings.get().modelFolders, dataFolder)
  const processes = libraryProcesses()
  const prompts = promptProcess()
  const settingsTexts = settingsTextProcess()
  const layoutWork = layoutProcess()
  const readSettingsOf = settingsReader(settingsTexts, pictureWork)
  const reading = options.libraryWork ?? processes
  const hashingNow = hashing(reading, (progress) => publish({ type: 'hashing', hashing: progress }))
  const hashes = hashLedger(database.hashedFiles, hashingNow)
  const work = { ...reading, hashes: hashes.now }
  const models = modelCatalog({
    table: database.models,
    hash: async (path) => (await hashes.now(path)).sha256,
    publish,
  })
  const isBusy = (): boolean =>
    (engine.state().state === 'working' && idle?.isMaking() !== true) || storage.problem() !== null
  const previewUrl = (id: string, version: number): string => `/media/adapter/${id}?v=${version}`
  const known = adapterCatalog({
    table: database.adapters,
    items: database.items,
    choices: database.choices,
    foldersCalled: (name) => foldersCalled(name, database.items.folders(), folders()),
    proofs: database.proofs,
    modelPath: (id) => models.usable(id).path,
    previewUrl,
    idleVersion: (id) => idle?.versionOf(id) ?? null,
    publish: (event) => {
      publish(event)
      alike.noteAdapters()
    },
    background: options.measures === false ? null : { isBusy, onFilling: hashingNow.noteFilling },
    attempt: storage.attempt,
    work,
    hashesAtOnce: hashes.atOnce,
  })
  const alike = effects({
    table: database.effects,
    likeness: database.likeness,
    sameEffects: database.sameEffects,
    versions: database.versions,
    work,
    rowOf: known.rowOf,
    onFoundChanged: () => publish({ type: 'items', ids: null }),
    onProgress: (comparing) => publish({ type: 'comparing', comparing }),
    onFailure: faults.note,
    background: options.measures === false ? null : { isBusy },
    attempt: storage.attempt,
  })
  const marks = weightMarks({
    table: database.strengths,
    work,
    models,
    adapters: known,
    architectureOf: (model) => models.list().find(({ id }) => id === model)?.architecture ?? null,
    isBusy,
    attempt: storage.attempt,
    publish,
  })
  const embeddings = embeddingIndex(database.files, folders)
  const workspace = workspaceStore({ table: database.workspace, storage, publish, onFault: faults.note })
  const afterLook: LibraryReader = {
    take: () => undefined,
    end: () => workspace.looked(models.list()),
  }
  const shelf = library({
    table: database.files,
    roots: folders,
    work,
    readers: [models.reader, known.reader, embeddings.reader, alike.reader, afterLook],
    onProgress: (scan) => publish({ type: 'scan', scan }),
    onOthers: () => publish({ type: 'items', ids: null }),
    tell: (error) => publish({ type: 'notice', level: 'info', error }),
    onFailure: faults.lookFailed,
  })
  const moves = journal({
    table: database.operations,
    publish,
    newId: randomUUID,
    now,
    alone: shelf.standStill,
  })
  moves.follow(movedRows({ ...database, known: { adapters: known, models, embeddings } }))
  const files = libraryFiles({
    journal: moves,
    rules,
    folders,
    pathOf: (id) => database.items.rowsOf([id])[0]?.path ?? null,
    now,
  })
  const shown = galleryParts({
    ...{ dataFolder, database, settings, rules, publish, now },
    journal: moves,
    work: pictureWork,
    readSettings: readSettingsOf,
    readOwn: (path) => readOwnPicture(settingsTexts, path),
    background: options.measures === false ? null : { isBusy },
    attempt: storage.attempt,
    onFault: faults.note,
  })
  const { pictures } = shown
  const keeper = catalogKeeper({
    safe,
    publish,
    isTroubled: () => storage.problem() !== null,
    onFault: faults.note,
    startAgain: options.startAgain ?? null,
  })
  const trainings = training({
    dataFolder,
    engine,
    models,
    adapters: known,
    embeddings,
    library: shelf,
    settings,
    pictureWork,
    rules,
    folders,
    draftPath: (id) => drafts.filePath(id),
    lastModel: () => workspace.get(models.list(), known).request.model,
    publish,
    onFault: faults.note,
    // Found before anyone listens to events.
    onDamagedCaptions: (path) => log.write('error', `Captions cannot be read: "${path}"`),
  })
  const roots = (): Promise<string[]> => foldersForAdditions(folders(), dataFolder, rules)
  const where = places({ roots, folders: () => shelf.listing().folders.keys() })
  const brought = downloadParts({
    dataFolder,
    table: database.downloads,
    given: options.downloads,
    // From another machine only named folders may be chosen, and only the web may be asked.
    isHere: (options.foldersWithin ?? null) === null,
    roots,
    folders: () => shelf.listing().folders.keys(),
    onDone: shelf.lookSoon,
    publish,
    now,
  })
  const adapters = { ...known, trained: (id: string) => trainings.trained(id) }
  const running = {
    engine,
    models,
    adapters,
    embeddings,
    hashes,
    settings,
    pictures,
    storage,
    gate,
    publish,
  }
  const jobs = createLocalQueue({
    ...running,
    table: database.jobs,
    runner: pictureJobRunner(running),
    publish(event) {
      publish(event)
      trying.hear(event)
      muting.hear(event)
    },
    onFault: faults.note,
    pictureIds: pictures.idsOfJob,
    newId: randomUUID,
    now,
  })
  const trying = trials({
    table: database.trials,
    storage,
    jobs,
    pictures,
    adapters,
    models,
    publish,
    newId: randomUUID,
    now,
  })
  const drafts = createDrafts({
    ...running,
    folder: join(dataFolder, 'drafts'),
    publish(event) {
      publish(event)
      answering.hear(event.draft)
      muting.hear(event)
    },
    onFault: faults.note,
    newId: randomUUID,
  })
  const muting = mutings({
    ...{ models, adapters, pictures, drafts, jobs, pictureWork, publish },
    onFault: faults.note,
    newId: randomUUID,
  })
  const answering = stripResponses({
    table: database.strengths,
    models,
    adapters: known,
    pictureWork,
    filePath: drafts.filePath,
    marks,
    attempt: storage.attempt,
  })
  const rewriting = rewritings({
    ...running,
    begun: begunRewritings(database.rewritings, storage.attempt),
    library: shelf,
    work,
    rules,
    roots,
    newId: randomUUID,
  })
  const noticed = attention()
  const patienceMs = options.idleAfterMs ?? idleAfterMs
  const isInUse = (): boolean => {
    const quietMs = noticed.quietMs()
    if (quietMs < patienceMs) return true
    if (quietMs >= patienceMs * otherBasePatience) return false
    // Of another base than the one in use, that one would have to be read anew for whoever comes back.
    return workspace.get(models.list(), known).request.model !== settings.get().idlePreviews.model
  }
  const isOtherwiseBusy = (): boolean =>
    isInUse() ||
    isBusy() ||
    jobs.open().some(({ state }) => state === 'queued' || state === 'running') ||
    trainings.summaries().some(({ run }) => run?.state === 'running' || run?.state === 'waiting') ||
    [hashingNow.progress(), alike.progress()].some((one) => one !== null && one.state !== 'paused') ||
    shelf.progress() !== null
  const idleFolder = join(dataFolder, 'idle-previews')
  const idleFiles = idleShelf(idleFolder)
  const previewing = idlePreviews({
    table: database.idlePreviews,
    rows: database.adapters,
    adapters: known,
    models,
    shelf: idleFiles,
    runner: idleRunner({
      ...running,
      folder: idleFolder,
      work: pictureWork,
      isBusy: isOtherwiseBusy,
    }),
    attention: noticed,
    wish: () => settings.get().idlePreviews,
    isBusy: isOtherwiseBusy,
    requireRoom: () => requireRoom(dataFolder),
    onProgress: (progress) => publish({ type: 'idle-previews', idle: progress }),
    onShown: () => publish({ type: 'items', ids: null }),
    onFailure: faults.note,
    busyRestMs: Math.min(mostIdleLookMs, patienceMs / 10),
    attempt: storage.attempt,
  })
  idle = previewing
  const finder = libraryFinder({
    items: database.items,
    choices: database.choices,
    files: database.files,
    versions: database.versions,
    adapters: known,
    effects: alike,
    models,
    roots: folders,
    previewUrl,
    idleVersion: previewing.versionOf,
    now,
  })
  const devices = deviceList({ table: database.devices, engine, storage, publish })
  const engineState = engineReporter(engine, devices, publish)

  const collected = collections({
    table: database.collections,
    savedFilters: database.savedFilters,
    newId: randomUUID,
    now,
    publish,
  })

  const choosing = chooser({
    choices: database.choices,
    onChanged: (ids) => known.chosen(ids),
    hash: async (path) => (await hashes.now(path)).sha256,
    background: (work) => void work.catch(faults.note),
    publish,
  })

  const previews = chosenPreviews({
    folder: join(dataFolder, 'previews'),
    pictures,
    work: pictureWork,
    choices: database.choices,
    chooser: choosing,
    items: database.items,
  })

  const siteFacts = factsParts({
    dataFolder,
    given: options.downloads ?? {},
    sites: brought.sites,
    client: brought.client,
    keepPicture: previews.keep,
    removePicture: previews.remove,
    newId: randomUUID,
    downloads: database.downloads,
    choices: database.choices,
    items: database.items,
    said: ({ id, path }) => ({
      about: known.about(id) ?? storedThing(database.files.byPath(path))?.about ?? nothingSaid,
      notes: known.find(id)?.notes ?? null,
    }),
    knownHash: (id) => known.find(id)?.sha256 ?? models.knownHash(id),
    tensorHash: (id) => known.find(id)?.autoV3,
    async hash(id, path) {
      const { sha256 } = await hashes.atOnce(path)
      // It is in the ledger: the rows have it from there.
      if (known.find(id) === null) await models.hash(id, hashPatienceMs)
      else await known.hash(id, hashPatienceMs)
      return sha256
    },
    hasToken: async (site) => (await brought.tokens.of(site)) !== null,
    transfers: shown.transfers,
    onChanged: (ids) => known.chosen(ids),
    publish,
    now,
  })

  const whatIsHere = () => ({ models, adapters, words: embeddings.words(), newId: randomUUID })

  return {
    version: options.version ?? '0.0.0',
    jobs,
    drafts,
    downloads: brought.downloads,
    tokens: brought.tokens,
    siteFacts,
    library: shelf,
    hashing: hashingNow,
    effects: alike,
    weightMarks: marks,
    models,
    modelFiles: () => modelFiles({ finder, table: database.files, models, roots: folders }),
    adapters,
    finder,
    lineageOf: (file) => lineageOf(database.lineage, file),
    async trainedWith(id) {
      const path = finder.one(id)?.path
      return path === undefined ? null : work.trainedWith(path)
    },
    chooser: choosing,
    chosenPreviews: previews,
    itemPreviews: itemPreviews({
      dataFolder,
      adapters: known,
      chosen: previews,
      idle: previewing,
      small: thumbnails(join(dataFolder, 'adapter-previews'), pictureWork, adapterPreviewSide),
      embedded: reading.thumbnail,
    }),
    collections: collected,
    stacks: savedStacks({ table: database.stacks, newId: randomUUID, now, publish }),
    training: trainings,
    trials: trying,
    idlePreviews: previewing,
    attention: noticed,
    mutings: muting,
    pictureWork,
    trainingThumbnails: thumbnails(
      join(dataFolder, 'training-thumbnails'),
      pictureWork,
      trainingThumbnailSide,
    ),
    layouts: layouts({
      rules,
      settings,
      folders,
      work: layoutWork,
      places: options.likelyPlaces ?? likelyPlaces(ourSurroundings()),
    }),
    memory: modelMemoryStore(database.modelMemory),
    pictures,
    moves,
    files,
    renaming: renaming({
      journal: moves,
      rules,
      folders,
      placeOf: async (id) => (await where.find(id)).folder,
      items: database.items.rowsOf,
      hashOf: (id) => database.adapters.find(id)?.sha256 ?? models.knownHash(id),
      collectionName: (id) => collected.list().find((one) => one.id === id)?.name ?? null,
      inUse: () => idsInUse(jobs.open(), trainings.summaries()),
    }),
    emptying: trashEmptying({
      journal: moves,
      surroundings: options.trashSurroundings ?? ourTrash(),
      trashItem: options.trashItem ?? null,
      onGiven: shelf.lookSoon,
    }),
    gallery: shown.gallery,
    transfers: shown.transfers,
    rewritings: rewriting,
    grants: shown.grants,
    exporter: shown.exporter,
    importer: shown.importer,
    replays: replays({ models, adapters, pictures, drafts, pictureWork }),
    thumbnails: shown.thumbnails,
    thumbnailsAhead: shown.thumbnailsAhead,
    settings,
    workspace,
    devices,
    events,
    log,
    storage,
    faults,
    keeper,
    findPictures: shown.findPictures,
    background: (work) => void work.catch(faults.note),
    engineState: () => engineState.state(),
    countPrompt: (text, profile) => prompts.count(text, profile, embeddings.words()),
    async pictureSettings(picture) {
      const said = await withIncomingFile(dataFolder, picture, mostPictureBytes, (path) =>
        readSettingsOf(path, null),
      )
      return matchSettings(said, whatIsHere())
    },
    async pastedSettings(text) {
      const said = await settingsTexts.pasted(text)
      return said && matchSettings(said, whatIsHere())
    },
    async close() {
      engineState.close()
      previewing.close()
      events.close()
      await keeper.close()
      await shown.close()
      await siteFacts.close()
      await rewriting.close()
      await trainings.close()
      await brought.close()
      await drafts.close()
      await answering.close()
      await jobs.close()
      hashingNow.close()
      await processes.close()
      await prompts.close()
      await settingsTexts.close()
      await layoutWork.close()
      await shelf.close()
      await known.close()
      await alike.close()
      await marks.close()
      await fleet.close()
      await pictureWork.close()
      unlogged()
      await log.close()
    },
  }
}

function defaultSettings({ picturesFolder }: Pick<PartsOptions, 'picturesFolder'>): Settings {
  return {
    theme: 'system',
    language: 'system',
    device: 'auto',
    scale: 1,
    picturesFolder: picturesFolder ?? join(homedir(), 'Pictures', 'Lamina'),
    modelFolders: [],
    declinedLayouts: [],
    picturePattern: defaultPicturePattern,
    keys: {},
    idlePreviews: noIdlePreviews,
  }
}
