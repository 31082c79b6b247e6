// Training as the app has it: projects, their pictures and captions, reviews, runs.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { PresetName } from '../../contract/recipe-presets.ts'
import { readRecipe } from '../../contract/recipe.ts'
import {
  trainingSummary,
  type DamagedProject,
  type ImportedRecipe,
  type LibraryAddition,
  type ProjectEdit,
  type ProjectPictures,
  type StoredProject,
  type TrainingProject,
  type TrainingSummary,
} from '../../contract/training-project.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import type { Publish } from '../../contract/studio.ts'
import type { TrainingSample } from '../../contract/training.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { EmbeddingIndex } from '../../catalog/embeddings/embedding-index.ts'
import type { Library } from '../../catalog/library.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { EngineLink } from '../engine-link.ts'
import type { TrainedRun } from '../library/trained-entry.ts'
import type { FolderRules } from '../folder-rules.ts'
import type { SettingsStore } from '../settings.ts'
import { foldersForAdditions } from '../library/own-folders.ts'
import { addToLibrary } from './add-to-library.ts'
import { importRecipe } from './import-recipe.ts'
import { captionKeeper, type CaptionKeeper } from './caption-keeper.ts'
import { defaultBase, freeName, newDraft } from './new-draft.ts'
import { pictureListings } from './picture-listings.ts'
import { projectStore } from './project-store.ts'
import { reviewDesk, type ReviewDesk } from './review-desk.ts'
import { runGrids, type RunGrids } from './run-grid.ts'
import { runnableRecipe } from './run-recipe.ts'
import { createTagging, type Tagging } from './tagging.ts'
import { trainingRuns, type TrainingRuns } from './runs.ts'
import { uploadPicture } from './upload-picture.ts'

export type Training = Pick<TrainingRuns, 'pause' | 'stopAndKeep' | 'log' | 'close'> &
  RunGrids &
  CaptionKeeper &
  Pick<Tagging, 'tag' | 'taggers'> &
  Pick<ReviewDesk, 'review'> & {
    projects(): TrainingProject[]
    summaries(): TrainingSummary[]
    /** Throws `training/not-found`. */
    project(id: string): TrainingProject
    damaged(): DamagedProject[]
    /** `name`: what it is called if no other is; else with a number behind it. */
    create(preset: PresetName | null, name: string): Promise<TrainingProject>
    edit(id: string, edit: ProjectEdit): Promise<TrainingProject>
    remove(id: string): Promise<void>
    restore(id: string): Promise<TrainingProject | DamagedProject>
    pictures(id: string): Promise<ProjectPictures>
    upload(id: string, name: string, body: AsyncIterable<Uint8Array>): Promise<void>
    useUploads(id: string): Promise<TrainingProject>
    start(id: string): Promise<TrainingProject>
    resume(id: string): Promise<TrainingProject>
    editSamples: (...given: Parameters<TrainingRuns['editSamples']>) => Promise<TrainingProject>
    /** `notes`: those of the adapter, where its recipe has no comment. */
    addToLibrary(id: string, step: number, notes: string): Promise<LibraryAddition>
    importRecipe(text: string): ImportedRecipe
    /** What a stack needs of it; null where nothing was started. */
    trained(id: string): TrainedRun | null
    /** Null for a picture that was not listed since the program started. */
    picturePath(id: string, version: string): string | null
    samplePath(id: string, step: number, prompt: number): string | null
  }

/** What this part tells of. */
type Told =
  | 'training'
  | 'training-removed'
  | 'training-damaged'
  | 'training-tagging'
  | 'training-place'
  | 'training-file'
  | 'training-sample'
  | 'training-notice'

export type TrainingOptions = {
  dataFolder: string
  engine: EngineLink
  models: ModelCatalog
  adapters: AdapterCatalog
  embeddings: Pick<EmbeddingIndex, 'words'>
  library: Pick<Library, 'look' | 'listing'>
  settings: SettingsStore
  pictureWork: PictureWork
  /** Of folders that a page chooses. */
  rules: FolderRules
  folders(): readonly string[]
  /** Of a finished draft. Throws `draft/not-found` or `draft/not-done`. */
  draftPath(id: string): string
  /** Id of the model used last; empty where there was none. */
  lastModel(): string
  publish: Publish<Told>
  /** For work that nobody waits for. */
  onFault(error: unknown): void
  onDamagedCaptions(path: string): void
  now?: () => Date
}

