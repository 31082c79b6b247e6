// A training project as the app keeps it: the recipe while it is written, the pictures' captions, and its run.
import { z } from 'zod'
import type { ErrorReport } from '../base/errors.ts'
import type { Remark } from '../messages/table.ts'
import type { AdapterSummary } from './library.ts'
import type { RecipeInput } from './recipe.ts'
import { recipeSampleSchema, type RecipeSample } from './recipe-output.ts'
import { presetNames } from './recipe-presets.ts'
import type {
  TrainedFile,
  TrainingMeasure,
  TrainingNotice,
  TrainingProgress,
  TrainingSample,
  TrainingStep,
} from './training.ts'

export const wizardSteps = ['learn', 'pictures', 'captions', 'adapter', 'review', 'run'] as const
export type WizardStep = (typeof wizardSteps)[number]

/** A recipe that is still being written: base and folder may be missing; only the review checks the whole. */
export type RecipeDraft = Omit<RecipeInput, 'base' | 'data'> & {
  /** Model id in the app; null until one is chosen. */
  base: string | null
  data: Omit<RecipeInput['data'], 'folder'> & { folder: string | null }
}

const picturePath = z.string().min(1).max(4096)
export const picturePathsSchema = z.array(picturePath).max(100_000)

/** As the page calls it, in its language. */
export const projectNameSchema = z.string().min(1).max(100)

export const projectEditSchema = z
  .object({
    name: projectNameSchema,
    preset: z.enum(presetNames).nullable(),
    place: z.enum(wizardSteps),
    /** The whole draft; its fields are checked when the project is reviewed. */
    recipe: z.record(z.string(), z.unknown()),
    /** Paths of pictures a person left out. */
    leftOut: picturePathsSchema,
  })
  .partial()
export type ProjectEdit = Omit<z.infer<typeof projectEditSchema>, 'recipe'> & { recipe?: RecipeDraft }

export type TrainingProject = {
  id: string
  name: string
  preset: (typeof presetNames)[number] | null
  place: WizardStep
  recipe: RecipeDraft
  leftOut: string[]
  createdAt: string
  editedAt: string
  run: TrainingRun | null
  /** What the last review measured, growing while its alternatives are measured; gone when the recipe changes. */
  review: ProjectReview | null
  /** While a tagger looks at its pictures. */
  tagging: { done: number; total: number } | null
}

/** What outlives the program. */
export type StoredProject = Omit<TrainingProject, 'review' | 'tagging'>

/** A project whose file cannot be read: it stays where it is, and can be put into the trash. */
export type DamagedProject = { id: string; folder: string; problem: ErrorReport }

/**
 * `waiting` for the engine, or for another run; `interrupted`: the program ended while it ran,
 * and `resume` goes on from the last state.
 */
export const trainingRunStates = [
  'waiting',
  'running',
  'paused',
  'interrupted',
  'finished',
  'kept',
  'failed',
] as const
export type TrainingRunState = (typeof trainingRunStates)[number]

/** The run of a project as it stands; steps are fetched apart (`training.log`). */
export type TrainingRun = {
  state: TrainingRunState
  startedAt: string
  /** Last step done, of all. */
  step: number
  steps: number
  epoch: number
  last: TrainingStep | null
  progress: TrainingProgress | null
  secondsLeft: number | null
  /** The step a killed run goes on from; null before the first saved state. */
  savedStep: number | null
  files: TrainedFile[]
  samples: (TrainingSample & { url: string })[]
  notices: TrainingNotice[]
  error: ErrorReport | null
}

export type ShownSample = TrainingRun['samples'][number]

/** How far a run has come, told a few times a second. */
export type RunPlace = Pick<
  TrainingRun,
  'step' | 'steps' | 'epoch' | 'last' | 'progress' | 'secondsLeft' | 'savedStep'
>

/** What lists and the stack need of a run; the rest belongs to its own page. */
export type RunSummary = Omit<TrainingRun, 'samples' | 'notices'> & { newestSample: ShownSample | null }

/** What lists and the stack need of a project. */
export type TrainingSummary = Pick<
  TrainingProject,
  'id' | 'name' | 'preset' | 'place' | 'createdAt' | 'editedAt'
> & {
  /** Model id; null until one is chosen. */
  base: string | null
  /** Whether two of its saved steps can be mixed. */
  blends: boolean
  run: RunSummary | null
}

export function trainingSummary(project: Omit<TrainingProject, 'review' | 'tagging'>): TrainingSummary {
  const { id, name, preset, place, createdAt, editedAt, recipe, run } = project
  const blends = recipe.adapter?.dora !== true && (recipe.learn ?? 'adapter') === 'adapter'
  const about = { id, name, preset, place, createdAt, editedAt, base: recipe.base, blends }
  if (run === null) return { ...about, run: null }
  const { samples, notices: _, ...rest } = run
  return { ...about, run: { ...rest, newestSample: newestSample(samples) } }
}

