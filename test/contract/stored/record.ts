// Writes down what this version of Lamina leaves in a data folder: `node test/contract/stored/record.ts VERSION`.
// Run once for every released version; what is written is never changed again. Every later version has to open it.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { App } from '../../../src-main/app/create-app.ts'
import type { StackEntry } from '../../../src-main/contract/adapter.ts'
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import type { GenerationRequest } from '../../../src-main/contract/generation.ts'
import { workspaceFields } from '../../../src-main/contract/workspace-fields.ts'
import { startApp } from '../../../src-main/shells/server/start-app.ts'
import { madePictures } from '../../support/training-run.ts'
import { dumpDatabase } from './dump-database.ts'

const version = process.argv[2]
if (version === undefined) throw new Error('Which version? node test/contract/stored/record.ts 0.1.0')
const target = join(import.meta.dirname, version)
const work = mkdtempSync(join(tmpdir(), 'lamina-record-'))
const dataFolder = join(work, 'data')
const modelsFolder = join(work, 'models')
const toLearn = join(work, 'to-learn')
mkdirSync(join(modelsFolder, 'adapters'), { recursive: true })
const repositoryModels = join(import.meta.dirname, '../../../models')
for (const name of ['emoji-diffusion-128', 'adapters/ink-wash', 'adapters/pixel-blocks'])
  cpSync(join(repositoryModels, `${name}.safetensors`), join(modelsFolder, `${name}.safetensors`))
writeFileSync(join(modelsFolder, 'half.safetensors'), 'not a model')

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50))
}

async function live({ studio }: App): Promise<void> {
  const model = studio.models.list().find(({ problem }) => problem === null)!.id
  const adapters = (): (AdapterSummary | null)[] =>
    studio.adapters.names().toSorted().map(studio.adapters.byName)
  await until(() => adapters().every((adapter) => adapter?.sha256 && adapter.blockProfile))
  const [ink, blocks] = adapters()
  studio.adapters.edit(ink!.id, {
    favourite: true,
    preferredWeight: 0.7,
    range: { min: -1, max: 2 },
    notes: 'Soft edges.\nBest below 0.8.',
    triggerGroups: [['ink wash', 'paper']],
  })
  const entry = (id: string, change: Partial<StackEntry>): StackEntry => ({
    id,
    adapter: ink!.id,
    name: ink!.name,
    on: true,
    weight: 0.7,
    textWeight: null,
    blockWeights: null,
    schedule: null,
    fromTag: false,
    dynamicRank: null,
    ...change,
  })
  const stack = [
    entry('entry-1', {
      schedule: [
        { at: 0, factor: 1 },
        { at: 1, factor: 0.5 },
      ],
    }),
    entry('entry-2', { adapter: blocks!.id, name: blocks!.name, weight: -0.25, textWeight: 0.1 }),
  ]
  const request: GenerationRequest = {
    model,
    vae: null,
    prompt: "strawberry on a blue background, it's (red:1.2)",
    negativePrompt: 'blurry',
    width: 128,
    height: 128,
    steps: 4,
    guidance: 5,
    sampler: 'dpmpp_2m',
    scheduler: 'karras',
    seed: '18446744073709551615',
    noise: 'cpu',
    batch: 2,
    clipSkip: 1,
    profile: 'a1111',
    stack,
  }
  studio.stacks.save({ name: 'Ink and blocks', stack })
  await studio.settings.set({ theme: 'dark', language: 'ja', scale: 1.25, modelFolders: [modelsFolder] })
  const done = studio.jobs.submit(request)
  studio.memory.remember(request)
  await until(() => studio.jobs.find(done.id).state === 'done')
  const [picture, trashed] = studio.pictures.list(null, 2)
  studio.pictures.setFavourite(picture!.id, true)
  await studio.pictures.trash(trashed!.id)
  const { seed, ...form } = request
  const workspace = {
    request: { ...form, seed: null, carried: null },
    lastSeed: seed,
    advancedOpen: true,
    live: true,
    liveSteps: 6,
    insertedWords: { 'entry-1': ['ink wash'] },
    selectedPictureId: picture!.id,
  }
  studio.workspace.save({ window: 'recorder', workspace, changed: [...workspaceFields] })

  await madePictures(toLearn, 3)
  const draft = await studio.training.create('style', 'Style')
  await studio.training.edit(draft.id, { place: 'captions' })
  const project = await studio.training.create('character', 'Character')
  const sample = { prompt: 'disc', seed: 7, width: 128, height: 128, steps: 2 }
  await studio.training.edit(project.id, {
    name: 'Discs',
    place: 'run',
    recipe: {
      ...project.recipe,
      name: 'discs',
      steps: 4,
      adapter: { rank: 2, alpha: 2 },
      data: { ...project.recipe.data, folder: toLearn, width: 128, height: 128, buckets: { on: false } },
      samples: { every: 2, prompts: [sample] },
      save: { every: 2, stateEvery: 2 },
      schedule: { kind: 'constant', warmupSteps: 0 },
    },
    leftOut: [join(toLearn, 'disc-2.png')],
  })
  await studio.training.setCaptions(project.id, { [join(toLearn, 'disc-0.png')]: 'disc, by hand' })
  await studio.training.start(project.id)
  await until(() => ['finished', 'failed'].includes(studio.training.projects()[0]!.run?.state ?? ''))

  const failing = studio.jobs.submit({ ...request, model: 'a model that went away' })
  await until(() => studio.jobs.find(failing.id).state === 'failed')
  const running = studio.jobs.submit({ ...request, steps: 1000, batch: 1 })
  studio.jobs.submit({ ...request, prompt: 'waits behind it', batch: 1 })
  await until(() => (studio.jobs.find(running.id).progress?.step ?? 0) > 0)
}

function textFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|jsonl)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** So that nothing says where it was recorded. */
function placeless(text: string): string {
  return text.replaceAll(work, '{work}')
}

const app = await startApp({ dataFolder, modelsFolder, staticFolder: null, token: null })
try {
  await live(app)
} finally {
  await app.close()
}
const catalog = new Sqlite(join(dataFolder, 'catalog.sqlite'), { readonly: true })
rmSync(target, { recursive: true, force: true })
mkdirSync(target)
writeFileSync(join(target, 'catalog.sql'), placeless(dumpDatabase(catalog)))
catalog.close()
for (const path of textFiles(join(dataFolder, 'training'))) {
  const copy = join(target, relative(dataFolder, path))
  mkdirSync(dirname(copy), { recursive: true })
  writeFileSync(copy, placeless(readFileSync(path, 'utf8')))
}
rmSync(work, { recursive: true, force: true })
process.exit(0)