export function training(options: TrainingOptions): Training {
  const { dataFolder, engine, models, adapters, embeddings, library, settings, rules, folders, publish } =
    options
  const now = options.now ?? (() => new Date())
  const root = join(dataFolder, 'training')
  const cacheFolder = join(dataFolder, 'training-cache')
  const store = projectStore(
    root,
    join(dataFolder, 'trash', 'training'),
    options.onDamagedCaptions,
    options.onFault,
  )
  const tell = (project: StoredProject): void => publish({ type: 'training', project: whole(project) })
  const listings = pictureListings(store, rules, options.pictureWork)
  const desk = reviewDesk({
    engine,
    async callFor(id) {
      const project = store.find(id)
      const { recipe } = await runnableRecipe(project, { models, adapters, rules })
      const captions = { ...store.captions(id) }
      const { device } = settings.get()
      return { runId: id, recipe, cacheFolder, captions, leftOut: project.leftOut, device }
    },
    onChange: (id) => tell(store.find(id)),
    onFault: options.onFault,
  })
  const captions = captionKeeper({ store, listings, now, onChange: desk.forget })
  const tagging = createTagging({ engine, library, listings, captions, publish: (event) => publish(event) })
  const runs = trainingRuns({
    store,
    engine,
    models,
    adapters,
    settings,
    rules,
    cacheFolder,
    now,
    onChange: tell,
    publish: (event) => publish(event),
  })

  function whole(project: StoredProject): TrainingProject {
    return { ...project, review: desk.of(project.id), tagging: tagging.now(project.id) }
  }

  async function put(project: StoredProject): Promise<TrainingProject> {
    const edited = { ...project, editedAt: now().toISOString() }
    await store.put(edited)
    tell(edited)
    return whole(edited)
  }

  return {
    ...runs,
    async close() {
      await runs.close()
      await store.settled()
    },
    ...runGrids(runs.folder, options.draftPath),
    ...captions,
    tag: tagging.tag,
    taggers: tagging.taggers,
    review: desk.review,
    projects: () => store.all().map(whole),
    summaries: () => store.all().map(trainingSummary),
    project: (id) => whole(store.find(id)),
    damaged: () => store.damaged(),
    create(preset, name) {
      const names = store.all().map(({ name }) => name)
      const time = now().toISOString()
      return put({
        id: randomUUID(),
        name: freeName(name, names),
        preset,
        place: 'learn',
        recipe: newDraft(preset, defaultBase(models.list(), options.lastModel(), preset)),
        leftOut: [],
        createdAt: time,
        editedAt: time,
        run: null,
      })
    },
    edit(id, edit) {
      const project = store.find(id)
      if (edit.recipe !== undefined || edit.leftOut !== undefined) desk.forget(id)
      const said = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
      return put({ ...project, ...(said as Partial<StoredProject>) })
    },
    async remove(id) {
      if (!store.damaged().some((project) => project.id === id)) {
        store.find(id)
        desk.forget(id)
        await runs.rest(id)
      }
      await store.trash(id)
      publish({ type: 'training-removed', id })
    },
    async restore(id) {
      const project = await store.restore(id)
      if ('problem' in project) {
        publish({ type: 'training-damaged', project })
        return project
      }
      tell(project)
      return whole(project)
    },
    pictures: listings.list,
    async upload(id, name, body) {
      await uploadPicture(join(store.folder(id), 'pictures'), name, body)
    },
    useUploads(id) {
      const project = store.find(id)
      const folder = join(store.folder(id), 'pictures')
      desk.forget(id)
      return put({ ...project, recipe: { ...project.recipe, data: { ...project.recipe.data, folder } } })
    },
    start: async (id) => {
      desk.stop(id)
      return whole(await runs.start(id))
    },
    resume: async (id) => whole(await runs.resume(id)),
    editSamples: async (id, samples) => whole(await runs.editSamples(id, samples)),
    async addToLibrary(id, step, notes) {
      const { run, recipe } = store.find(id)
      if (run === null) throw new AppError('training/not-started')
      const words = readRecipe({ ...recipe, base: 'any', data: { folder: 'any' } })
      const own = await foldersForAdditions(folders(), dataFolder, rules)
      return addToLibrary(run, step, { ...words, notes }, { adapters, embeddings, library, folders: own })
    },
    importRecipe: (text) => importRecipe(text, models),
    trained(id) {
      const project = store.all().find((one) => one.id === id)
      if (!project?.run) return null
      const { name, run } = project
      return { name, files: run.files, blends: trainingSummary(project).blends }
    },
    picturePath: listings.path,
    samplePath(id, step, prompt) {
      const { run } = store.find(id)
      const found = run?.samples.find(
        (sample: TrainingSample) => sample.step === step && sample.prompt === prompt,
      )
      return found?.path ?? null
    },
  }
}
