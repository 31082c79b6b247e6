// A training run between host and engine: what starts one, what is told while it goes, what it leaves behind.
import type { ErrorReport } from '../base/errors.ts'
import type { LoadProgress } from './engine.ts'
import type { DeviceName } from './generation.ts'
import type { RecipeSample } from './recipe-output.ts'
import type { Recipe } from './recipe.ts'

/** What a run reads and where it writes. The folder holds everything of one run; see `runFiles`. */
export type EngineTrainCall = {
  runId: string
  /** Checked; `base`, `data.folder`, `adapter.startFrom` and every other path are absolute here. */
  recipe: Recipe
  folder: string
  /** Latents and text-encoder outputs, keyed by content; shared by runs and safe to delete. */
  cacheFolder: string
  /** Captions by absolute picture path that win over what lies beside the pictures; null reads files only. */
  captions: Record<string, string> | null
  /** Pictures a person left out, absolute. */
  leftOut: string[]
  /** `resume` goes on from the saved state; without one it begins. `start` refuses a folder that has one. */
  mode: 'start' | 'resume'
  device: DeviceName
  /** What the base is called in the file's metadata, and its sha256 when the host knows it. */
  baseName: string
  baseSha256?: string
}

/** Names inside a run's folder. */
export const runFiles = {
  recipe: 'recipe.json',
  /** Factors, moments, averages, new words; its metadata says the step and the recipe. Replaced as a whole. */
  state: 'state.safetensors',
  /** The pictures and captions as they were found when the run began; a resumed run goes on with them. */
  pictures: 'pictures.json',
  /** One `TrainingStep` a line; cut back to the state's step when a run is resumed. */
  log: 'log.jsonl',
  samples: 'samples',
  /** Which of them are there, one a line. */
  sampleList: 'samples.jsonl',
  /** As kohya names them: the finished file, and one per saved step. */
  finished: (name: string) => `${name}.safetensors`,
  saved: (name: string, step: number) => `${name}-step${String(step).padStart(8, '0')}.safetensors`,
  /** `step` 0 is the base without the adapter. */
  sample: (step: number, prompt: number) => `samples/${String(step).padStart(8, '0')}-${prompt}.png`,
} as const

export const trainingPhases = [
  'load',
  'pictures',
  'class-pictures',
  'cache',
  'compile',
  'train',
  'sample',
  'save',
] as const
export type TrainingPhase = (typeof trainingPhases)[number]

/** One optimizer step, as the log keeps it. */
export type TrainingStep = {
  /** From 1. */
  step: number
  epoch: number
  /** Mean over the step's passes, as it enters the gradient. */
  loss: number
  /** Of the pictures kept aside, where this step measured it. */
  heldOutLoss?: number
  /** Learning rate by group: `unet`, `text_encoder`, `text_encoder_2`, `embedding`. */
  rates: Record<string, number>
  /** Length of the gradient before clipping. */
  gradientNorm: number
  /** How long it took. */
  seconds: number
  /** What the process held after it. */
  memoryBytes: number
}

export type TrainedFile = {
  step: number
  epoch: number
  path: string
  sizeBytes: number
  sha256: string
  /** What it is: the adapter, a new word, or both in one file. */
  kind: 'adapter' | 'embedding' | 'bundle'
  finished: boolean
}

export type TrainingSample = {
  /** 0 for the base without the adapter. */
  step: number
  /** Index among the run's prompts. */
  prompt: number
  path: string
  /** Pixels. */
  width: number
  height: number
  sample: RecipeSample
}

export type TrainingProgress = {
  phase: TrainingPhase
  /** Pieces of work of this phase that are done, of `total`. */
  done: number
  total: number
  secondsLeft: number | null
  /** While the base is read, whatever phase asked for it. */
  loading?: LoadProgress
}

/** Something a person should know and that did not stop the run: a vanished picture, an odd caption, a skipped step. */
export type TrainingNotice = ErrorReport & { path?: string }

export type TrainingNews =
  | { type: 'progress'; progress: TrainingProgress }
  | { type: 'step'; step: TrainingStep; steps: number; secondsLeft: number }
  /** From here a killed run goes on. */
  | { type: 'state-saved'; step: number }
  | { type: 'file'; file: TrainedFile }
  | { type: 'sample'; sample: TrainingSample }
  | { type: 'notice'; notice: TrainingNotice }

/** `paused` left a state to resume from; `kept` wrote the adapter as it was; `discarded` wrote nothing more. */
export type TrainingEnd = 'finished' | 'paused' | 'kept' | 'discarded'
export type TrainingStop = Exclude<TrainingEnd, 'finished'>

export type EngineTrainResult = {
  end: TrainingEnd
  step: number
  steps: number
  files: TrainedFile[]
  notices: TrainingNotice[]
}

/** A real step of a recipe, made and thrown away. */
export type EngineMeasureCall = Pick<
  EngineTrainCall,
  'runId' | 'recipe' | 'cacheFolder' | 'captions' | 'leftOut' | 'device'
>
export type TrainingMeasure = {
  secondsPerStep: number
  /** Until the first step: pictures, caches, programs. */
  setupSeconds: number
  /** Most that the process held. */
  memoryBytes: number
  /** Numbers that are learned. */
  parameters: number
  /** Size of a file that the run writes. */
  fileBytes: number
  steps: number
  /** Pictures that are learned from. */
  pictures: number
  /** Pictures that are kept aside. */
  heldOut: number
  /** How often each picture is seen. */
  timesSeen: number
}

export type TrainingCalls = {
  /**
   * Yields to other work of the engine between steps. Errors: `training/…`,
   * `recipe/…`, `dataset/…`; the last state stays.
   */
  train(call: EngineTrainCall): Promise<EngineTrainResult>
  stopTraining(runId: string, stop: TrainingStop): Promise<void>
  /**
   * Of a run that rests, by its folder: the files of what its saved state has learned, at once. The base is not loaded.
   * Errors: `training/…`, `disk/…`, those of opening the base.
   */
  keepTraining(folder: string): Promise<EngineTrainResult>
  /** From the next round on. */
  editSamples(runId: string, samples: Recipe['samples']): Promise<void>
  measureTraining(call: EngineMeasureCall): Promise<TrainingMeasure>
}
