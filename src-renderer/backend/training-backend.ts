// What the interface asks of the host about training. Every call is the router's `training.<name>`.
import type { PresetName } from '../../src-main/contract/recipe-presets.ts'
import type { Recipe } from '../../src-main/contract/recipe.ts'
import type {
  ImportedRecipe,
  LibraryAddition,
  ProjectEdit,
  ProjectPictures,
  ProjectReview,
  TrainingProject,
} from '../../src-main/contract/training-project.ts'
import type { TrainingStep } from '../../src-main/contract/training.ts'

/** A tagger in the WD form: an `.onnx` network with its list of tags beside it. */
export type Tagger = { id: string; name: string; path: string }
export type TagCall = {
  tagger: string
  /** Null tags all pictures. */
  paths: string[] | null
  /** Least confidence of a tag, 0…1. */
  threshold: number
  /** What happens to a caption that is there. */
  existing: 'keep' | 'append' | 'replace'
}

export type TrainingBackend = {
  projects(): Promise<TrainingProject[]>
  create(preset: PresetName | null): Promise<TrainingProject>
  edit(id: string, edit: ProjectEdit): Promise<TrainingProject>
  /** The same when the page is left: nothing comes back. */
  editOnLeave(id: string, edit: ProjectEdit): void
  /** Into the app's trash, its run with it; `restore` brings it back. */
  remove(id: string): Promise<void>
  restore(id: string): Promise<TrainingProject>

  /** Reads the folder; slow for many pictures the first time. */
  pictures(id: string): Promise<ProjectPictures>
  /** Copies dropped files into a folder of the project, which becomes its folder of pictures. */
  addPictures(id: string, files: readonly File[]): Promise<TrainingProject>
  /** Kept in the project; null goes back to what lies beside the picture. Returns what the captions were, for undo. */
  setCaptions(id: string, captions: Record<string, string | null>): Promise<Record<string, string | null>>
  setCaptionsOnLeave(id: string, captions: Record<string, string | null>): void
  /** Writes the project's captions beside their pictures; null all that were edited. */
  writeCaptions(id: string, paths: string[] | null): Promise<{ written: number }>
  taggers(): Promise<Tagger[]>
  tag(id: string, call: TagCall): Promise<Record<string, string | null>>

  /** Measures one real step; each alternative follows as an event of the project when it is measured. */
  review(id: string): Promise<ProjectReview>
  start(id: string): Promise<TrainingProject>
  pause(id: string): Promise<void>
  resume(id: string): Promise<TrainingProject>
  stopAndKeep(id: string): Promise<void>
  editSamples(id: string, samples: Recipe['samples']): Promise<TrainingProject>
  /** The steps of the run behind `after`, in order. */
  log(id: string, after: number): Promise<TrainingStep[]>
  /** Copies a saved file into the library. */
  addToLibrary(id: string, step: number): Promise<LibraryAddition>
  importRecipe(fileName: string, text: string): Promise<ImportedRecipe>
}