/** The newest picture of the first prompt that has one at that step. */
export function newestSample(samples: readonly ShownSample[]): ShownSample | null {
  return samples.toSorted((a, b) => b.step - a.step || a.prompt - b.prompt)[0] ?? null
}

export type ProjectPicture = {
  path: string
  /** Below the folder of the pictures. */
  name: string
  thumbnailUrl: string
  /** The whole picture. */
  url: string
  /** Pixels. */
  width: number
  height: number
  /** How often it is seen in an epoch. */
  repeats: number
  /** Size it is trained at, in pixels. */
  bucket: { width: number; height: number }
  /** The part of the picture that is trained on, in shares 0–1 of its width and height. */
  crop: { left: number; top: number; width: number; height: number }
  /** Much smaller than its bucket: it is enlarged. */
  enlarged: boolean
  /** How many files are left out because they look like this one, or are the same. */
  alike: number
  /** The project's own caption, else the one beside the picture; null where there is none. */
  caption: string | null
  /** What lies beside the picture. */
  captionOnDisk: string | null
  /** What it is called where it has no caption: its folder's word, or the recipe's; empty for none. */
  classWord: string
  heldOut: boolean
}
/** Left out by the reader for a reason, or by a person (`by-hand`). */
export type ProjectLeftOut = {
  path: string
  name: string
  thumbnailUrl: string | null
  reason: string
  why: ErrorReport
}
export type ProjectPictures = {
  folder: string
  pictures: ProjectPicture[]
  leftOut: ProjectLeftOut[]
  captionProblems: { path: string; why: ErrorReport }[]
  /** Buckets in use, largest first. */
  buckets: { width: number; height: number; count: number }[]
}

/** Of a project, by the path of the picture; null is what lies beside the picture. */
export const captionsSchema = z.record(picturePath, z.string().max(20_000).nullable())
export type Captions = z.infer<typeof captionsSchema>
/** What captions were before a tagger wrote them; `left` says which pictures it could not look at. */
export type Tagged = { before: Captions; left: Remark | null }

/** A tagger in the WD form: an `.onnx` network with its list of tags beside it. */
export type Tagger = { id: string; name: string; path: string }
export const tagCallSchema = z.object({
  tagger: z.string().min(1).max(100),
  /** Null tags all pictures. */
  paths: picturePathsSchema.nullable(),
  /** Least confidence of a tag, 0…1. */
  threshold: z.number().min(0).max(1),
  /** What happens to a caption that is there. */
  existing: z.enum(['keep', 'append', 'replace']),
})
export type TagCall = z.infer<typeof tagCallSchema>

export type ReviewAlternative = {
  /** Which change: a message key of the renderer. */
  key: 'half-steps' | 'rank-double' | 'rank-half' | 'lokr' | 'smaller-size'
  /** Fields of the recipe it sets, by dotted name. */
  changes: Record<string, unknown>
  measure: TrainingMeasure | null
}
/** What the review shows: a measured step, or why the recipe cannot be run. */
export type ProjectReview = {
  measure: TrainingMeasure | null
  problem: ErrorReport | null
  /** Bytes of memory the machine has. */
  memoryTotal: number
  alternatives: ReviewAlternative[]
}

/** Pictures that a person had made of saved steps at weights, to compare them. */
export type TrainingGrid = {
  sample: RecipeSample
  steps: number[]
  pictures: { step: number; weight: number; url: string }[]
}

/** A picture of a grid that is finished as a draft. */
export const gridPictureSchema = z.object({
  sample: recipeSampleSchema,
  steps: z.array(z.number().int().min(0).max(999_999_999)).min(1).max(100),
  step: z.number().int().min(0).max(999_999_999),
  weight: z.number().min(0).max(99),
  draft: z.uuid(),
})
export type GridPicture = z.infer<typeof gridPictureSchema>

/** What a saved file became in the library: an adapter, or a word that prompts can say. */
export type LibraryAddition =
  /** `folder`: where its file lies now. */
  { kind: 'adapter'; adapter: AdapterSummary; folder: string } | { kind: 'word'; word: string }

/** A configuration of another trainer, opened as a recipe. */
export type ImportedRecipe = {
  recipe: RecipeDraft
  /** Settings of the other trainer, or fields of the recipe, by name; the value is shortened. */
  notCarried: { field: string; value: string; why: ErrorReport }[]
}

/** A saved state of a run, or a blend of two neighbours, as an entry of the stack: `training:<project id>@<step>`. */
export const trainingAdapterPrefix = 'training:'
export const trainingAdapter = (projectId: string, step: number): string =>
  `${trainingAdapterPrefix}${projectId}@${step}`
/** Null for the id of an adapter of the library. */
export function trainingOfAdapter(adapter: string): { projectId: string; step: number } | null {
  const found = /^training:([^@]+)@(\d+(?:\.\d+)?)$/.exec(adapter)
  return found ? { projectId: found[1]!, step: Number(found[2]) } : null
}
