// Training as the app has it: projects, their pictures and captions, reviews, runs.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { PresetName } from '../../contract/recipe-presets.ts'
import { readRecipe } from '../../contract/recipe.ts'
import {
  trainingSummary,
  type Captions,
  type DamagedProject,
  type ImportedRecipe,
  type LibraryAddition,
  type ProjectEdit,
  type ProjectPictures,
  type ProjectReview,
  type StoredProject,
  type TagCall,
  type Tagger,
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
import { defaultBase, newDraft, newName } from './new-draft.ts'
import { pictureReader } from './picture-reader.ts'
import { readPictures, type ShownPictures } from './project-pictures.ts'
import { projectStore } from './project-store.ts'
import { reviews } from './review.ts'
import { findTagger, taggedCaption, taggersIn } from './taggers.ts'
import { checkRecipeFolders } from './recipe-folders.ts'
import { runGrids, type RunGrids } from './run-grid.ts'
import { runnableRecipe } from './run-recipe.ts'
import { trainingRuns, type TrainingRuns } from './runs.ts'
import { uploadPicture } from './upload-picture.ts'
import { writeCaptions } from './write-captions.ts'

/** As many pictures go to the engine at once; between them the project says how far it is. */
const taggedAtOnce = 4

export type Training = Pick<TrainingRuns, 'pause' | 'stopAndKeep' | 'log' | 'close'> &
  RunGrids & {
    projects(): TrainingProject[]
    summaries(): TrainingSummary[]
    /** Throws `training/not-found`. */
    project(id: string): TrainingProject
    damaged(): DamagedProject[]
    create(preset: PresetName | null): Promise<TrainingProject>
    edit(id: string, edit: ProjectEdit): Promise<TrainingProject>
    remove(id: string): Promise<void>
    restore(id: string): Promise<TrainingProject | DamagedProject>
    pictures(id: string): Promise<ProjectPictures>
    upload(id: string, name: string, body: AsyncIterable<Uint8Array>): Promise<void>
    useUploads(id: string): Promise<TrainingProject>
    setCaptions(id: string, captions: Captions): Promise<Captions>
    writeCaptions(id: string, paths: string[] | null): Promise<{ written: number }>
    taggers(): Tagger[]
    /** Returns what the captions were, for undo. */
    tag(id: string, call: TagCall): Promise<Captions>
    review(id: string): Promise<ProjectReview>
    start(id: string): Promise<TrainingProject>
    resume(id: string): Promise<TrainingProject>
    editSamples: (...given: Parameters<TrainingRuns['editSamples']>) => Promise<TrainingProject>
    addToLibrary(id: string, step: number): Promise<LibraryAddition>
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
  const reader = pictureReader(options.pictureWork)
  /** Of the last listing of each project. */
  const listed = new Map<string, ReadonlyMap<string, string>>()
  const reviewed = new Map<string, ProjectReview>()
  /** The last one that was asked for; an older one says nothing more. */
  const reviewing = new Map<string, symbol>()
  const tagging = new Map<string, { done: number; total: number }>()
  const tell = (project: StoredProject): void => publish({ type: 'training', project: whole(project) })
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
    return { ...project, review: reviewed.get(project.id) ?? null, tagging: tagging.get(project.id) ?? null }
  }

  async function put(project: StoredProject): Promise<TrainingProject> {
    const edited = { ...project, editedAt: now().toISOString() }
    await store.put(edited)
    tell(edited)
    return whole(edited)
  }

  function tellTagging(id: string, now: TrainingProject['tagging']): void {
    if (now === null) tagging.delete(id)
    else tagging.set(id, now)
    publish({ type: 'training-tagging', id, tagging: now })
  }

  function forgetReview(id: string): void {
    reviewed.delete(id)
    reviewing.delete(id)
  }

  async function setCaptions(id: string, captions: Captions): Promise<Captions> {
    const known = store.captions(id)
    const before = Object.keys(captions).map((path) => [path, known[path] ?? null] as const)
    const changed = Object.entries({ ...known, ...captions }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    )
    await store.putCaptions(id, Object.fromEntries(changed))
    forgetReview(id)
    return Object.fromEntries(before)
  }

  async function read(id: string): Promise<ShownPictures> {
    const project = store.find(id)
    await checkRecipeFolders(project.recipe, rules)
    return readPictures(project, store.captions(id), reader)
  }

  async function tag(id: string, wish: TagCall): Promise<Captions> {
    if (tagging.has(id))
      throw new AppError('tagger/busy', 'A tagger is looking at these pictures already.', {
        hint: 'Wait until it has finished.',
      })
    const tagger = findTagger(wish.tagger, library.listing())
    const { shown } = await read(id)
    const wanted = wish.paths === null ? null : new Set(wish.paths)
    const pictures = shown.pictures.filter(
      ({ path, caption }) =>
        (wanted?.has(path) ?? true) && (wish.existing !== 'keep' || (caption ?? '').trim() === ''),
    )
    const before: Captions = {}
    try {
      for (let done = 0; done < pictures.length; done += taggedAtOnce) {
        tellTagging(id, { done, total: pictures.length })
        const some = pictures.slice(done, done + taggedAtOnce)
        await engine.ready()
        const tagged = await engine.calls.tag({
          network: tagger.path,
          tags: tagger.tags,
          pictures: some.map(({ path }) => path),
          threshold: wish.threshold,
        })
        const captions = tagged.flatMap(({ path, tags }) => {
          const known = some.find((picture) => picture.path === path)?.caption ?? null
          const caption = tags === null ? null : taggedCaption(known, tags, wish.existing)
          return caption === null ? [] : [[path, caption] as const]
        })
        Object.assign(before, await setCaptions(id, Object.fromEntries(captions)))
      }
    } finally {
      tellTagging(id, null)
    }
    return before
  }

  return {
    ...runs,
    ...runGrids(runs.folder, options.draftPath),
    projects: () => store.all().map(whole),
    summaries: () => store.all().map(trainingSummary),
    project: (id) => whole(store.find(id)),
    damaged: () => store.damaged(),
    create(preset) {
      const names = store.all().map(({ name }) => name)
      const time = now().toISOString()
      return put({
        id: randomUUID(),
        name: newName(preset, names),
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
      if (edit.recipe !== undefined || edit.leftOut !== undefined) forgetReview(id)
      const said = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
      return put({ ...project, ...(said as Partial<StoredProject>) })
    },
    async remove(id) {
      if (!store.damaged().some((project) => project.id === id)) {
        store.find(id)
        forgetReview(id)
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
    async pictures(id) {
      const { shown, files } = await read(id)
      listed.set(id, files)
      return shown
    },
    async upload(id, name, body) {
      await uploadPicture(join(store.folder(id), 'pictures'), name, body)
    },
    useUploads(id) {
      const project = store.find(id)
      const folder = join(store.folder(id), 'pictures')
      forgetReview(id)
      return put({ ...project, recipe: { ...project.recipe, data: { ...project.recipe.data, folder } } })
    },
    setCaptions,
    async writeCaptions(id, paths) {
      const { recipe } = store.find(id)
      // A page may name any file; only pictures that are listed get one beside them.
      const { shown } = await read(id)
      const known = store.captions(id)
      const wanted = paths === null ? null : new Set(paths)
      const captions = shown.pictures.flatMap(({ path }) => {
        const caption = (wanted?.has(path) ?? true) ? known[path] : undefined
        return caption === undefined ? [] : [[path, caption] as const]
      })
      const written = await writeCaptions({
        extension: recipe.captions?.extension ?? '.txt',
        captions: new Map(captions),
        replacedFolder: await store.replacedFolder(id),
        now: now(),
      })
      return { written: written.length }
    },
    taggers: () => taggersIn(library.listing()).map(({ id, name, path }) => ({ id, name, path })),
    tag,
    async review(id) {
      const asked = Symbol(id)
      forgetReview(id)
      reviewing.set(id, asked)
      const course = reviews({
        async call() {
          const project = store.find(id)
          return {
            runId: id,
            recipe: (await runnableRecipe(project, { models, adapters, rules })).recipe,
            cacheFolder,
            captions: { ...store.captions(id) },
            leftOut: project.leftOut,
            device: settings.get().device,
          }
        },
        async measure(call) {
          await engine.ready()
          return engine.calls.measureTraining(call)
        },
      })
      const first = await course.next()
      if (first.done) throw new AppError('training/no-review', 'The review said nothing.')
      const note = (review: ProjectReview): boolean => {
        if (reviewing.get(id) !== asked) return false
        reviewed.set(id, review)
        tell(store.find(id))
        return true
      }
      if (note(first.value)) followReview(course, note).catch(options.onFault)
      return first.value
    },
    start: async (id) => {
      reviewing.delete(id)
      return whole(await runs.start(id))
    },
    resume: async (id) => whole(await runs.resume(id)),
    editSamples: async (id, samples) => whole(await runs.editSamples(id, samples)),
    async addToLibrary(id, step) {
      const { run, recipe } = store.find(id)
      if (run === null)
        throw new AppError('training/not-started', 'This training has not been started.', {
          hint: 'Start it.',
        })
      const words = readRecipe({ ...recipe, base: 'any', data: { folder: 'any' } })
      const own = await foldersForAdditions(folders(), dataFolder, rules)
      return addToLibrary(run, step, words, { adapters, embeddings, library, folders: own })
    },
    importRecipe: (text) => importRecipe(text, models),
    trained(id) {
      const project = store.all().find((one) => one.id === id)
      if (!project?.run) return null
      const { name, run } = project
      return { name, files: run.files, blends: trainingSummary(project).blends }
    },
    picturePath: (id, version) => listed.get(id)?.get(version) ?? null,
    samplePath(id, step, prompt) {
      const { run } = store.find(id)
      const found = run?.samples.find(
        (sample: TrainingSample) => sample.step === step && sample.prompt === prompt,
      )
      return found?.path ?? null
    },
  }
}

/** What fails after the first measure has been told already is left out of the review. */
async function followReview(
  course: AsyncGenerator<ProjectReview, void>,
  note: (review: ProjectReview) => boolean,
): Promise<void> {
  for await (const review of course) if (!note(review)) return
}
